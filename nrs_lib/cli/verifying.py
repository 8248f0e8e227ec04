"""`nrs verify`: whether releases are what their extract, code and parameters make."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from pathlib import Path

from nrs_lib.cli.reporting import INTERRUPTED, opened


def verify(arguments: Namespace) -> int:
    """Make an edition's releases, or those in a folder, once more, and tell what differs."""
    from nrs_lib.errors import UsageError
    from nrs_lib.places import outputs
    from nrs_lib.reports.audit.folders import releases_beneath
    from nrs_lib.reports.verification.verifying import verify as verified

    settings = {
        "outputs": outputs(),
        "workers": arguments.workers,
        "record": arguments.record,
        "tell": partial(print, flush=True),
    }
    if arguments.edition.is_dir():
        found = releases_beneath(arguments.edition.absolute())
        # What is being written aside is none yet.
        releases = [release for release in found if not release.name.startswith(".")]
    else:
        releases, limits = _of_edition(arguments.edition, arguments.extract)
        settings |= {name: limits[name] for name in limits if not settings.get(name)}
    if not releases:
        raise UsageError(
            "There is no release to verify.",
            where=str(arguments.edition),
            remedy="Name an edition's file, or a folder with releases beneath.",
        )
    print(f"{len(releases)} releases are made once more, in a folder aside.", flush=True)
    found = verified(releases, **settings)
    print("\n".join(found.lines()))
    if found.interrupted:
        print("Interrupted. What is told above was verified.")
        if arguments.record:
            print("The same command goes on from here.")
        return INTERRUPTED
    found.raise_for_differences()
    return 0


def _of_edition(plan: Path, extract_id: str | None) -> tuple[list[Path], dict[str, object]]:
    """The places of an edition's releases, and its limits."""
    from nrs_lib.places import outputs
    from nrs_lib.reports.editions import read_edition

    wanted = read_edition(plan)
    extract = opened(extract_id or wanted.extract_id)
    limits = {
        "workers": wanted.workers,
        "memory": wanted.memory,
        "sidecars": {part.sidecar.name: part.sidecar for part in wanted.parts},
    }
    return wanted.releases(extract, outputs()), limits
