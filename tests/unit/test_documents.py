"""Generated documents are generated: a stale one fails, and says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.registry import sources
from pipeline import generated_documents


@pytest.mark.slow
def test_the_documents_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert generated_documents.write_documents(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_document_fails_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(generated_documents, "DOCS", tmp_path)
    assert generated_documents.write_documents(["--check"]) == 1
    assert f"{tmp_path / 'registries.md'} is stale: run make docs" in capsys.readouterr().err
    assert generated_documents.write_documents([]) == 0
    assert generated_documents.write_documents(["--check"]) == 0


def test_every_label_of_every_registry_is_documented() -> None:
    text = generated_documents.registries()
    for source in sources().values():
        for label in (*source.registry.labels, *source.registry.dropped, *source.registry.ignored):
            assert f"`{label}`" in text
