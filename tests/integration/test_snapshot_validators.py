"""Validators of others accept an export (sha256sum, frictionless, mlcroissant, cffconvert, SHACL), and each sees a fault put into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.run_outcome import RunReport
from pipeline.settings import Settings
from warehouse.export.profile import PROFILES
from warehouse.export.snapshot import export
from warehouse.tables.catalogue import exported_tables

ROOT = Path(__file__).parents[2]
READERS = Path(sys.prefix) / "readers"
"""Where `make test` puts mlcroissant with pyshacl, and cffconvert (tests/readers/*.lock), a folder each."""

SHAPES = ROOT / "tests" / "readers" / "dcat-ap.ttl"
SHACL = """
import sys
from pathlib import Path
from pyshacl import validate
from rdflib import Graph

description = Path(sys.argv[1]).resolve()
data = Graph().parse(description, format="json-ld", publicID=description.as_uri())
conforms, _, report = validate(data, shacl_graph=Graph().parse(sys.argv[2], format="turtle"), advanced=False)
print(report)
sys.exit(0 if conforms and len(data) > 100 else 1)
"""
COUNTED = """
import json, logging, sys
logging.disable(logging.INFO)
import mlcroissant

dataset = mlcroissant.Dataset(sys.argv[1])
print(json.dumps({each.id: sum(1 for _ in dataset.records(each.id)) for each in dataset.metadata.record_sets}))
"""


@pytest.fixture(scope="module", params=PROFILES.values(), ids=lambda profile: profile.name)
def snapshot(request: pytest.FixtureRequest, every: tuple[Settings, RunReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of the whole sample, of each profile. Copy it before changing anything in it."""
    return export(every[0].places.warehouse, tmp_path_factory.mktemp("validated"), request.param).path


def run(*arguments: str | Path, cwd: Path, reader: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a validator; `reader` is the environment it is in."""
    environment = dict(os.environ)
    if reader is not None:
        folder = READERS / reader
        if not folder.is_dir() and not os.environ.get("CI"):
            pytest.skip(f"{folder} is not there: make test puts it there")
        nowhere = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "localhost,127.0.0.1"}
        environment |= {"PYTHONPATH": str(folder), **nowhere}
    return subprocess.run([str(each) for each in arguments], capture_output=True, text=True, check=False, cwd=cwd, env=environment)


def sha256sum(folder: Path) -> subprocess.CompletedProcess[str]:
    return run("sha256sum", "-c", "--strict", "SHA256SUMS", cwd=folder)


def frictionless(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json", cwd=folder)


def mlcroissant(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = READERS / "mlcroissant" / "bin" / "mlcroissant"
    return run(sys.executable, tool, "validate", "--jsonld", "croissant.json", cwd=folder, reader="mlcroissant")


def cffconvert(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, READERS / "cffconvert" / "bin" / "cffconvert", "--validate", cwd=folder, reader="cffconvert")


def pyshacl(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-c", SHACL, "dcat.jsonld", SHAPES, cwd=folder, reader="mlcroissant")


def test_sha256sum_finds_every_file_as_listed(snapshot: Path) -> None:
    done = sha256sum(snapshot)
    assert done.returncode == 0, done.stderr
    n_files = sum(1 for path in snapshot.rglob("*") if path.is_file())
    assert done.stdout.count(": OK") == n_files - 1


def test_frictionless_finds_the_package_and_every_table_valid(snapshot: Path) -> None:
    report = json.loads(frictionless(snapshot).stdout)
    assert (report["valid"], report["stats"]["errors"], report["stats"]["warnings"]) == (True, 0, 0)
    assert report["stats"]["tasks"] == len(exported_tables()) + 2


def test_mlcroissant_accepts_the_description_without_a_warning(snapshot: Path) -> None:
    done = mlcroissant(snapshot)
    assert done.returncode == 0, done.stderr
    assert "Done." in done.stderr
    assert not [line for line in done.stderr.splitlines() if "WARNING" in line or line.startswith(("W", "E"))]


def test_mlcroissant_loads_every_row_of_every_table(snapshot: Path) -> None:
    done = run(sys.executable, "-c", COUNTED, "croissant.json", cwd=snapshot, reader="mlcroissant")
    assert done.returncode == 0, done.stderr[-2000:]
    rows = {}
    for table in exported_tables():
        file = snapshot / table.schema / f"{table.name}.parquet"
        [(rows[table.full_name.replace(".", "_")],)] = duckdb.execute(f"SELECT count(*) FROM '{file}'").fetchall()
    assert json.loads(done.stdout) == rows


def test_cffconvert_finds_the_citation_valid(snapshot: Path) -> None:
    done = cffconvert(snapshot)
    assert (done.returncode, done.stdout.strip()) == (0, "Citation metadata are valid according to schema version 1.2.0.")


def test_cffconvert_finds_the_citation_of_the_software_valid() -> None:
    done = cffconvert(ROOT)
    assert (done.returncode, done.stdout.strip()) == (0, "Citation metadata are valid according to schema version 1.2.0.")


def test_the_dcat_description_has_what_dcat_ap_asks_for(snapshot: Path) -> None:
    done = pyshacl(snapshot)
    assert done.returncode == 0, done.stdout + done.stderr


def spoil_json(name: str, spoil: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def spoilt(folder: Path) -> None:
        description = json.loads((folder / name).read_text("utf-8"))
        spoil(description)
        (folder / name).write_text(json.dumps(description), "utf-8")

    return spoilt


def dataset(description: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(node for node in description["@graph"] if "dcat:distribution" in node)
    return found


def enum_of_grade(package: dict[str, Any]) -> None:
    scorecard = next(each for each in package["resources"] if each["name"] == "mart_registry_scorecard")
    next(field for field in scorecard["schema"]["fields"] if field["name"] == "grade")["constraints"]["enum"] = ["published"]


def no_title(folder: Path) -> None:
    citation = folder / "CITATION.cff"
    citation.write_text("".join(line for line in citation.read_text("utf-8").splitlines(True) if not line.startswith("title:")), "utf-8")


def append(name: str) -> Callable[[Path], None]:
    def appended(folder: Path) -> None:
        with (folder / name).open("ab") as file:
            file.write(b" ")

    return appended


def quoted_badly(folder: Path) -> None:
    file = folder / "csv" / "project.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b",more\n", 2))


FAULTS: list[Any] = [
    pytest.param(sha256sum, append("mart/project.parquet"), id="sha256sum: a byte more"),
    pytest.param(frictionless, spoil_json("datapackage.json", enum_of_grade), id="frictionless: a value that is not allowed"),
    pytest.param(frictionless, append("core/project.parquet"), id="frictionless: another hash"),
    pytest.param(frictionless, quoted_badly, id="frictionless: a cell too many in the CSV"),
    pytest.param(mlcroissant, spoil_json("croissant.json", lambda told: told["distribution"][0].pop("sha256")), id="mlcroissant: no hash"),
    pytest.param(
        mlcroissant,
        spoil_json("croissant.json", lambda told: told["recordSet"][0]["field"][0]["source"]["fileObject"].update({"@id": "file/none"})),
        id="mlcroissant: a field of no file",
    ),
    pytest.param(cffconvert, no_title, id="cffconvert: no title"),
    pytest.param(pyshacl, spoil_json("dcat.jsonld", lambda told: dataset(told).pop("dct:publisher")), id="SHACL: no publisher"),
    pytest.param(
        pyshacl,
        spoil_json("dcat.jsonld", lambda told: dataset(told)["dcat:distribution"][0].pop("dcat:accessURL")),
        id="SHACL: a distribution without an address",
    ),
    pytest.param(pyshacl, spoil_json("dcat.jsonld", lambda told: told["@graph"].pop()), id="SHACL: a source that is not described"),
    pytest.param(
        pyshacl,
        spoil_json("dcat.jsonld", lambda told: dataset(told)["dcat:distribution"][0]["spdx:checksum"].update({"spdx:checksumValue": "00"})),
        id="SHACL: no SHA-256",
    ),
]


@pytest.mark.parametrize(("validator", "spoil"), FAULTS)
def test_a_validator_sees_the_fault(
    validator: Callable[[Path], subprocess.CompletedProcess[str]], spoil: Callable[[Path], None], snapshot: Path, tmp_path: Path
) -> None:
    folder = tmp_path / snapshot.name
    shutil.copytree(snapshot, folder)
    spoil(folder)
    assert validator(folder).returncode != 0
