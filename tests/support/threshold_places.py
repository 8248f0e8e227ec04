"""Every place that tells a responder threshold, made anew under some definitions.

Run as a programme, because a process reads its definitions once:
``python -m tests.support.threshold_places FOLDER`` prints one text by place as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

UNITS = ("SV001", "SV002", "SV003")


def places(folder: Path) -> dict[str, str]:
    """The text of each place, Swedish and English together."""
    from nrs_lib.places import use_definitions

    use_definitions(folder)
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as home:
        for language in ("sv", "en"):
            for place, text in _places(Path(home), language):
                found[place] = f"{found.get(place, '')}\n{text}"
    return found


def _places(home: Path, language: str):
    from nrs_lib import figures, tables
    from nrs_lib.cohort.periods import Period
    from nrs_lib.disclosure import clear, read_policy
    from nrs_lib.reports.content import content_of
    from nrs_lib.reports.desk import Desk
    from nrs_lib.reports.scoring_manual.manual import render_manual
    from nrs_lib.reports.tracing.numbers import numbers_of
    from nrs_lib.stats.data_quality.sensitive import shifted_results
    from nrs_lib.terms import Audience, Register
    from nrs_lib.views.controls import Choice
    from nrs_lib.views.page import PARTS
    from tests.support.extracts import a_population
    from tests.support.stamps import an_executed

    year, audience = Period.parse("2022"), Audience.OWN_UNIT
    desk = Desk(_extract(), Register.NRSSV, "SV001", year, audience, home, language=language)
    responders, indicators = desk.sections("responders", "indicators")
    every = [desk.section(name) for name in ("responders", "curves", "indicators", "units")]
    told = {"language": language}
    shown = {"measures": desk.indicators, "period": year.code, "quarters": desk.quarters}
    labels = {"period_label": desk.period_label, "subject_label": desk.subject_label}

    table = tables.show_responders(responders, scales=desk.scales, **told)
    yield "responders table, threshold", table.html
    yield "responders table, numbers", " ".join(table.rows[0].values())
    figure = figures.draw_responders(responders, scales=desk.scales, **told)
    yield "responders figure", f"{figure.html}{figure.plain}"
    change = figures.draw_change(desk.section("change"), scales=desk.scales, **told)
    yield "slopes, band of meaningful change", change.html
    curves = desk.section("curves")
    curve = figures.draw_responder_curves(curves, time_point="discharge", **told)
    yield "curve, title", curve.plain.partition("\n")[0]
    yield "curve, name of the mark", curve.html
    yield "indicators figure", figures.draw_indicators(indicators, **shown, **told).html
    yield "lead sentence", tables.write_lead(indicators, **labels, **told).plain
    units = desk.section("units")
    yield "units figure", figures.draw_units(units, measure="improved_pain", **told).html
    yield "funnel", figures.draw_funnel(units, measure="improved_pain", **told).html
    yield "definitions table", tables.show_definitions(every, **told).plain
    notebook = an_executed(table, tables.write_lead(indicators, **labels, **told))
    why = numbers_of(content_of(notebook, audience=audience), language=language)
    yield "why a number, threshold", json.dumps(why["definitions"], ensure_ascii=False)
    yield "why a number, measure", json.dumps(why["measures"], ensure_ascii=False)
    yield "scoring manual", render_manual(language)
    view = PARTS["responders"].draw(desk, Choice("2022", "nrs_pain", "improved_pain"))
    yield "page of the unit", view.html
    yield "one person's profile", figures.write_profile_limits(_person(), **told).plain
    points = read_policy().same_people.counts
    of_pain = [group[1].category for group in points if group[1].measure.startswith("nrs_pain:")]
    yield "same people at the door", " ".join(f"{at} %" for at in of_pain)
    after = a_population(_extract()).in_period(Period.parse("2023"))
    losses = clear(shifted_results(after), audience="register")
    yield "small shift of the lost", tables.show_sensitivity(losses, **told).plain


def _extract():
    from nrs_lib.reports.sections import scales
    from tests.support.extracts import an_answer, an_episode, an_extract

    episodes, answers = [], []
    for number in range(150):
        name = f"e{number:03d}"
        due = {"followup_due_date": "2023-02-01"}
        episodes.append(an_episode(name, unit_id=UNITS[number % 3], **due))
        # From 10 to 5, 6, 7, 8 or 9: by 50, 40, 30, 20 or 10 per cent.
        answers.append(an_answer(name, "initial", nrs_pain=10))
        answers.append(an_answer(name, "discharge", nrs_pain=5 + number // 3 % 5))
        if number % 4:
            answers.append(an_answer(name, "followup_12m", nrs_pain=6 + number // 3 % 4))
    return an_extract(episodes, answers, scales=scales())


def _person():
    from nrs_lib.cohort.periods import Period
    from nrs_lib.cohort.person import Course, person_population
    from nrs_lib.cohort.selection import Population
    from nrs_lib.disclosure import clear
    from nrs_lib.stats.estimates import combined
    from nrs_lib.stats.person import person_scores
    from nrs_lib.stats.spread import start_spread
    from nrs_lib.terms import Register
    from tests.support.extracts import an_extract
    from tests.support.people import EPISODE, SCALES, others, the_person

    mine, answered = the_person(nrs_pain=(8, 5, 5))
    rest, told = others(60)
    extract = an_extract([*mine, *rest], [*answered, *told], scales=SCALES)
    one = person_population(extract, Course(Register.NRSSV, EPISODE))
    everybody = Population(extract, register="NRSsv").in_period(Period.parse("2022"))
    parts = [person_scores(one, scales=SCALES), start_spread(everybody, scales=SCALES)]
    return clear(combined(parts), audience="care_team")


if __name__ == "__main__":
    print(json.dumps(places(Path(sys.argv[1])), ensure_ascii=False))
