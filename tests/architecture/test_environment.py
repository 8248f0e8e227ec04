"""Three lists of packages say the same: pyproject.toml, environment.yml, requirements.lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
# What conda-forge calls otherwise than the Python index.
CONDA_NAMES = {
    "brotli": "brotli-python",
    "fastjsonschema": "python-fastjsonschema",
    "jupyter-client": "jupyter_client",
    "jupyter-server": "jupyter_server",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
}


@pytest.fixture(scope="module")
def required() -> dict[str, str]:
    """Floors by package name, of the project and its development tools."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {need.name: str(need.specifier) for need in map(Requirement, wanted)}


def test_conda_has_the_same_packages_and_floors(required) -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    lines = [line for line in listed["dependencies"] if isinstance(line, str) and line != "pip"]
    # Last come those that only the Python index has.
    lines += listed["dependencies"][-1]["pip"]
    found = dict(line.split(" ", 1) for line in lines)

    wanted = {CONDA_NAMES.get(name, name): floor for name, floor in required.items()}
    assert found == wanted | {"python": ">=3.11"}


def test_the_lock_fulfils_what_is_required(required) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock, re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(version)

    for name, floor in required.items():
        versions = pins.get(canonicalize_name(name), set())
        assert versions, f"{name} is not in the lock; compile it anew"
        assert all(map(SpecifierSet(floor).contains, versions)), name
