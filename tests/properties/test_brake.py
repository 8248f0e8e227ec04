"""No sentence claims what its interval covers, family by family, in either language.

Ten thousand units each. What an interval bears is worked out here by itself; what is said is
read from the sentence by the words that claim.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

import nrs_lib
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.contracts.plans import Focus
from nrs_lib.contracts.reading import read_contract
from nrs_lib.contracts.targets import Target
from nrs_lib.disclosure.standing import Standing
from nrs_lib.figures import (
    before_after,
    change,
    comparison,
    contrasts,
    funnel,
    goals,
    indicators,
    trend,
)
from nrs_lib.figures import control_chart_words as chart_words
from nrs_lib.figures.control_chart_phrases import TEXT as CHART_TEXT
from nrs_lib.figures.courses import LATER, Course
from nrs_lib.figures.funnel_places import STANDARDISED
from nrs_lib.figures.funnel_places import placed as where_placed
from nrs_lib.figures.funnel_words import limit_words
from nrs_lib.figures.indicator_cards import Card, beside, said
from nrs_lib.figures.profile_talk import became
from nrs_lib.figures.raw_funnel import placed_raw
from nrs_lib.figures.stacks import Stack
from nrs_lib.figures.trend_drawing import Series
from nrs_lib.figures.trend_words import TEXT
from nrs_lib.figures.values import Values
from nrs_lib.figures.wording import phrases
from nrs_lib.stats.control_charts import control_chart
from nrs_lib.stats.control_charts.verdicts import Variation
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.tables import (
    annual_findings,
    lead,
    losses,
    quality_lead,
    quality_sentences,
    scale_changes,
    sick_leave_lead,
    units_apart,
    year_before,
)
from nrs_lib.tables.cells import finder
from nrs_lib.tables.certainty import _TEXT as CERTAINTY
from nrs_lib.tables.certainty import Known, certainty
from nrs_lib.tables.plain_summary import Teller
from nrs_lib.tables.plain_words import WORDS
from nrs_lib.tables.plan_sentences import CHANGED, REACHED, told_of
from nrs_lib.tables.responses import placed
from nrs_lib.tables.sentences import VERBS, phrase, small
from nrs_lib.terms import Direction, Evidence, Register
from nrs_lib.text import NBSP, spelled
from tests.support.dealt_charts import RULE_SET, broken, dealt_chart, drawn_of, standard_series
from tests.support.dealt_units import (
    MANY,
    NATION,
    OWN,
    PERIOD,
    a_row,
    apart,
    dealt,
    means,
    of_both_kinds,
    read_place_of,
    shares,
    turned,
)

LANGUAGES = ("sv", "en")
MEASURES = tuple(code for code in lead.COMPARED if code != "wait_to_programme")
SCALES = ("nrs_pain", "hads_anxiety", "eq_vas")
NATIONAL = np.random.default_rng(5).uniform(0.1, 0.9, len(MEASURES))
SIDES = [{**OWN, "measure": code} for code in MEASURES]
NATIONS = [
    a_row(**NATION, measure=code, statistic="share", n=6000, numerator=1, denominator=2)._replace(
        estimate=float(share), numerator=round(6000 * share), denominator=6000
    )
    for code, share in zip(MEASURES, NATIONAL, strict=True)
]


def label(code: str, language: str) -> str:
    return read_measures()[code].label[language]


def of_the_nation(seed):
    """Each unit's rows, and where each measure lies from the nation."""
    drawn = shares(np.tile(NATIONAL, (MANY, 1)), seed=seed)
    for unit in range(MANY):
        places = dict(zip(MEASURES, drawn.places(unit, NATIONAL), strict=True))
        yield drawn.rows(unit, SIDES), places


def differing(places):
    return {code: place for code, place in places.items() if place in ("higher", "lower")}


def test_the_opening_sentences():
    verbs = {
        language: {verb[language]: str(key[0]) for key, verb in VERBS.items() if key[1] == "share"}
        for language in LANGUAGES
    }
    faults, claimed = [], []
    for rows, places in of_the_nation(1):
        find, wanted = finder(dealt([*rows, *NATIONS])), differing(places)
        for language in LANGUAGES:
            told = lead.against_nation(find, "X", language)
            found = [verbs[language][verb] for verb in verbs[language] if verb in told]
            # A label that ends in a bracket has its values within it.
            begins = {code: small(label(code, language)).removesuffix(")") for code in MEASURES}
            # Of a response rate it is told who did what, with a verb of its own.
            begins |= {code: phrase(code, language) for code in lead.RESPONSES}
            named = [code for code, begin in begins.items() if begin in told]
            # The wait is not among the rows, so what is alike is counted.
            rest = sum(map(bool, places.values())) - len(wanted)
            key = "rest_alike_one" if rest == 1 else "rest_alike_some"
            alike = phrase(key, language, n=spelled(rest, language), subject="X")
            if named != list(wanted) or set(found) != set(wanted.values()):
                faults.append(f"{language}: {told} where {wanted}")
            if wanted and (alike in told) != (rest > 0):
                faults.append(f"{language}: {told} where {rest} are alike")
            behind = next(iter(lead.look_at(find, "own", language, least=1)), "")
            look = phrase("look_measure", language, label="")
            worse = [code for code, place in wanted.items() if place == "lower"]
            if behind.startswith(look) and behind != f"{look}{small(label(worse[0], language))}":
                faults.append(f"{language}: {behind} where {worse}")
        claimed.append(bool(wanted))
    assert [*faults, *of_both_kinds(claimed)] == []


def test_how_many_units_lie_apart():
    drawn = shares(np.full((MANY, 1), 0.4), seed=2)
    code, side = lead.HAD[0], {"scope": "unit", "measure": lead.HAD[0]}
    rows = [drawn.rows(unit, [{**side, "group": f"U{unit}"}])[0] for unit in range(MANY)]
    nation = NATIONS[0]._replace(measure=code, estimate=0.4)
    places = [read_place_of(row.low, row.high, 0.4, times=100) for row in rows]
    for language in LANGUAGES:
        told = units_apart.units_apart(dealt([*rows, nation]), [], language, measure=code)
        counts = (places.count("higher"), places.count("lower"))
        wanted = {
            key: spelled(n, language) for key, n in zip(("above", "below"), counts, strict=True)
        }
        named = small(label(code, language))
        clause = units_apart.told(
            "chance" if sum(counts) < 1.1 * 0.05 * MANY else "spread",
            language,
            share=units_apart.told("share_improved", language, label=named),
            units=units_apart.told("every", language, n=spelled(MANY, language)),
            lie="lie",
            have="have",
            **wanted,
        )
        assert told == small(units_apart.told("head", language, time="", first=clause)) + (
            units_apart.told("by_chance", language, k=units_apart.told("about", language, n=500))
        )
        values = Values(dealt([*rows, nation]), name="x", language=language)
        shown = [value for value in values.rows if value.scope == "unit"]
        found = comparison.finding(
            values,
            read_measures()[code],
            shown,
            None,
            values.rows[-1],
            phrases(comparison._TEXT, language),
        )
        above, below = (spelled(count, language) for count in counts)
        words = {"sv": ("över riket", "under"), "en": ("above the national figure", "below")}
        assert f"{above} " in found.split(words[language][0])[0]
        assert f"{below} {words[language][1]}" in found
    tally = placed(rows, nation)
    wanted = [places.count(way) for way in ("higher", "alike", "lower")]
    shown = MANY - tally["not_shown"]
    assert [tally[key] for key in ("above_nation", "like_nation", "below_nation")] == wanted
    assert shown == sum(wanted)


def a_target(level: float, measure: str) -> Target:
    day = dt.date(2022, 1, 1)
    direction = Direction.HIGHER_BETTER
    return Target(Register.NRSSV, measure, level, day, direction, Evidence.PUBLISHED, "x")


def test_what_is_said_to_be_sure():
    """Differences from the nation, courses by their chart's verdict, targets by the interval."""
    rng = np.random.default_rng(3)
    verdicts = ("improving", "concerning", "special_cause", "common_cause", "not_judged")
    drawn_verdicts = rng.choice(verdicts, (MANY, len(MEASURES)))
    levels = np.clip(NATIONAL + rng.choice([-0.3, 0.0, 0.1], (MANY, len(MEASURES))), 0, 1)
    verbs = {
        language: [VERBS[p, "share"][language] for p in Standing if (p, "share") in VERBS]
        for language in LANGUAGES
    }
    words = {
        "sv": ("till det bättre", "till det sämre", "Målet är nått", "Målet är inte nått"),
        "en": ("for the better", "for the worse", "Target reached", "Target not reached"),
    }
    faults, claimed = [], []
    for unit, (rows, places) in enumerate(of_the_nation(3)):
        keys = [
            "higher",
            "lower",
            "few_higher",
            "few_lower",
            "better",
            "worse",
            "reached",
            "missed",
        ]
        wanted = {key: [] for key in keys}
        known = []
        for at, (row, nation) in enumerate(zip(rows, NATIONS, strict=True)):
            verdict, level = str(drawn_verdicts[unit, at]), float(levels[unit, at])
            target = a_target(level, row.measure)
            chart = SimpleNamespace(chart=SimpleNamespace(variation=verdict), target=target)
            known.append(Known(row.measure, row, nation, chart))
            if row.hidden:
                continue
            where = read_place_of(row.low, row.high, level, times=100)
            few = "few_" if row.n < get("uncertain_below").value else ""
            for key in (
                f"{few}{places[row.measure]}",
                {"improving": "better", "concerning": "worse"}.get(verdict, ""),
                {"higher": "reached", "lower": "missed"}.get(where, ""),
            ):
                if key in wanted:
                    wanted[key].append(row.measure)
        for language in LANGUAGES:
            told = dict(certainty(known, language))
            said = [part for text in told.values() for part in text.split(". ")]
            heads = dict(
                zip(("better", "worse", "reached", "missed"), words[language], strict=True)
            )
            differs = [f"{verb.capitalize()}" for verb in verbs[language]]
            heads |= {"higher": f"{differs[0]}: ", "lower": f"{differs[1]}: "}
            heads |= {"few_higher": f"{differs[0]}, ", "few_lower": f"{differs[1]}, "}
            shown = [one for one in known if not one.row.hidden]
            for key, head in heads.items():
                clause = next((part for part in said if head in part), "")
                names = [c for c in MEASURES if small(label(c, language)).rstrip(")") in clause]
                is_all = len(wanted[key]) == len(shown) > 2 and clause
                if names != wanted[key] and not is_all:
                    faults.append(f"{language}: {clause!r} where {key} {wanted[key]}")
            heads_of_few = CERTAINTY[language]["sure"], CERTAINTY[language]["small"]
            for key, head in zip(("higher", "few_higher"), heads_of_few, strict=True):
                if wanted[key] and heads[key] not in told.get(head, ""):
                    faults.append(f"{language}: {told} where {key} {wanted[key]}")
        claimed.append(bool(wanted["higher"] or wanted["lower"]))
    assert [*faults, *of_both_kinds(claimed)] == []


def test_the_first_page_s_cards_and_their_title():
    faults, claimed = [], []
    text = {language: phrases(indicators.TEXT, language) for language in LANGUAGES}
    target = {
        code: a_target(float(share), code) for code, share in zip(MEASURES, NATIONAL, strict=True)
    }
    for rows, places in of_the_nation(4):
        wanted = differing(places)
        for language in LANGUAGES:
            values = Values(dealt([*rows, *NATIONS]), name="x", language=language)
            whole = len(rows)
            cards = [
                Card(
                    read_measures()[code],
                    values.rows[at],
                    values.rows[whole + at],
                    (),
                    (),
                    None,
                    None,
                    SimpleNamespace(
                        target=target[code], chart=SimpleNamespace(variation="not_judged")
                    ),
                )
                for at, code in enumerate(MEASURES)
            ]
            title = indicators.finding(values, cards, text[language])
            # A label that ends in a bracket has its numbers within it.
            begins = {c: small(label(c, language)).removesuffix(")") for c in MEASURES}
            named = [c for c, begin in begins.items() if begin in small(title)]
            if named != sorted(wanted, key=list(MEASURES).index) and len(places) > 1:
                known = [code for code, place in places.items() if place]
                if len(known) != 1 or wanted:
                    faults.append(f"{language}: {title} where {wanted}")
            for card in cards:
                place = places[card.measure.code]
                words = beside(values, card, text[language]).replace(NBSP, " ")
                line = " ".join(said(card, language, text[language]))
                is_apart = any(f": {text[language][way]}<" in words for way in ("higher", "lower"))
                # The target is the nation's value here, so one interval decides both.
                reached = {"higher": "reached", "lower": "missed", "alike": "unsure"}.get(place)
                right = f": {text[language].get(place, '?')}<" in words or place in ("alike", "")
                if is_apart != (place in ("higher", "lower")) or not right:
                    faults.append(f"{language}: {words} where {place}")
                if reached and f"({text[language][reached]})" not in line:
                    faults.append(f"{language}: {line} where {place}")
        claimed.append(bool(wanted))
    assert [*faults, *of_both_kinds(claimed)] == []


def test_titles_that_set_a_unit_against_the_nation():
    """Patients, diagnoses, completeness: one way of naming; and one unit among the others."""
    faults, claimed = [], []
    for rows, places in of_the_nation(6):
        wanted = differing(places)
        for language in LANGUAGES:
            values = Values(dealt([*rows, *NATIONS]), name="x", language=language)
            whole = len(rows)
            pairs = [
                contrasts.Pair(code, values.rows[at], values.rows[whole + at])
                for at, code in enumerate(MEASURES)
            ]
            title = contrasts.contrast(pairs, values)
            text = phrases(contrasts._TEXT, language)
            one_way = {
                way: [c for c, p in wanted.items() if p == way] for way in ("higher", "lower")
            }
            head = text["higher"].partition(":")[0]
            if (head in title) != bool(one_way["higher"]):
                faults.append(f"{language}: {title} where {wanted}")
            below = text["and_lower" if one_way["higher"] else "lower"].partition(":")[0]
            if (f"{below}:" in title) != bool(one_way["lower"]):
                faults.append(f"{language}: {title} where {wanted}")
            code = MEASURES[0]
            alone = comparison.finding(
                values,
                read_measures()[code],
                [],
                values.rows[0],
                values.rows[whole],
                phrases(comparison._TEXT, language),
            )
            ways = {
                "sv": {"higher": "ligger över", "lower": "ligger under"},
                "en": {"higher": "is above", "lower": "is below"},
            }[language]
            if [way for way, words in ways.items() if words in alone] != [
                place for place in [places[code]] if place in ways
            ]:
                faults.append(f"{language}: {alone} where {places[code]}")
        claimed.append(bool(wanted))
    assert [*faults, *of_both_kinds(claimed)] == []


def test_how_far_goals_were_reached_beside_the_nation():
    drawn = shares(np.full((MANY, 1), 0.8), seed=22)
    nation = NATIONS[0]._replace(measure="goals_reached", estimate=0.8)
    faults, claimed = [], []
    for unit in range(MANY):
        rows = drawn.rows(unit, [{**OWN, "measure": "goals_reached"}])
        (place,) = drawn.places(unit, [0.8])
        if not place:
            continue
        for language in LANGUAGES:
            values = Values(dealt([*rows, nation]), name="x", language=language)
            text = phrases(goals._TEXT, language)
            title = goals.finding(values, [Stack("own", "", (values.rows[0],) * 4)], "X", text)
            if [way for way in ("higher", "lower", "alike") if text[way] in title] != [place]:
                faults.append(f"{language}: {title} where {place}")
        claimed.append(place != "alike")
    assert [*faults, *of_both_kinds(claimed)] == []


def test_plans_their_change_and_their_goal():
    measure = "response_12m"
    text = {language: phrases(before_after._TEXT, language) for language in LANGUAGES}
    rng = np.random.default_rng(7)
    value = shares(rng.uniform(0.1, 0.9, (MANY, 2)), seed=7)
    moved, goals = means(MANY, 1, seed=8), np.round(rng.uniform(0.05, 0.95, MANY), 2)
    faults, claimed = [], []
    for unit in range(MANY):
        side = {**OWN, "measure": measure}
        rows = value.rows(unit, [{**side, "period": "2021"}, {**side, "period": "2022"}])
        rows.append(
            moved.row(unit, 0, **side, statistic="difference", period="2022", category="2021")
        )
        goal = float(goals[unit])
        focus = Focus(measure, goal, starts=dt.date(2022, 1, 1), review=dt.date(2023, 1, 1))
        part, place = dealt(rows), moved.place(unit, 0, 0, times=100)
        now = value.places(unit, [0, goal])[1]
        for language in LANGUAGES:
            told = told_of(part, focus, language=language)
            verbs = [str(p) for p, verb in CHANGED.items() if verb[language] in told.changed]
            ways = {"sv": "åt {} håll", "en": "the {} way"}[language]
            sides = {"sv": ("rätt", "fel"), "en": ("right", "wrong")}[language]
            wanted = [place] if place in ("higher", "lower") else []
            right = [ways.format(word) in told.changed for word in sides]
            if verbs != wanted or right != [place == "higher", place == "lower"]:
                faults.append(f"{language}: {told.changed} where {place}")
            if (REACHED[language] in told.left) != (now == "higher"):
                faults.append(f"{language}: {told.left} where {now}")
            short = {"sv": "Till målet återstår", "en": "left to the goal"}[language]
            if (short in told.left) != (now == "lower"):
                faults.append(f"{language}: {told.left} where {now}")
            values = Values(part, name="x", language=language)
            title = before_after.finding(values, read_measures()[measure], text[language])
            key = {"": "unknown"}.get(place, place)
            if title != text[language][key].format(label=label(measure, language)):
                faults.append(f"{language}: {title} where {place}")
        claimed.append(bool(wanted))
    assert [*faults, *of_both_kinds(claimed)] == []


def test_limits_of_a_funnel_adjusted_and_raw():
    """Beyond a limit is said of a unit that is beyond it, and of the severest that it is."""
    rng, measure = np.random.default_rng(20), "improved_pain"
    levels = read_outlier_policy().levels
    key = {"measure": measure, "group": "U1", "scope": "own"}
    faults, claimed = [], []
    for _ in range(MANY):
        value, n = float(rng.uniform()), int(rng.integers(10, 300))
        widths = np.sort(rng.uniform(0.02, 0.4, len(levels)))
        limits = [(0.5 - width, 0.5 + width) for width in widths]
        adjusted = a_row(**key, category=STANDARDISED, statistic="adjusted", estimate=value, n=n)
        beside_it = [
            a_row(**key, category=f"limits_{level.code}", estimate=value, low=low, high=high, n=n)
            for level, (low, high) in zip(levels, limits, strict=True)
        ]
        part = dealt([adjusted, *beside_it, NATIONS[0]._replace(measure=measure)])
        # As they are written: in whole per cent.
        whole = [[round(100 * end) for end in ends] for ends in limits]
        seen = round(100 * value)
        beyond = [at for at, (low, high) in enumerate(whole) if not low <= seen <= high]
        side = "above" if value > 0.5 else "below"
        for language in LANGUAGES:
            values = Values(part, name="x", language=language)
            unit = where_placed(values.rows[0], values.rows, named=True)
            curves = [[(1, one), (400, one)] for one in values.rows[1:-1]]
            raw = placed_raw(values.rows[0], curves)
            for found in (unit, raw):
                wanted = levels[beyond[-1]] if beyond else None
                if found.level is not wanted or found.side != (side if beyond else ""):
                    faults.append(f"{found.level} {found.side} where {beyond}")
            text = phrases(funnel._TEXT, language)
            title = funnel.finding(
                values, read_measures()[measure], [unit], unit, values.rows[-1], None, text
            )
            ways = {
                "sv": {"above": "över", "below": "under"},
                "en": {"above": "above", "below": "below"},
            }[language]
            said_ = [way for way, word in ways.items() if f" {word} " in title.split(",")[0]]
            limit = limit_words(levels[beyond[-1]], language) if beyond else ""
            if said_ != ([side] if beyond else []) or limit not in title:
                faults.append(f"{language}: {title} where {beyond} {side}")
        claimed.append(bool(beyond))
    assert [*faults, *of_both_kinds(claimed)] == []


def test_change_on_the_scales_of_a_unit_and_beside_the_nation():
    scales = SCALES[:2]
    drawn = means(MANY, len(scales) * 2, seed=9)
    nation = means(MANY, len(scales) * 2, seed=10, least=300)
    faults, claimed = [], []
    for unit in range(MANY):
        found, places, beside_it = {}, {point: [] for point in LATER}, []
        values_of = {}
        for at, (code, point) in enumerate((c, p) for c in scales for p in LATER):
            own, whole = (
                table.row(unit, at, **side, measure=code, statistic="change", time_point=point)
                for table, side in ((drawn, OWN), (nation, NATION))
            )
            values = values_of.setdefault(at, Values(dealt([own, whole]), name="x", language="sv"))
            for value in values.rows:
                found[code, point, value.scope] = Course(
                    scale(code), point, value.scope, value, value, value
                )
            place = turned(drawn.place(unit, at, scale(code).decimals), code)
            if place:
                places[point].append(place)
                reference = float(nation.estimate[unit, at])
                decimals = scale(code).decimals
                beside_it.append(turned(drawn.place(unit, at, decimals, reference), code))
        every = [one for point in LATER for one in places[point]]
        for language in LANGUAGES:
            text = phrases(change._TEXT, language)
            values = Values(dealt([own, whole]), name="x", language=language)
            title = change.finding(values, found, text)
            for key, word in (("better", text["right_end"]), ("worse", text["left_end"])):
                is_said = re.search(rf"\b{word}\b", title) is not None
                if is_said != (key in every):
                    faults.append(f"{language}: {title} where {places}")
            words = change.beside_nation(values, found, text)
            for key, way in (("better", "larger"), ("worse", "lesser")):
                if (text[way].partition(":")[0] in words) != (key in beside_it):
                    faults.append(f"{language}: {words} where {beside_it}")
        claimed.append(apart(every) > 0)
    assert faults == []
    assert sum(claimed) < MANY


def test_change_on_the_scales_in_a_year_s_findings():
    drawn = means(MANY, len(SCALES) * 2, seed=11, least=10)
    faults, claimed = [], []
    for unit in range(MANY):
        rows, places = [], {point: [] for point in LATER}
        for at, (code, point) in enumerate((c, p) for c in SCALES for p in LATER):
            key = {**NATION, "measure": code, "time_point": point}
            rows.append(drawn.row(unit, at, **key, statistic="change"))
            place = drawn.place(unit, at, scale(code).decimals)
            places[point].append(turned(place, code))
        part = dealt(rows)
        for language in LANGUAGES:
            words = scale_changes.TEXT[language]
            told = list(scale_changes.of_scales(part, SCALES, [], language))
            for point, sentence in zip(LATER, told, strict=True):
                better, worse = (places[point].count(way) for way in ("better", "worse"))
                head = (
                    words["scales"]
                    .partition("{worse}")[0]
                    .format(when=words[point], better=better, n=len(SCALES), judged="")
                )
                tail = words["worse"].format(n=worse) if worse else ""
                # One alone is named.
                left = len(SCALES) - better - worse
                rest = words["rest_one" if left == 1 else "rest"].partition("{name}")[0]
                if not sentence.startswith(f"{head}{tail}{rest if left else '.'}"):
                    faults.append(f"{language}: {sentence} where {places[point]}")
        claimed.append(apart(places[LATER[0]]) > 0)
    assert [*faults, *of_both_kinds(claimed)] == []


def test_years_and_quarters_that_rise_or_fall():
    """By the interval of the difference, made here from the counts and not from the ends."""
    drawn = shares(np.tile(NATIONAL[:1], (MANY, 2)), seed=12)
    code, years = MEASURES[0], ("2020", "2022")
    faults, claimed = [], []
    for unit in range(MANY):
        sides = [{**NATION, "measure": code, "period": year} for year in years]
        part = dealt(drawn.rows(unit, sides))
        way = {"higher": "rose", "lower": "fell"}.get(apart_in_years(*part.rows), "")
        for language in LANGUAGES:
            told = " ".join(annual_findings.over_years(part, [], language))
            values = Values(part, name="x", language=language)
            one = Series(read_measures()[code], years, (None, None), tuple(values.rows))
            title = trend.finding(values, [one], phrases(TEXT, language))
            for key, words in (
                ("rose", ("har ökat", "has risen")),
                ("fell", ("har minskat", "has fallen")),
            ):
                word = words[LANGUAGES.index(language)]
                if {word in told, word in title} != {key == way}:
                    faults.append(f"{language}: {told}; {title} where {way}")
        claimed.append(bool(way))
    assert [*faults, *of_both_kinds(claimed)] == []


PLAINLY = {
    "sv": {"higher": ": fler än", "lower": ": färre än"},
    "en": {"higher": ": more than", "lower": ": fewer than"},
}


def test_a_year_against_the_one_before():
    """By the interval of the difference, made here from the counts and not from the ends."""
    drawn = shares(np.tile(NATIONAL[:1], (MANY, 2)), seed=23)
    code, (before, now) = MEASURES[0], ("2021", PERIOD)
    words = {"sv": ("säkert högre", "säkert lägre"), "en": ("clearly higher", "clearly lower")}
    faults, claimed = [], []
    for unit in range(MANY):
        rows = drawn.rows(unit, [{**NATION, "measure": code, "period": p} for p in (before, now)])
        place = apart_in_years(*rows)
        for language in LANGUAGES:
            told = " ".join(year_before.differences(finder(dealt(rows)), now, before, 1, language))
            noted = year_before.since_before(dealt(rows), now, [], language)
            plain = " ".join(
                Teller(finder(dealt(rows)), WORDS[language], now, 1, language).since(before)
            )
            for way, word in zip(("higher", "lower"), words[language], strict=True):
                is_plain = PLAINLY[language][way] in plain
                if {word in told, word in noted, is_plain} != {place == way}:
                    faults.append(f"{language}: {told}; {noted}; {plain} where {place}")
        claimed.append(place != "alike")
    assert [*faults, *of_both_kinds(claimed)] == []


def apart_in_years(then, now):
    """The difference of two years as `stats` has it: a second way to the same interval."""
    groups = ((one.numerator, one.denominator) for one in (now, then))
    found = share_difference(*groups, interval="newcombe").difference
    return read_place_of(found.low, found.high, 0.0, times=100)


def test_the_year_in_plain_words():
    drawn = means(MANY, 2, seed=13, least=10)
    faults, claimed = [], []
    ways = {
        "sv": {"higher": ("snitt steg", "över starten"), "lower": ("snitt sjönk", "under starten")},
        "en": {"higher": ("rose by", "above the start"), "lower": ("fell by", "below the start")},
    }
    for unit in range(MANY):
        key = {**NATION, "measure": "nrs_pain", "statistic": "change"}
        rows = [drawn.row(unit, at, **key, time_point=point) for at, point in enumerate(LATER)]
        decimals = scale("nrs_pain").decimals
        places = [drawn.place(unit, at, decimals) for at in (0, 1)]
        for language in LANGUAGES:
            teller = Teller(finder(dealt(rows)), WORDS[language], PERIOD, 1, language)
            told, points = teller.better()
            assert points == []
            for sentence, place, at in zip(told, places, (0, 1), strict=True):
                found = [way for way, words in ways[language].items() if words[at] in sentence]
                if found != [one for one in [place] if one != "alike"]:
                    faults.append(f"{language}: {sentence} where {place}")
        claimed.append(places[0] != "alike")
    assert [*faults, *of_both_kinds(claimed)] == []


def test_net_days_of_sick_leave():
    drawn = means(MANY, 1, seed=14)
    ways = {
        "sv": {"higher": "fler nettodagar", "lower": "färre nettodagar"},
        "en": {"higher": "more net days", "lower": "fewer net days"},
    }
    faults, claimed = [], []
    for unit in range(MANY):
        row = drawn.row(unit, 0, **OWN, measure="x", statistic="change")
        if row.hidden:
            continue
        place = drawn.place(unit, 0, 0)
        for language in LANGUAGES:
            told = sick_leave_lead.changed(row, "X", language)
            found = [way for way, words in ways[language].items() if words in told]
            if found != [one for one in [place] if one != "alike"]:
                faults.append(f"{language}: {told} where {place}")
        claimed.append(place != "alike")
    assert [*faults, *of_both_kinds(claimed)] == []


FIRM = {
    "sv": ("står sig", "förblir säker", "säkrad", "vilar inte"),
    "en": ("holds", "remains certain", "certain", "rests on no"),
}
WORSE = {"sv": "i snitt sämre efter ett år", "en": "on average worse after one year"}


def test_what_the_loss_leaves_of_a_conclusion():
    code = get("quality_results").value[0]
    decimals = scale(code).decimals
    seen, imputed = (means(MANY, 1, seed=seed) for seed in (15, 16))
    rng = np.random.default_rng(15)
    shifts = np.where(rng.uniform(size=MANY) < 0.2, np.nan, rng.uniform(0, 4, MANY))
    faults, claimed = [], []
    for unit in range(MANY):
        key, n = {**OWN, "measure": code}, int(seen.n[unit, 0])
        shift = {"statistic": "difference", "estimate": float(shifts[unit]), "n": n}
        counts = {"numerator": n, "denominator": n + int(rng.integers(0, 30))}
        rows = [
            seen.row(unit, 0, **key, statistic="change", category="observed"),
            a_row(**key, **shift, **counts, category="shift_of_observed"),
            a_row(**key, **{**shift, "estimate": 2.0}, category="small_shift"),
            imputed.row(unit, 0, **key, statistic="adjusted", category="imputed"),
            a_row(**key, **{**shift, "estimate": 1.4}, category="tipping_shift"),
        ]
        find, place = finder(dealt(rows)), turned(seen.place(unit, 0, decimals), code)
        again = turned(imputed.place(unit, 0, decimals), code)
        for language in LANGUAGES:
            told = losses.conclusion(scale(code), find, "own", language)
            is_firm = any(word in told[0] for word in FIRM[language])
            if is_firm != (place == "better") or (WORSE[language] in told[0]) != (place == "worse"):
                faults.append(f"{language}: {told} where {place}")
            held = {"sv": "är gränsen", "en": "the limit is"}[language]
            if held in " ".join(told) and again != "better":
                faults.append(f"{language}: {told} where imputed is {again}")
            turns = quality_sentences.tested(code, find, "own", language)
            claims = {"sv": "slutsatsen ändras", "en": "the conclusion changes"}[language]
            if claims in turns and place == "alike":
                faults.append(f"{language}: {turns} where {place}")
        claimed.append(place == "better")
    assert [*faults, *of_both_kinds(claimed)] == []


CLAIMS = {
    "sv": {
        Variation.IMPROVING: "mer än slump, till det bättre",
        Variation.CONCERNING: "mer än slump, till det sämre",
        Variation.SPECIAL_CAUSE: "mer än slump (",
        "now": "nu inget utöver slump; tidigare mer än slump (",
        "none": "inget utöver slump på",
    },
    "en": {
        Variation.IMPROVING: "beyond chance, for the better",
        Variation.CONCERNING: "beyond chance, for the worse",
        Variation.SPECIAL_CAUSE: "beyond chance (",
        "now": "nothing beyond chance now; beyond chance earlier (",
        "none": "nothing beyond chance in",
    },
}


RULE_WORDS = {
    language: {rule.code: rule.label(language) for rule in RULE_SET.rules} for language in LANGUAGES
}


def claim_of(rule, side, ever, direction):
    """What the points bear, by the rules as this test reads them."""
    if not rule:
        return "now" if ever else "none"
    if direction is Direction.NEUTRAL:
        return Variation.SPECIAL_CAUSE
    is_better = (side > 0) == (direction is Direction.HIGHER_BETTER)
    return Variation.IMPROVING if is_better else Variation.CONCERNING


def fault_of(drawn, claim, rule, language):
    """The chart's finding where it says anything but what the points bear."""
    told = chart_words.finding(drawn, phrases(CHART_TEXT, language))
    begin = f"{label('response_12m', language)}: {CLAIMS[language][claim]}"
    because = RULE_WORDS[language][rule] if rule else ""
    if not told.startswith(begin) or small(because) not in told:
        return [f"{language}: {told} where {claim} by {rule}"]
    return []


def test_what_control_charts_say_of_the_latest_point():
    """One chart each, and four beside each other: who is named is who is beyond chance."""
    z = standard_series(MANY, seed=23)
    found, ways = broken(z), list(Direction)
    faults, claimed = [], []
    for language in LANGUAGES:
        text, charts, named = phrases(CHART_TEXT, language), [], []
        for unit in range(MANY):
            rule, side = found.first(unit)
            direction = ways[unit % len(ways)]
            claim = claim_of(rule, side, found.ever[unit], direction)
            drawn = dealt_chart(z[unit], direction=direction, language=language)
            faults += fault_of(drawn, claim, rule, language)
            charts.append(drawn)
            named.append((bool(rule), bool(found.ever[unit])))
            claimed.append(bool(rule))
        for unit in range(0, MANY, 4):
            told = chart_words.finding_of_several(charts[unit : unit + 4], text)
            now, ever = zip(*named[unit : unit + 4], strict=True)
            key = "some" if any(now) else "none_now" if any(ever) else "none"
            if all(now) != (told.count(";") == 0 and key == "some"):
                faults.append(f"{language}: {told} where {now}")
            if not told.startswith(text[key].partition("{")[0]):
                faults.append(f"{language}: {told} where {key}")
    assert [*faults, *of_both_kinds(claimed)] == []


def test_charts_drawn_up_from_counts_say_what_their_own_limits_bear():
    """The whole chart, limits and all, of some of the units: what it says, read from its lines."""
    rng = np.random.default_rng(24)
    faults, claimed = [], []
    for z in standard_series(240, seed=24):
        n = rng.integers(60, 120, len(z))
        share = np.clip(0.5 + z * 0.5 / np.sqrt(n), 0, 1)
        table = pd.DataFrame({"period": range(len(z)), "numerator": np.rint(share * n)})
        table = table.assign(denominator=n)
        direction = rng.choice(list(Direction))
        chart = control_chart(table, kind="p_prime", direction=direction)
        lines = chart.points
        mine = ((lines["value"] - lines["centre"]) / lines["sigma"]).to_numpy()[None]
        # On a line by rounding alone: neither side of it.
        values = lines["value"].round(9).to_numpy()[None]
        if (np.diff(values) == 0).any():
            continue  # how equal neighbours count is a convention, and tried with the rules
        found = broken(np.where(np.abs(mine) < 1e-9, 0.0, mine), values)
        rule, side = found.first(0)
        claim = claim_of(rule, side, found.ever[0], Direction(direction))
        for language in LANGUAGES:
            faults += fault_of(drawn_of(chart, language, points=len(z)), claim, rule, language)
        claimed.append(bool(rule))
    assert [*faults, *of_both_kinds(claimed)] == []


def test_in_how_many_fields_a_unit_is_behind():
    names = [one.name for one in read_contract("episode").fields]
    fields, units = 20, MANY // 20
    national = np.random.default_rng(17).uniform(0.3, 0.95, fields)
    drawn = shares(np.tile(national, (units, 1)).reshape(-1, 1), seed=17)
    faults, claimed = [], []
    for unit in range(units):
        rows, places = [], []
        for at in range(fields):
            key = {"measure": "completeness", "time_point": "initial"}
            key["category"] = f"episode.{names[at]}"
            whole = NATIONS[0]._replace(estimate=float(national[at]), **key)
            rows += [*drawn.rows(unit * fields + at, [{**OWN, **key}]), whole]
            places += drawn.places(unit * fields + at, [national[at]])
        part = dealt(rows)
        known = sum(map(bool, places))
        below, above = places.count("lower"), places.count("higher")
        for language in LANGUAGES:
            told, *_ = quality_lead.behind(part, finder(part), language)
            numbers = [int(one) for one in re.findall(r"\d+(?![\d,.]*\d)", told)]
            wanted = [known, below, above] if below or above else [known]
            if numbers[: len(wanted)] != wanted:
                faults.append(f"{language}: {told} where {below} and {above} of {known}")
        claimed.append(below > 0)
    assert faults == []
    assert any(claimed)


def test_one_person_s_better_and_worse():
    """One person has no interval: words follow the scale's threshold, as counted before."""
    rng = np.random.default_rng(21)
    kinds = np.array(["better", "worse", "same", "unjudged", "missing", "no_start"])
    drawn = kinds[rng.integers(0, len(kinds), (MANY, 4))]
    ways = {
        "sv": {"better": "bättre", "worse": "sämre"},
        "en": {"better": "better", "worse": "worse"},
    }
    faults, claimed = [], []
    for person in range(MANY):
        rows = {
            f"{at}": SimpleNamespace(verdicts={LATER[0]: str(kind)})
            for at, kind in enumerate(drawn[person])
        }
        wanted = [way for way in ("better", "worse") if way in drawn[person]]
        for language in LANGUAGES:
            told = became(rows, LATER[0], language)
            if [way for way, word in ways[language].items() if word in told] != wanted:
                faults.append(f"{language}: {told} where {drawn[person]}")
        claimed.append(bool(wanted))
    assert faults == []
    assert 0.5 < sum(claimed) / MANY < 1


JUDGING = {
    "standing",
    "standing_of",
    "standing_beside",
    "standing_from_zero",
    "standing_written",
    "change_of",
    "against",
    "against_nation",
    "is_apart",
    "is_better",
    "contrast",
    "placed",
}
TRIED = {
    "test_the_opening_sentences": ["tables/lead"],
    "test_how_many_units_lie_apart": [
        "tables/units_apart",
        "tables/lead",
        "tables/responses",
        "figures/comparison",
    ],
    "test_what_is_said_to_be_sure": ["tables/certainty"],
    "test_the_first_page_s_cards_and_their_title": [
        "figures/indicators",
        "figures/indicator_cards",
    ],
    "test_titles_that_set_a_unit_against_the_nation": [
        "figures/contrasts",
        "figures/portrait",
        "figures/completeness",
        "figures/curves",
        "figures/responders",
        "figures/comparison",
    ],
    "test_how_far_goals_were_reached_beside_the_nation": ["figures/goals"],
    "test_plans_their_change_and_their_goal": ["tables/plan_sentences", "figures/before_after"],
    "test_limits_of_a_funnel_adjusted_and_raw": [
        "figures/funnel",
        "figures/funnel_places",
        "figures/raw_funnel",
    ],
    "test_change_on_the_scales_of_a_unit_and_beside_the_nation": [
        "figures/change",
        "figures/courses",
    ],
    "test_change_on_the_scales_in_a_year_s_findings": ["tables/scale_changes"],
    "test_years_and_quarters_that_rise_or_fall": ["tables/annual_findings", "figures/trend"],
    "test_a_year_against_the_one_before": ["tables/year_before", "tables/plain_summary"],
    "test_the_year_in_plain_words": ["tables/plain_summary"],
    "test_net_days_of_sick_leave": ["tables/sick_leave_lead"],
    "test_what_the_loss_leaves_of_a_conclusion": ["tables/losses", "tables/quality_sentences"],
    "test_what_control_charts_say_of_the_latest_point": ["figures/control_chart_words"],
    "test_in_how_many_fields_a_unit_is_behind": ["tables/quality_lead"],
    "test_one_person_s_better_and_worse": ["figures/profile_rows", "figures/profile_drawing"],
}
JUDGE_AND_MARKS = {
    "tables/standing",
    "figures/judgement",
    "figures/comparison_drawing",
    "figures/curve_drawing",
}


def judges(path) -> bool:
    """Whether a module asks what an interval bears: by the judgement, or by its ends."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in JUDGING:
                return True
        if isinstance(node, ast.Compare):
            ends = [one for one in ast.walk(node) if isinstance(one, ast.Attribute)]
            if any(one.attr in ("low", "high") for one in ends):
                return True
    return False


def test_every_module_that_judges_is_tried():
    home = Path(nrs_lib.__file__).parent
    found = {
        f"{layer}/{path.stem}"
        for layer in ("tables", "figures")
        for path in (home / layer).glob("*.py")
        if judges(path)
    }
    tried = {module for modules in TRIED.values() for module in modules}
    assert found - tried == JUDGE_AND_MARKS
    assert set(TRIED) < set(globals())
