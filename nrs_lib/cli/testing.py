"""`nrs test`: the project's tests."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from nrs_lib.errors import PlatformError

# A file's tests stay together, as they share what is made once.
_ALL = ("--numprocesses=auto", "--dist=loadfile")


def test(arguments: Namespace) -> int:
    """Run the project's tests; words that are not ours go to pytest.

    All of them are shared among the cores; with words of its own pytest runs as they say.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "tests").is_dir():
        raise PlatformError(
            "The tests are not part of the installed package.",
            remedy="Run them in a clone of the project.",
        )
    asked = [sys.executable, "-m", "pytest", *(arguments.rest or _ALL)]
    return subprocess.run(asked, cwd=root, check=False).returncode
