"""Pages that go with every extract and depend on none: the scoring manual and the codebook."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from nrs_lib.places import code_checksum, definitions_checksum
from nrs_lib.reports.folders import aside_of, write_private

_MARK = "companions.json"


def write_companions(home: Path) -> None:
    """The scoring manual and the codebook, unless they stand as this code would write them.

    They depend on no data, so those of another extract do as well.
    """
    made_by = [code_checksum(), definitions_checksum()]
    mark = Path("internal") / _MARK
    home.mkdir(parents=True, exist_ok=True)
    for other in (home, *sorted(home.parent.glob("*/"))):
        files = _whole(other, mark, made_by)
        if files is None:
            continue
        for name in files if other != home else ():
            shutil.copyfile(other / name, aside_of(home / name))
            aside_of(home / name).replace(home / name)
        if other == home:
            return
        break
    else:
        # What they are written from takes a second to import, and nearly always they stand.
        from nrs_lib.reports.codebook.book import write_codebook
        from nrs_lib.reports.scoring_manual.manual import write_manual

        made = [*write_manual(home), *write_codebook(home)]
        files = {path.relative_to(home).as_posix(): _checksum(path) for path in made}
    write_private(home / mark, json.dumps({"made_by": made_by, "files": files}))


def _whole(home: Path, mark: Path, made_by: list[str]) -> dict[str, str] | None:
    """Checksums of the companions that stand whole in a folder, if this code made them."""
    try:
        told = json.loads((home / mark).read_text(encoding="utf-8"))
        stand = {name: _checksum(home / name) for name in told["files"]}
    except (OSError, ValueError, KeyError):
        return None
    return stand if (told["made_by"], told["files"]) == (made_by, stand) else None


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
