"""A snapshot proves itself: every file of it, whichever is changed, and each description against the files it describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warehouse_inputs import Raw, project, several_projects

from warehouse.erasure.phrases import phrase_of
from warehouse.erasure.search.text_matcher import Look
from warehouse.erasure.withdrawn_snapshots import withdraw
from warehouse.export.profile import FULL, NO_TEXTS, PROFILES, Profile
from warehouse.export.snapshot import CHECKSUMS, DESCRIPTIONS, export
from warehouse.export.snapshot_check import check_snapshot, latest_snapshot
from warehouse.export.snapshot_contents import sha256_of


@pytest.fixture(params=PROFILES.values(), ids=lambda profile: profile.name)
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return export(several_projects(tmp_path).build(), tmp_path / "exports", request.param).path


def seal(folder: Path) -> None:
    """Writes SHA256SUMS anew, as somebody does who wants a change to go unseen."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    (folder / CHECKSUMS).write_text("".join(f"{sha256_of(file)}  {file.relative_to(folder).as_posix()}\n" for file in files), "utf-8")


def test_an_untouched_snapshot_has_no_problem(snapshot: Path) -> None:
    report = check_snapshot(snapshot)
    assert report.problems == ()
    assert report.n_files == sum(1 for path in snapshot.rglob("*") if path.is_file())


def test_a_byte_more_in_any_file_is_named(snapshot: Path) -> None:
    for file in sorted(path for path in snapshot.rglob("*") if path.is_file()):
        before = file.read_bytes()
        file.write_bytes(before + b" ")
        assert file in [problem.file for problem in check_snapshot(snapshot).problems] or file.name == CHECKSUMS
        file.write_bytes(before)


def test_any_file_that_is_missing_is_named(snapshot: Path) -> None:
    for file in sorted(path for path in snapshot.rglob("*") if path.is_file()):
        before = file.read_bytes()
        file.unlink()
        assert file in [problem.file for problem in check_snapshot(snapshot).problems]
        file.write_bytes(before)


@pytest.mark.parametrize("name", ["registries.csv", "known-issues.md", "data-dictionary.md", "csv/project.csv"])
def test_the_id_stands_for_every_file_that_does_not_name_it(snapshot: Path, name: str) -> None:
    (snapshot / name).write_bytes((snapshot / name).read_bytes() + b" ")
    seal(snapshot)
    found = [problem.expected for problem in check_snapshot(snapshot).problems]
    assert f"the hashes that the id {snapshot.name} stands for" in found


def resource(description: dict[str, Any]) -> None:
    description["resources"][0]["hash"] = f"sha256:{'0' * 64}"


def distribution(description: dict[str, Any]) -> None:
    description["distribution"][0]["sha256"] = "0" * 64


def checksum(description: dict[str, Any]) -> None:
    description["@graph"][0]["dcat:distribution"][0]["spdx:checksum"]["spdx:checksumValue"]["@value"] = "0" * 64


@pytest.mark.parametrize(("name", "spoil"), [("datapackage.json", resource), ("croissant.json", distribution), ("dcat.jsonld", checksum)])
def test_a_description_must_tell_the_digests_of_the_files(snapshot: Path, name: str, spoil: Callable[[dict[str, Any]], None]) -> None:
    description = json.loads((snapshot / name).read_text("utf-8"))
    spoil(description)
    (snapshot / name).write_text(json.dumps(description), "utf-8")
    seal(snapshot)
    [problem] = check_snapshot(snapshot).problems
    assert problem.expected == f"SHA-256 {'0' * 64}, as {name} says"


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json", "dcat.jsonld"])
def test_a_description_that_cannot_be_read_is_named(snapshot: Path, name: str) -> None:
    (snapshot / name).write_text("{}", "utf-8")
    seal(snapshot)
    assert "not readable as one" in check_snapshot(snapshot).problems[0].found


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_description_of_another_snapshot_is_named(snapshot: Path, name: str) -> None:
    file = snapshot / name
    file.write_text(file.read_text("utf-8").replace(snapshot.name, "20200101-00000000"), "utf-8")
    seal(snapshot)
    [problem] = check_snapshot(snapshot).problems
    assert (problem.file, problem.expected) == (file, f"the id {snapshot.name}")


def test_a_table_that_no_description_has_is_named(snapshot: Path) -> None:
    (snapshot / "csv" / "more.csv").write_text("a\n", "utf-8")
    found = {problem.expected for problem in check_snapshot(snapshot).problems}
    assert {f"a resource in {name}" for name in ("datapackage.json", "croissant.json", "dcat.jsonld")} <= found


def test_a_snapshot_of_an_earlier_version_has_what_it_has(tmp_path: Path) -> None:
    """Those had Parquet files, a Data Package and checksums; their ids were hashes over the Parquet files."""
    from warehouse.export.snapshot import id_hash

    made = export(several_projects(tmp_path).build(), tmp_path / "exports").path
    package = json.loads((made / "datapackage.json").read_text("utf-8"))
    for file in [path for path in made.rglob("*") if path.is_file() and path.suffix != ".parquet"]:
        file.unlink()
    digests = {path.relative_to(made).as_posix(): sha256_of(path) for path in made.rglob("*.parquet")}
    old = made.rename(made.with_name(f"20240101-{id_hash(digests)}"))
    package["resources"] = [each for each in package["resources"] if each["path"].endswith(".parquet")]
    (old / "datapackage.json").write_text(json.dumps(package).replace(made.name, old.name), "utf-8")
    (old / "csv").rmdir()
    seal(old)
    assert check_snapshot(old).problems == ()


@pytest.mark.parametrize("profile", [FULL, NO_TEXTS], ids=lambda profile: profile.name)
def test_what_is_erased_is_withdrawn_from_the_snapshots_of_every_profile(profile: Profile, tmp_path: Path) -> None:
    raw = Raw(tmp_path)
    raw.crawl(0)
    raw.page("22-021-S03", project("22-021-S03", title="Vägen till arbete åt Anna Exempelsson"))
    exports = tmp_path / "exports"
    made = export(raw.build(), exports, profile)
    assert latest_snapshot(exports, profile) == made.path
    assert withdraw(exports, Look([phrase_of("Anna Exempelsson")]), "request") == [made.snapshot_id]
    assert not made.path.exists()
    assert latest_snapshot(exports, profile) is None
