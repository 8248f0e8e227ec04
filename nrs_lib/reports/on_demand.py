"""Reports about one person: made when somebody asks, for that person and the care team.

Whom it is about is told to the kernel in a private file and stands in no parameter, name,
manifest, log or ledger. The release's folder has a random name; only its owner may read it,
and no notebook is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nrs_lib import places
from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.person import find_course
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.errors import ParameterError, RunError, UsageError
from nrs_lib.reports.catalog import Sidecar, template
from nrs_lib.reports.folders import Folders, owner_only
from nrs_lib.reports.manifest import input_key, provenance
from nrs_lib.reports.orders import Order
from nrs_lib.reports.pdf import add_pdf, check_paper
from nrs_lib.reports.pool import Pool
from nrs_lib.reports.subjects import Subject
from nrs_lib.reports.workshops import imported_by, open_workshop
from nrs_lib.terms import PERSON, Register

OVERVIEW, SINGLE = "patient_profile", "patient_instrument"
_NAME_BYTES = 8
_TITLES = {
    "sv": "Så har du svarat",
    "en": "How you have answered",
}


def make_profile(
    pseudonym: str,
    *,
    extract: Extract,
    to: Path,
    register: Register | None = None,
    instruments: Sequence[str] = (),
    language: str = "sv",
    with_pdf: bool = False,
) -> list[Path]:
    """Make one person's profile, or pages on single instruments; return their folders.

    Parameters
    ----------
    pseudonym
        The person's or the episode's; the latest course is shown.
    extract
        The analysis-ready extract.
    to
        The folder to put them in; made for its owner only where it is not there.
    register
        Only courses of this one.
    instruments
        Ids of instruments, a page each; the whole profile when none are given.

    Raises
    ------
    ParameterError
        Nobody has the pseudonym, or an instrument is unknown; the pseudonym is not told.
    UsageError
        The folder lies among the outputs, where releases are handed on.
    RunError
        A page could not be made.
    """
    if with_pdf:
        check_paper()
    to = to.absolute()
    refuse_among_outputs(to)
    _check_instruments(instruments)
    course = find_course(extract, pseudonym, register=register)
    orders = [
        _order(name, extract, course.register, to, language, course.episode_id, instrument)
        for name, instrument in (
            [(SINGLE, one) for one in instruments] if instruments else [(OVERVIEW, "")]
        )
    ]
    with owner_only():
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        imports = set().union(*(imported_by(order.sidecar.notebook) for order in orders))
        held = {"extract_id": extract.extract_id, "as_of": extract.as_of}
        with (
            open_workshop(imports, outputs=places.outputs(), **held) as workshop,
            Pool(workshop, workers=1) as pool,
        ):
            outcomes = list(pool.outcomes(orders))
        failed = [outcome for outcome in outcomes if outcome.failure is not None]
        if failed:
            raise RunError(
                f"{len(failed)} of {len(outcomes)} pages could not be made.",
                where="; ".join(f"{one.report}: {one.failure}" for one in failed),
                remedy="Those that could be made stand. Mend the cause and ask again.",
            )
        made = [outcome.release for outcome in outcomes]
        if with_pdf:
            for release in made:
                add_pdf(release)
    return made


def _order(
    name: str,
    extract: Extract,
    register: Register,
    to: Path,
    language: str,
    episode_id: str,
    instrument: str,
) -> Order:
    sidecar = replace(template(name), language=language)
    given = {
        "extract_id": extract.extract_id,
        "register": str(register),
        "language": language,
        "instrument": instrument,
    }
    parameters = sidecar.checked({key: given[key] for key in sidecar.parameters})
    origin = provenance(extract)
    release = to / f"{sidecar.name}-{secrets.token_hex(_NAME_BYTES)}"
    # Nothing of the run is kept and nothing older stands there, so the other places are unused.
    stand = Folders(release, internal=to, superseded=to, outputs=places.outputs())
    return Order(
        sidecar,
        sidecar.notebook.read_text(encoding="utf-8"),
        Subject(register, PERSON, _title(language, instrument)),
        parameters,
        origin,
        input_key(origin, sidecar, parameters),
        stand,
        "refuse",
        confided=episode_id,
    )


def _title(language: str, instrument: str) -> str:
    title = _TITLES[language]
    return f"{title}: {read_instruments()[instrument].name[language]}" if instrument else title


def _check_instruments(instruments: Sequence[str]) -> None:
    allowed = instruments_with_pages(template(SINGLE))
    strange = [one for one in instruments if one not in allowed]
    if strange:
        raise ParameterError(
            "There is no page on that instrument.",
            where=", ".join(one[:40] for one in strange[:5]),
            remedy=f"Choose among {', '.join(allowed)}.",
        )


def instruments_with_pages(sidecar: Sidecar) -> list[str]:
    """The instruments that the single-instrument page can be about."""
    return [str(one) for one in sidecar.parameters["instrument"]["enum"]]


def refuse_among_outputs(to: Path) -> None:
    """Refuse a folder that lies where releases are handed on.

    Raises
    ------
    UsageError
        It does.
    """
    home = places.outputs().absolute()
    if home == to or home in to.parents:
        raise UsageError(
            "What is about persons is not put among the outputs, which are handed on.",
            where="--to",
            remedy="Name a private folder elsewhere, such as one of the care team's own.",
        )
