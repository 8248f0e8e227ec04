"""Finished releases with made-up numbers: whole ones through the real writer, and bare ones
of a manifest and a description, for what can be worked out from numbers alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from unittest import mock

from nrs_lib import figures, tables
from nrs_lib.disclosure import Stamped, read_policy
from nrs_lib.disclosure.charting import charted
from nrs_lib.disclosure.describing import COLUMNS, cells_csv
from nrs_lib.reports import writing
from nrs_lib.reports.folders import folders_of
from nrs_lib.reports.manifest import NAME, files_in, input_key, provenance
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support import cleared as made
from tests.support.stamps import an_executed
from tests.support.templates import LANGUAGES, PARAMETERS, a_template, an_extract


@cache
def _origin():
    return provenance(an_extract())


def some_outputs(
    *,
    own: int | None = 90,
    nation: int = 3000,
    audience: str = "own_unit",
    unit: str = made.UNIT,
    others: int = 12,
) -> list[Stamped]:
    """Figures and tables of several sections, as a report has them.

    Sections are made up and cleared one by one, so counts that two of them would share, and
    would have to agree on, are left out.
    """
    asked = {"own": own, "nation": nation, "audience": audience, "unit": unit}
    change, indicators = made.change(**asked), made.indicators(**asked)
    volume, units = made.volume(**asked), made.units(**asked, others=others, tiny=others // 4)
    # Nor do made-up quarters add up to their year.
    quarters = made.QUARTERS[:8]
    indicators = indicators.where(period=[*quarters, made.PERIOD])
    volume = volume.where(measure=["referrals", "first_visits", "programme_starts"])
    funnel = made.funnel(**asked, others=others, tiny=others // 4)
    portrait, perceived = made.portrait(**asked), made.perceived(**asked)
    perceived, curves = perceived.where(measure="change_pain"), made.curves(**asked)
    # Measures that no other section has, as made-up quarters would not be the same there.
    codes = ("programme_completed", "days_to_discharge")
    long = made.over_time(**asked, measures=codes, few=(3, 4))
    charts = {code: charted(long, measure=code) for code in codes}
    names = {f"{100 + place}": f"Klinik {place}" for place in range(others)}
    shown = {"measures": made.INDICATORS, "period": made.PERIOD, "quarters": quarters}
    return [
        figures.draw_indicators(indicators, **shown),
        tables.show_volume(volume, period_label=made.PERIOD, previous_label=made.YEAR_BEFORE),
        figures.draw_portrait(portrait),
        tables.show_portrait(portrait),
        figures.draw_change(change, scales=made.SCALES),
        tables.show_change(change, scales=made.SCALES, time_point="discharge"),
        figures.draw_responder_curves(curves, time_point="discharge"),
        figures.draw_perceived(perceived, measure="change_pain"),
        figures.draw_trend(indicators, measures=made.RESPONSES[1:], quarters=quarters),
        figures.draw_control_charts(charts),
        figures.draw_units(units, measure="improved_pain", names=names),
        figures.draw_funnel(funnel, measure="improved_pain", names=names),
        tables.show_clearance(
            [indicators, volume, portrait, change, perceived, units, funnel, long]
        ),
    ]


def few_outputs(language: str = "sv") -> list[Stamped]:
    """Two figures and two tables, where the whole set is not needed."""
    portrait, told = made.portrait(), {"language": language}
    return [
        figures.draw_portrait(portrait, **told),
        tables.show_portrait(portrait, **told),
        figures.draw_perceived(made.perceived(), measure="change_pain", **told),
        tables.show_clearance([portrait], **told),
    ]


def write(
    folder: Path,
    shown: Sequence[Stamped],
    *,
    audience: str = "own_unit",
    subject: str = made.UNIT,
    audited: bool = False,
    language: str = "sv",
    prose: str = "## Svar\n\nEn text.",
) -> Path:
    """Write stamped outputs as a release through the report writer, and return its folder.

    Unless ``audited``, a release that the auditor would stop is written all the same.
    """
    known = PARAMETERS | LANGUAGES
    sidecar = a_template(folder / "templates", "prov", audience=audience, parameters=known)
    sidecar = sidecar.in_language(language)
    about = Subject(Register.NRSSV, subject, f"Enhet {subject}")
    places = folders_of(folder, extract_id="e1", sidecar=sidecar, period="2022", subject=about)
    parameters = sidecar.defaults | {"language": language}
    stop = writing.refuse_if_failed if audited else mock.Mock()
    with mock.patch.object(writing, "refuse_if_failed", stop):
        writing.write_release(
            an_executed(*shown, prose=prose),
            sidecar=sidecar,
            subject=about,
            parameters=parameters,
            origin=_origin(),
            key=input_key(_origin(), sidecar, parameters),
            places=places,
            may_supersede=True,
        )
    return places.release


def cell(measure: str = "women", statistic: str = "share", **known: object) -> dict[str, object]:
    """One described number: a national share of 2022, or whatever is changed."""
    told: dict[str, object] = dict.fromkeys(COLUMNS)
    told |= {"measure": measure, "statistic": statistic, "scope": "national", "group": "national"}
    told |= {"category": "", "time_point": "", "period": "2022", "hidden": ""}
    if known.get("scope") in ("unit", "own"):
        told |= {"group": "u1", "n_units": 1}
    return told | known


def share(numerator: int, denominator: int, **known: object) -> dict[str, object]:
    """A described share."""
    return cell(n=denominator, numerator=numerator, denominator=denominator, **known)


def hidden(reason: str = "few", **known: object) -> dict[str, object]:
    """A described number that is hidden."""
    return cell(hidden=reason, **known)


def bare(
    folder: Path,
    cells: Iterable[Mapping[str, object]],
    *,
    audience: str = "register",
    subject: str = "national",
    extract: str = "e1",
    **facts: object,
) -> Path:
    """A release of nothing but its description and manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [tuple(cell[name] for name in COLUMNS) for cell in cells]
    (folder / "cells.csv").write_text(cells_csv({"tabell": rows}), encoding="utf-8")
    manifest = {
        "audience": audience,
        "subject": subject,
        "register": "NRSsv",
        "extract": {"id": extract},
        "policy": {"sha256": read_policy().sha256},
        "outputs": [{"name": "tabell", "kind": "table", "rows": 1, "hidden": {}}],
        **facts,
        "files": files_in(folder),
    }
    (folder / NAME).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def copied(release: Path, folder: Path) -> Path:
    """A copy to plant something in."""
    shutil.copytree(release, folder)
    return folder


def sealed(folder: Path) -> Path:
    """Give a release's manifest the files as they stand now."""
    manifest = json.loads((folder / NAME).read_text(encoding="utf-8"))
    manifest["files"] = files_in(folder)
    (folder / NAME).write_text(json.dumps(manifest), encoding="utf-8")
    return folder
