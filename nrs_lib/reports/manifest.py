"""The manifest of a release: where every number came from, and a checksum of every file."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType

from nrs_lib import __version__
from nrs_lib.errors import DisclosureError
from nrs_lib.places import code_checksum, definitions_checksum
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.folders import MANIFEST

NAME = MANIFEST
_LIBRARIES = (
    "jinja2",
    "matplotlib",
    "mistune",
    "nbclient",
    "nh3",
    "numpy",
    "orjson",
    "pandas",
    "papermill",
    "pyarrow",
    "resvg-py",
    "scipy",
    "seaborn",
    "statsmodels",
    "xlsxwriter",
)


@dataclass(frozen=True)
class Provenance:
    """What all reports of a run have in common.

    Attributes
    ----------
    extract
        id, fingerprint, as_of, synthetic, and the delivered files with their checksums.
    definitions_sha256
        Over every file of ``data_contracts``.
    code
        Version, git commit where there is one, and a checksum over ``nrs_lib``.
    libraries
        Versions of Python and of the libraries that numbers and drawings depend on.
    """

    extract: Mapping[str, object]
    definitions_sha256: str
    code: Mapping[str, object]
    libraries: Mapping[str, str]

    @property
    def invented(self) -> str:
        """What the extract's registry calls itself where it is invented; else empty."""
        return str(self.extract.get("invented", ""))


def invented(extract: object) -> str:
    """What an invented registry calls itself; empty for an extract of patients."""
    return str(extract.passport.get("source") or "synthetic") if extract.synthetic else ""


def provenance(extract: object) -> Provenance:
    """Take down where the numbers of a run come from.

    Parameters
    ----------
    extract
        With extract_id, as_of, synthetic and passport.
    """
    passport = extract.passport
    package = Path(__file__).resolve().parents[1]
    return Provenance(
        extract={
            "id": extract.extract_id,
            "fingerprint": passport["fingerprint"],
            "as_of": f"{extract.as_of:%Y-%m-%d}",
            "synthetic": bool(extract.synthetic),
            "invented": invented(extract),
            "files": list(passport.get("files", [])),
            "rows": dict(passport.get("rows", {})),
            "scoring": _scoring(passport.get("scoring", {})),
        },
        definitions_sha256=definitions_checksum(),
        code={
            "version": __version__,
            "commit": _commit(package.parent),
            "sha256": code_checksum(),
        },
        libraries=library_versions(),
    )


def input_key(
    origin: Provenance, sidecar: Sidecar, parameters: Mapping[str, object], *, plan: str = ""
) -> tuple[str, str]:
    """The key of everything a report is made from, and the template's checksum.

    ``plan`` is the text of the unit's action plan, where the report opens with one.

    Two runs with the same key make the same report, so the second may be spared.
    """
    template = template_checksum(sidecar)
    made_from = {
        "extract": [origin.extract["id"], origin.extract["fingerprint"]],
        "definitions": origin.definitions_sha256,
        "code": origin.code["sha256"],
        "libraries": dict(origin.libraries),
        "template": template,
        "parameters": dict(parameters),
        "plan": plan,
    }
    return hashlib.sha256(_canonical(made_from)).hexdigest(), template


def template_checksum(sidecar: Sidecar) -> str:
    """SHA-256 over a template's notebook and sidecar."""
    seal = hashlib.sha256()
    for path in (sidecar.notebook, sidecar.notebook.with_suffix(".yaml")):
        seal.update(path.read_bytes())
    return seal.hexdigest()


def files_in(
    folder: Path, *, known: Mapping[str, Mapping[str, object]] = MappingProxyType({})
) -> dict[str, Mapping[str, object]]:
    """Checksum and size of every file of a release but its manifest, by relative path.

    Parameters
    ----------
    known
        What was found of some of them already.
    """
    names = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    return {
        name: known.get(name) or _file(path)
        for name, path in names.items()
        if name != NAME and path.is_file()
    }


def _file(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def write_manifest(
    folder: Path,
    facts: Mapping[str, object],
    *,
    known: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
) -> dict[str, object]:
    """Write a release's manifest, with the files as they stand, and return it.

    Parameters
    ----------
    known
        As for `files_in`.
    """
    manifest = {**facts, "files": files_in(folder, known=known)}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")
    return manifest


def copy_release(release: Path, folder: Path) -> None:
    """Copy a release's files, but not its manifest, into an existing folder."""
    for name in files_in(release):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(release / name, target)


def read_manifest(folder: Path) -> dict[str, object]:
    """Read a release's manifest without checking its files.

    Raises
    ------
    DisclosureError
        There is none, or it cannot be read.
    """
    try:
        return json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise DisclosureError(
            "A release has no readable manifest, so nothing is known of it.",
            where=_named(folder),
            remedy="Make the report again.",
        ) from fault


def verify_release(folder: Path) -> dict[str, object]:
    """Check that a release is what its manifest says, file by file, and return the manifest.

    Raises
    ------
    DisclosureError
        The manifest is missing, or a file is missing, changed, or not in it.
    """
    manifest = read_manifest(folder)
    told, found = manifest.get("files", {}), files_in(folder)
    wrong = sorted(name for name in {*told, *found} if told.get(name) != found.get(name))
    if wrong:
        raise DisclosureError(
            "A release is not what its manifest says.",
            where=f"{_named(folder)}: {', '.join(wrong[:5])}",
            remedy="Do not hand it out; make the report again.",
        )
    return manifest


def _named(folder: Path) -> str:
    return "/".join(folder.parts[-4:])


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode()


@cache
def library_versions() -> Mapping[str, str]:
    """Versions here of Python and of what numbers and drawings depend on."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


@cache
def _commit(root: Path) -> str | None:
    if not (root / ".git").exists() or not shutil.which("git"):
        return None
    asked = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or None


def _scoring(found: Mapping[str, object]) -> dict[str, int]:
    """Answers set missing, and questionnaires of another version than their day says."""
    return {
        "marked": sum(part["count"] for part in found.get("marked", ())),
        "other_version": sum(part["outside"] for part in found.get("versions", ())),
    }
