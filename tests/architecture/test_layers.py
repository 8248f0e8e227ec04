"""Imports point downwards, and what is confined stays where it belongs."""

from __future__ import annotations

from importlinter.cli import lint_imports


def test_every_import_contract_is_kept(capsys) -> None:
    kept = lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert kept == 0, capsys.readouterr().out
