"""The house rules that a machine can read off the source."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "nrs_lib"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 300
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "new", "v2", "stuff", "tools"}
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "GLOSSARY.md",
    "LICENSE",
    "README.md",
    "benchmarks",
    "data_contracts",
    "docs",
    "environment.yml",
    "notebooks",
    "nrs_lib",
    "outputs",
    "pyproject.toml",
    "requirements.lock",
    "tests",
}
WRITERS = ("extract", "reports", "cli")
# The server of a page keeps its token and settings in a private folder of its own.
ALSO_WRITES = {"__main__.py"} | {
    f"views/{name}.py" for name in ("__main__", "server", "serving", "settings")
}
WRITES = {
    "copy",
    "copy2",
    "copyfile",
    "copytree",
    "makedirs",
    "mkdir",
    "mkdtemp",
    "move",
    "rename",
    "rmdir",
    "rmtree",
    "symlink_to",
    "to_csv",
    "to_excel",
    "to_feather",
    "to_parquet",
    "to_pickle",
    "touch",
    "unlink",
    "write_bytes",
    "write_sav",
    "write_text",
}
# Methods of frames and arrays that share a name with what writes.
READS_AS_METHOD = {"copy", "rename"}
BINARY = {".parquet", ".png", ".sav", ".woff2", ".zsav"}
MODE = re.compile(r"^[rwaxbt+]+$")


def tracked() -> list[Path]:
    """Files that git knows, or all files where there is no repository."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    long = {
        path.relative_to(ROOT).as_posix(): n for path, n in lengths.items() if n > LONGEST_MODULE
    }

    assert not long, "split these along a noun of the field"


def test_modules_are_named_after_something() -> None:
    nameless = {path for path in MODULES if {path.stem, path.parent.name} & NAMELESS}

    assert not nameless


def test_the_top_level_is_fixed() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert found <= TOP_LEVEL


def writes_in(path: Path) -> list[str]:
    """Calls in a module that write, move or remove files."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        by_attribute = isinstance(node.func, ast.Attribute)
        name = node.func.attr if by_attribute else getattr(node.func, "id", "")
        owner = ast.unparse(node.func.value) if by_attribute else ""
        modes = [
            value.value
            for value in [*node.args, *(word.value for word in node.keywords)]
            if isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and MODE.match(value.value)
        ]
        is_write = name in WRITES and (name not in READS_AS_METHOD or owner in ("shutil", "os"))
        is_open = name == "open" and any(set(mode) & set("wax+") for mode in modes)
        if is_write or is_open:
            found.append(f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno} {name}")
    return found


def test_only_few_layers_write_files() -> None:
    elsewhere = [
        path
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in WRITERS
        and path.relative_to(PACKAGE).as_posix() not in ALSO_WRITES
    ]

    assert [call for path in elsewhere for call in writes_in(path)] == []


def test_the_scan_for_writes_finds_them(tmp_path, monkeypatch) -> None:
    module = tmp_path / "cohort" / "bad.py"
    module.parent.mkdir()
    module.write_text("p.write_text('x')\nopen('a', 'w')\nframe.to_csv('b')\nframe.copy()\n")
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)

    assert [call.split()[-1] for call in writes_in(module)] == ["write_text", "open", "to_csv"]


def test_no_file_names_a_machine_or_a_package_host() -> None:
    home = re.compile(r"/(?:home|Users|root|work|opt)/[A-Za-z0-9_.-]+")
    guilty = []
    for path in tracked():
        if (
            path.suffix in {".png", ".woff2", ".sav", ".zsav", ".parquet", ".svg"}
            or not path.is_file()
        ):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        if path != Path(__file__).resolve() and home.search(text):
            guilty.append(path.relative_to(ROOT).as_posix())

    assert guilty == []


def test_the_lock_has_checksums_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9-]+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", lock, re.MULTILINE)

    assert "://" not in lock
    assert len(pins) == len(re.findall(r"^\S+==", lock, re.MULTILINE)) > 50
