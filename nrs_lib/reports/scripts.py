"""The few scripts that pages of ours may run, known to the byte.

A page's policy names each script's checksum, so that nothing but these very bytes can run, and
what looks at a page looks at all but these very bytes. Slides run two: reveal.js as its authors
built it, and what starts it. `page/scripts.json` tells where each comes from.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from nrs_lib.errors import PlatformError

_PAGE = Path(__file__).parent / "page"
_KNOWN = _PAGE / "scripts.json"
_END = "</body>"


@dataclass(frozen=True)
class Script:
    """One script, by its text."""

    text: str

    @property
    def source(self) -> str:
        """What a policy calls it."""
        seal = base64.b64encode(hashlib.sha256(self.text.encode()).digest()).decode()
        return f"'sha256-{seal}'"

    @property
    def element(self) -> str:
        """How it stands in a page."""
        return f"<script>{self.text}</script>\n"


@cache
def slide_scripts() -> tuple[Script, ...]:
    """The scripts that slides run, in order.

    Raises
    ------
    PlatformError
        A file is not the one that `page/scripts.json` tells of.
    """
    told = json.loads(_KNOWN.read_text(encoding="utf-8"))
    found = []
    for name, known in told.items():
        held = (_PAGE / name).read_bytes()
        if hashlib.sha256(held).hexdigest() != known["sha256"]:
            raise PlatformError(
                "A script of the slides is not the one that is known.",
                where=f"{_KNOWN.name}: {name}",
                remedy="Install the project again; a new version needs its checksum there.",
            )
        found.append(Script(held.decode("utf-8")))
    return tuple(found)


def with_scripts(page: str, scripts: Iterable[Script], *, policy: str) -> str:
    """Let a page run some scripts, and only them.

    Parameters
    ----------
    policy
        The policy that stands in the page, under which nothing runs.
    """
    scripts = list(scripts)
    allowed = f"{policy}; script-src {' '.join(one.source for one in scripts)}"
    elements = "".join(one.element for one in scripts)
    return page.replace(str(escape(policy)), str(escape(allowed)), 1).replace(
        _END, Markup(elements) + Markup(_END), 1
    )


def without_scripts(page: str, scripts: Iterable[Script]) -> str:
    """The same page as it is without them: what may be looked at like any other."""
    for one in scripts:
        page = page.replace(one.element, "", 1)
    return page
