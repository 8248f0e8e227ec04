"""What a nursery's forks do in tests; each tells what it found in a file."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

KEPT: list[str] = []
COUNTED = [0]


def leave(*, to, tell, code):
    sys.exit(code)


def describe(*, to, tell):
    told = os.environ.items()
    names = ",".join(f"{name}={value}" for name, value in told if not name.startswith("LC_"))
    is_leader = os.getsid(0) == os.getpid()
    Path(to).write_text(f"{names}\n{Path.cwd()}\n{is_leader}\n")


def draw(*, to, tell):
    import numpy as np

    Path(to).write_text(f"{random.random()} {np.random.random()}")


def count_up(*, to, tell):
    COUNTED[0] += 1
    Path(to).write_text(str(COUNTED[0]))


def keep(*, value):
    KEPT.append(value)


def show_kept(*, to, tell):
    Path(to).write_text("".join(KEPT))


def show_imported(*, to, tell, module, after=""):
    is_there = module in sys.modules
    tell()
    while after and not Path(after).exists():
        time.sleep(0.01)
    Path(to).write_text(str(is_there))


def start_another(*, to, tell, own_group=False):
    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    other = subprocess.Popen(words, start_new_session=own_group)
    Path(to).write_text(str(other.pid))
    tell()
    time.sleep(60)


def sleep(*, to, tell):
    tell()
    time.sleep(60)


def eat(*, to, tell):
    Path(to).write_text(str(len(bytearray(3 * 2**30))))


def be_ready(*, to, tell):
    tell()


@dataclass(frozen=True)
class Inquiry:
    """The task of telling which process does it, and which modules it has imported."""

    names: tuple[str, ...]
    limit: float = 60
    line: ClassVar[None] = None

    def do(self, scratch: Path) -> tuple[int, tuple[bool, ...]]:
        return os.getpid(), tuple(name in sys.modules for name in self.names)

    def failed(self, failure: object) -> None:
        return None

    def is_worth_another(self, outcome: object) -> bool:
        return False
