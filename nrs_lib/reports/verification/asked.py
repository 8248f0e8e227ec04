"""Which report a release is, and whether it can be made again as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nrs_lib.cohort.extracts import Extract, open_extract
from nrs_lib.errors import DefinitionError, DisclosureError, ExtractError, NrsError, UsageError
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.ledger_place import Position
from nrs_lib.reports.manifest import invented, read_manifest
from nrs_lib.reports.orders import Order
from nrs_lib.reports.plan_texts import Plans
from nrs_lib.reports.running import orders_of
from nrs_lib.reports.subjects import Subject, nations, parameters_for, path_part, units_of
from nrs_lib.reports.verification.inputs import Lack, lacks
from nrs_lib.reports.verification.ledger_then import Met, met
from nrs_lib.terms import NATIONAL, Audience, Register


@dataclass(frozen=True)
class Asked:
    """A release whose manifest could be read, and what it is a report of."""

    release: Path
    manifest: Mapping[str, object]
    sidecar: Sidecar
    subject: Subject
    period: str
    order: Order | None = None
    met: Met | None = None

    @property
    def name(self) -> str:
        return f"{self.sidecar.folder} {self.subject.folder} {self.period}".strip()


class LacksError(Exception):
    """Why a release cannot be made again; never shown by itself."""

    def __init__(self, *lacks: Lack) -> None:
        super().__init__()
        self.lacks = lacks


def read_asked(
    release: Path,
    outputs: Path,
    extracts: dict[str, Extract],
    sidecars: Mapping[str, Sidecar],
) -> Asked:
    """What a release is a report of, by its manifest; its extract is opened."""
    try:
        manifest = read_manifest(release)
    except DisclosureError as fault:
        absent = Lack("no release stands there", UsageError)
        raise LacksError(
            absent if not release.is_dir() else Lack(fault.what, DisclosureError)
        ) from fault
    try:
        extract_id = path_part(manifest["extract"]["id"], where="extract")
        if extract_id not in extracts:
            extracts[extract_id] = open_extract(extract_id, folder=outputs)
        if manifest["report"] not in sidecars:
            raise LacksError(Lack("there is no such report here", DefinitionError))
        sidecar = _as_asked(sidecars[manifest["report"]], manifest["parameters"])
        register = Register(manifest["register"])
        subject = (
            nations([register])[0]
            if manifest["subject"] == NATIONAL
            else units_of(
                extracts[extract_id].units, register=register, unit_ids=[manifest["subject"]]
            )[0]
        )
        period = str(manifest["period"])
        parameters_for(sidecar, subject, extract_id=extract_id, period=period)
        manifest["files"].keys()
        return Asked(release, manifest, sidecar, subject, period)
    except NrsError as fault:
        # Where it is was read from the manifest, and of an extract alone its form was checked.
        where = f" {fault.where}" if isinstance(fault, ExtractError) else ""
        raise LacksError(Lack(f"{fault.what}{where}", type(fault))) from fault
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise LacksError(Lack("its manifest is not one of a release", DisclosureError)) from fault


def _as_asked(sidecar: Sidecar, told: Mapping[str, object]) -> Sidecar:
    """The report in the language, and with the choices, that a manifest tells."""
    return sidecar.choosing({name: told[name] for name in sidecar.parameters if name in told})


def plans_then(found: Sequence[Asked]) -> Plans:
    """The action plans that releases were made from, which their manifests hold."""
    held = {
        (one.sidecar.folder, one.subject, one.period): str(one.manifest.get("plan", ""))
        for one in found
    }
    return lambda sidecar, subject, period: held[sidecar.folder, subject, period]


def ordered(found: Sequence[Asked], extract: Extract, scratch: Path) -> list[Asked]:
    """With the order of each as it would be given now, in the scratch folder."""
    reports = [(one.sidecar, one.subject, one.period) for one in found]
    plans = plans_then(found)
    orders = orders_of(reports, extract=extract, outputs=scratch, older="remake", plans=plans)
    known = {order.name: order for order in orders}
    return [replace(one, order=known[one.name]) for one in found]


def matched(one: Asked, extract: Extract, outputs: Path) -> Asked:
    """With what its release met in the ledger, where every input is the same as then."""
    try:
        found = list(lacks(one.manifest, one.order, extract.passport))
        if not found and one.manifest["input_key"] != one.order.key[0]:
            found = [Lack("its manifest was changed: its key is of other parts", DisclosureError)]
        ledger = Ledger.of(one.subject.register, invented=invented(extract), folder=outputs)
        then = met(
            ledger,
            Position(**one.manifest["ledger"]),
            audience=Audience(one.manifest["audience"]),
            subject=one.subject.subject_id,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise LacksError(Lack("its manifest is not one of a release", DisclosureError)) from fault
    if then is None and not found:
        found = [Lack("the ledger of releases does not have it", DisclosureError)]
    if found:
        raise LacksError(*found)
    return replace(one, met=then)
