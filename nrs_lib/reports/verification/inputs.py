"""What a release was made from, held against what is here now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nrs_lib.errors import (
    DefinitionError,
    ExtractError,
    NrsError,
    ParameterError,
    PlatformError,
)
from nrs_lib.extract.kept_definitions import checksums_of_definitions
from nrs_lib.reports.orders import Order

_NAMED = 5
_VERSION = re.compile(r"\d{1,4}(\.\w{1,8}){1,4}")
_CHECKSUM = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_FIRST_SIGNS = 12


@dataclass(frozen=True)
class Lack:
    """Why a release cannot be made again as it was.

    Attributes
    ----------
    what
        Which input is another, in words.
    family
        The family of errors that it belongs to.
    """

    what: str
    family: type[NrsError]


def lacks(
    manifest: Mapping[str, object], order: Order, passport: Mapping[str, object]
) -> Iterator[Lack]:
    """Every input of a release that is another now.

    Parameters
    ----------
    manifest
        The release's own.
    order
        The same report, as it would be made now.
    passport
        The extract's, which knows the checksum of each file of its definitions.
    """
    origin = order.origin
    if manifest["extract"]["fingerprint"] != origin.extract["fingerprint"]:
        yield Lack("the extract with this id is made of other files", ExtractError)
    code, here = manifest["code"], origin.code
    if code["sha256"] != here["sha256"]:
        yield Lack(f"code: {_version(code)}, here {_version(here)}", PlatformError)
    then, now = manifest["libraries"], origin.libraries
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            library = name if name in now else "a library"
            told = f"{library} {plain(then.get(name))}, here {now.get(name, 'none')}"
            yield Lack(told, PlatformError)
    if manifest["definitions_sha256"] != origin.definitions_sha256:
        told = _changed_definitions(manifest, passport)
        yield Lack(f"definitions: {told}", DefinitionError)
    if manifest["template_sha256"] != order.key[1]:
        yield Lack(f"template: {order.sidecar.name}", DefinitionError)
    given = manifest["parameters"]
    for name, value in order.parameters.items():
        if given.get(name) != value:
            yield Lack(f"parameter: {name}", ParameterError)
    if set(given) - set(order.parameters):
        yield Lack("a parameter that the report does not have", ParameterError)


def _version(code: Mapping[str, object]) -> str:
    marks = [str(code.get(name)) for name in ("commit", "sha256")]
    told = ", ".join(mark[:_FIRST_SIGNS] for mark in marks if _CHECKSUM.fullmatch(mark))
    return f"{plain(code.get('version'))} ({told})"


def plain(told: object) -> str:
    """A version as a manifest tells it; whatever else stands there is not repeated."""
    return str(told) if _VERSION.fullmatch(str(told)) else "another"


def _changed_definitions(manifest: Mapping[str, object], passport: Mapping[str, object]) -> str:
    """The files that differ, where the extract was loaded by the definitions of the release."""
    kept = passport.get("definitions")
    if not kept or passport.get("definitions_sha256") != manifest["definitions_sha256"]:
        return "others; which files is not known, as the extract was loaded by others still"
    now = checksums_of_definitions()
    changed = sorted(name for name in {*kept, *now} if kept.get(name) != now.get(name))
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return f"{', '.join(changed[:_NAMED])}{more}"
