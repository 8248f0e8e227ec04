"""The last pages: definitions with their evidence, and what was hidden."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib import tables
from nrs_lib.contracts.conventions import read_conventions
from nrs_lib.errors import DefinitionError
from nrs_lib.tables.colophon import assumed
from nrs_lib.terms import Evidence
from tests.support import cleared as made
from tests.support.made_up import a_share

OWN = {"group": "017", "scope": "own", "n_units": 1}


def resting_on(*keys: str):
    rows = [a_share(OWN, "improved_pain", 0.4, 60, period="2022")]
    return made.cleared(rows, definitions=keys)


def test_assumed_definitions_are_all_listed_and_first():
    keys = [f"convention:{key}" for key in read_conventions()]
    out = tables.show_definitions(
        [resting_on(*keys, "scale:hads_anxiety", "measure:improved_pain")]
    )
    headings = list(dict.fromkeys(row[" "] for row in out.rows))
    assert headings[0].startswith("Antagna definitioner (")
    listed = [row["Definition"] for row in out.rows if row[" "] == headings[0]]
    for one in read_conventions().values():
        assert (one.label("sv") in listed) == (one.evidence is Evidence.ASSUMED)


def test_what_is_settled_is_folded_on_a_screen_and_stands_in_the_file():
    keys = [f"convention:{key}" for key in read_conventions()]
    part = resting_on(*keys, "measure:improved_pain")
    folded, open_ = (tables.show_definitions([part], is_folded=is_so) for is_so in (True, False))
    before, _, within = folded.html.partition('<details class="nrs-fold">')
    assert ("Antagna definitioner (" in before, "Antagna definitioner (" in within) == (True, False)
    assert ("Publicerade definitioner</" in before, "Så räknas måtten</" in before) == (
        False,
        False,
    )
    assert "Publicerade definitioner</" in within
    assert "Så räknas måtten</" in within
    cells = re.compile(r'<td id="([^"]+)"')
    assert cells.findall(folded.html) == cells.findall(open_.html)
    assert (folded.rows, folded.plain) == (open_.rows, open_.plain)
    assert "<details" not in open_.html


def test_a_definition_without_a_source_has_the_whole_line():
    html = tables.show_definitions([resting_on("measure:improved_pain")]).html
    measures = html.partition("Så räknas måtten</")[2].partition("</tbody>")[0]
    assert '<th scope="row" role="rowheader" colspan="2">' in measures
    assert "<td" not in measures


def test_a_threshold_is_a_definition_of_its_own():
    part = resting_on("scale:nrs_pain", "measure:improved_pain")
    text = tables.show_definitions([part]).plain
    assert "minst 30\u00a0% minskning" in text
    assert "doi:10.1016/j.jpain.2007.09.005" in text
    assert "bland dem som svarat vid båda" in text


def test_the_policy_itself_is_among_the_assumed():
    assert "policy" in [one.key for one in assumed([resting_on()])]


@pytest.mark.parametrize(
    "key", ["convention:none", "measure:none", "instrument:none", "what:x", "none"]
)
def test_an_unknown_key_stops_the_report(key):
    with pytest.raises(DefinitionError):
        tables.show_definitions([resting_on(key)])


def test_clearance_counts_what_was_hidden_by_reason():
    out = tables.show_clearance([made.response(own=4), made.portrait(own=4)])
    facts = {row["Vad"]: row["Uppgift"] for row in out.rows}
    assert facts["Mottagare"] == "den egna enheten"
    few = next(told for head, told in facts.items() if head.startswith("För få ("))
    n = facts["Dolda tal"].split(" av ")[0].split("\u00a0")[0]
    assert few.replace("\u00a0", " ") == f"{n} tal"
    part = made.response(own=4).record
    assert facts["Regler"].endswith(f"kontrollsumman {part.policy_sha256[:8]}")
    assert part.policy_sha256 not in out.html
    assert part.policy not in out.html


@pytest.mark.parametrize(
    ("audience", "taken", "is_told"),
    [("public", False, False), ("public", True, True), ("register", False, True)],
)
def test_what_would_let_more_be_shown_is_not_told_to_everybody(audience, taken, is_told):
    part = made.response(own=None, audience=audience)
    step = {"kind": "merge_categories", "what": "education", "parts": ["primary", "other"]}
    step |= {"rows": 5, "hidden": 2, "rows_after": 4, "hidden_after": 0, "taken": taken}
    part = replace(part, record=replace(part.record, steps=(step,)))

    assert ("grundskola och annat" in tables.show_clearance([part]).plain) is is_told


@pytest.mark.parametrize(("engine", "told"), [("highs", "HiGHS, så få"), ("tauargus", "Tau-Argus")])
def test_clearance_tells_what_sought_the_numbers_to_hide(engine, told):
    part = resting_on()
    used = dict(part.record.used)
    used["suppression"] = used["suppression"] | {"engine": engine}
    part = replace(part, record=replace(part.record, used=used))
    facts = {row["Vad"]: row["Uppgift"] for row in tables.show_clearance([part]).rows}
    assert told in facts["Tal som döljs för andras skull"]


@pytest.mark.parametrize(("audience", "is_told"), [("register", True), ("own_unit", False)])
def test_clearance_tells_whether_units_that_read_were_allowed_for(audience, is_told):
    part = made.response(own=None, audience=audience)
    facts = {row["Vad"]: row["Uppgift"] for row in tables.show_clearance([part]).rows}
    told = "inte heller den enhet som vet sina egna tal" in facts["Tal som döljs för andras skull"]
    assert told is is_told


@pytest.mark.parametrize(
    ("audience", "rules", "told"),
    [
        (
            "own_unit",
            {},
            "även när de är få, så länge gruppen är så stor att en andel får visas; "
            "enhetens egna rena antal visas utan gräns (antaget)",
        ),
        ("public", {}, "får visas; en andel som av avrundningen skulle bli alla eller ingen visas"),
        ("register", {"min_count": 5}, "formulär i den visas från 5 (antaget)"),
        ("register", {"shares": []}, "samma gränser som för andra antal (antaget)"),
    ],
)
def test_clearance_tells_from_how_few_it_is_shown_who_answered(audience, rules, told):
    part = made.response(own=None, audience=audience)
    answering = part.record.used["answering"] | rules
    record = replace(part.record, used=part.record.used | {"answering": answering})
    out = tables.show_clearance([replace(part, record=record)])
    facts = {row["Vad"]: row["Uppgift"] for row in out.rows}
    assert told in facts["Vilka som svarat"]


def test_the_account_tells_the_readers_own_limits_apart_from_others():
    facts = {row["Vad"]: row["Uppgift"] for row in tables.show_clearance([resting_on()]).rows}
    assert "dess rena antal har ingen gräns. Andra enheters och rikets" in facts["Gränser"]
    assert facts["Diagram"].startswith("om andra enheter och riket: ingen enskild person ritas")


@pytest.mark.parametrize(
    ("language", "told"),
    [("sv", "resultat från 10 svar; antal från"), ("en", "results need at least 10 responses;")],
)
def test_where_all_results_have_one_limit_it_is_told_once(language, told):
    part = made.response(own=None, audience="public")
    limits = next(
        text
        for _, text in (
            list(row.values())[-2:] for row in tables.show_clearance([part], language=language).rows
        )
        if text.startswith(told)
    )
    assert limits.count("10 ") == 1


def proposing(after: int, left: int, periods: tuple[str, ...] = ("2022Q1", "2022Q2")):
    step = {"kind": "pool_periods", "what": "12", "parts": ("3",), "rows": 24, "hidden": 12}
    step |= {"rows_after": left, "hidden_after": after}
    part = made.response(own=4)
    shown = part.table.assign(hidden="")
    hidden = shown["measure"].eq("response_start")
    tables_of = [shown.assign(period=one) for one in periods]
    # Of one measure the first period is hidden, and another is for a reason that none can mend.
    tables_of[0].loc[hidden, "hidden"] = "protected"
    tables_of[-1].loc[shown["measure"].eq("response_12m"), "hidden"] = "rest"
    return replace(
        part,
        table=pd.concat(tables_of, ignore_index=True),
        record=replace(part.record, steps=(step,)),
    )


@pytest.mark.parametrize(
    ("after", "language", "told"),
    [
        (3, "sv", "1 av 2 kvartal döljs för små antals skull; räknat per år döljs en mindre del"),
        (3, "en", "1 of 2 quarters is hidden on account of small counts; counted by year, a"),
        (0, "sv", "1 av 2 kvartal döljs för små antals skull; räknat per år visas alla"),
    ],
)
def test_a_longer_period_says_of_each_measure_what_a_reader_can_count(after, language, told):
    out = tables.show_clearance([proposing(after, 18)], language=language)
    facts = [list(row.values())[-2:] for row in out.rows]
    heads = {"sv": "Svar vid start", "en": "Response at baseline"}
    (found,) = [pair for pair in facts if "2 " in pair[1] and told in pair[1]]
    assert found[0] == heads[language]
    # What is whole, or hidden for another reason, is not told of.
    assert sum("kvartal" in text or "quarters" in text for _, text in facts) == 1
    about = {"sv": "inte dem som döljs av andra skäl", "en": "not those hidden for other reasons"}
    assert about[language] in out.html


@pytest.mark.parametrize(
    "part",
    [
        proposing(6, 18),
        proposing(0, 18, periods=("2022",)),
        proposing(0, 18, periods=("2022Q1", "2022Q2", "2022")),
    ],
    ids=["hides nearly as many", "of no shorter period", "the longer stands there"],
)
def test_what_would_show_hardly_more_is_not_proposed(part):
    facts = {row["Vad"]: row["Uppgift"] for row in tables.show_clearance([part]).rows}
    assert not [told for told in facts.values() if "kvartal" in told]


def test_each_reason_for_hiding_is_explained_where_they_are_counted():
    part = proposing(0, 18)
    hidden = {"rest": 3, "protected": 2}
    html = tables.show_clearance([replace(part, record=replace(part.record, hidden=hidden))]).html
    assert "Utan den enheten blir för få kvar" in html
    assert "det som döljs kan alltså vara stort" in html


@pytest.mark.parametrize(("audience", "is_told"), [("own_unit", True), ("register", False)])
def test_that_units_without_names_may_be_known_by_their_numbers_is_told(audience, is_told):
    part = made.response(own=90 if is_told else None, audience=audience)
    assert ("känna igen dem på deras tal" in tables.show_clearance([part]).html) is is_told
