"""``python3 -m nrs_lib`` prepares its own environment once, and says what is missing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from nrs_lib import __main__ as bootstrap


@pytest.fixture
def clone(tmp_path, monkeypatch) -> Path:
    """A clone with a lock and without an environment; nothing is really run."""
    (tmp_path / "requirements.lock").write_text("x==1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "prepared.sha256")
    monkeypatch.setattr(bootstrap, "PROJECT", "no-such-project")
    return tmp_path


@pytest.fixture
def run(monkeypatch) -> list[list[str]]:
    """What was started; everything succeeds."""
    started: list[list[str]] = []

    class Ended:
        returncode = 0

    def start(words, **_):
        started.append(words)
        return Ended()

    monkeypatch.setattr(subprocess, "run", start)
    monkeypatch.setattr(
        "venv.EnvBuilder.create", lambda self, folder: Path(folder).mkdir(parents=True)
    )
    return started


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"))
    at_once = {
        alias.name.split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert at_once <= {"Path", *sys.stdlib_module_names}


def test_a_fresh_clone_is_prepared_and_the_command_runs_there(clone, run, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["nrs", "demo", "--units", "1"])

    assert bootstrap.main() == 0

    packages, itself, command = run
    assert "--require-hashes" in packages
    assert packages[-1] == str(clone / "requirements.lock")
    assert itself[-2:] == ["--editable", str(clone)]
    assert command[-4:] == ["nrs_lib", "demo", "--units", "1"]
    assert command[0].startswith(str(clone / ".venv"))


def test_a_prepared_clone_is_used_as_it_is(clone, run) -> None:
    bootstrap.main()
    run.clear()

    bootstrap.main()

    assert len(run) == 1


def test_another_lock_prepares_anew(clone, run) -> None:
    bootstrap.main()
    run.clear()
    (clone / "requirements.lock").write_text("x==2\n", encoding="utf-8")

    bootstrap.main()

    assert len(run) == 3


def test_an_outdated_environment_hands_over_to_the_python_it_came_from(
    clone, run, monkeypatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(clone / ".venv"))

    bootstrap.main()

    assert run == [[sys._base_executable, "-m", "nrs_lib", *sys.argv[1:]]]


def test_where_the_project_is_installed_nothing_is_prepared(clone, run, monkeypatch) -> None:
    monkeypatch.setattr(bootstrap, "PROJECT", "pytest")

    assert bootstrap.is_prepared()
    assert run == []


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_says_what_to_install(clone, run, monkeypatch, capsys, missing):
    found = bootstrap.__spec__
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == missing else found)

    with pytest.raises(SystemExit) as end:
        bootstrap.main()

    assert end.value.code == 8
    assert "apt install python3-venv" in capsys.readouterr().err


def test_an_old_python_is_told_so(monkeypatch, capsys) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))

    with pytest.raises(SystemExit) as end:
        bootstrap.main()

    assert end.value.code == 8
    assert "Python 99.0 or later" in capsys.readouterr().err


def test_a_failed_installation_leaves_no_stamp(clone, run, monkeypatch, capsys) -> None:
    class Failed:
        returncode = 1

    monkeypatch.setattr(subprocess, "run", lambda words, **_: Failed())

    with pytest.raises(SystemExit) as end:
        bootstrap.main()

    assert end.value.code == 8
    assert "network" in capsys.readouterr().err
    assert not bootstrap.STAMP.exists()
