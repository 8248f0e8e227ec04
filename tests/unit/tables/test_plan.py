"""A plan at the head of a report, and the words on slides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from nrs_lib import figures, tables
from nrs_lib.contracts.plans import Focus, Plan
from nrs_lib.tables.plan import NO_PLAN
from nrs_lib.tables.plan_sentences import told_of
from nrs_lib.terms import Register
from tests.support import cleared as made
from tests.support.simulated_changes import MEASURE, a_change, a_focus

RISEN = ((20, 60), (50, 60))
FALLEN = ((50, 60), (20, 60))
ALIKE = ((40, 60), (42, 60))


def cleared(sides):
    return made.cleared(a_change("SV001", *sides))


def told(sides, focus=None, language="sv"):
    return [
        one.replace("\u00a0", " ")
        for one in told_of(cleared(sides), focus or a_focus(), language=language)
    ]


def test_a_change_is_told_with_its_difference_and_its_way():
    goal, before, now, changed, left = told(RISEN)

    assert goal == "Svar efter ett år: målet är minst 70 %."
    assert before == "Före (2021): 33 % (20 av 60), 95 %-intervall 23–46."
    assert now.startswith("Nu (2022): 83 % (50 av 60)")
    assert changed.startswith("Värdet är högre än före förändringen, vilket är åt rätt håll: ")
    assert "+50 procentenheter" in changed
    assert left == "Målet är nått."


def test_a_difference_that_printed_values_do_not_give_says_so():
    assert "före avrundning" in told(((62, 83), (54, 78)))[3]
    assert "före avrundning" not in told(RISEN)[3]
    shown = [
        tables.show_before_after(cleared(sides), focus=a_focus()).plain
        for sides in (((62, 83), (54, 78)), RISEN)
    ]
    assert ["räknad före avrundning" in one for one in shown] == [True, False]
    assert "before rounding" in told(((62, 83), (54, 78)), language="en")[3]


def test_a_change_the_wrong_way_is_called_that():
    assert "lägre än före förändringen, vilket är åt fel håll" in told(FALLEN)[3]
    assert told(FALLEN)[4] == "Till målet återstår 37 procentenheter."


def test_what_the_interval_does_not_bear_is_not_told():
    assert told(ALIKE)[3].startswith("Det går inte att säga att värdet har ändrats")
    assert told(ALIKE)[4].startswith("Målet ligger inom osäkerheten")


def test_both_languages_say_the_same():
    english = told(RISEN, language="en")

    assert english[3].startswith("The value is higher than before the change, which is the right")
    assert english[4] == "The goal is reached."


def test_too_few_are_not_compared():
    assert (
        "tiden före har för få uppföljningar att visa, och den är över"
        in told(((3, 5), (50, 60)))[3]
    )
    assert "fler kan komma" in told(((20, 60), (3, 5)))[3]
    assert "både tiden före" in told(((3, 5), (3, 5)))[3]
    assert "visas inte (för få uppföljningar)" in told(((3, 5), (50, 60)))[1]


def test_of_what_has_not_begun_only_the_value_before_is_told():
    rows = [row for row in a_change("SV001", *ALIKE) if row["period"] == "2021"]
    focus = replace(a_focus(), starts=dt.date(2022, 11, 2))
    sentences = list(told_of(made.cleared(rows), focus, language="sv"))

    assert len(sentences) == 3
    assert sentences[2] == (
        "Förändringen börjar 2022-11-02; inget helt kvartal har gått sedan dess."
    )


def test_without_a_dated_change_the_value_is_that_of_now():
    rows = [row for row in a_change("SV001", *ALIKE) if row["period"] == "2022"][:1]
    sentences = list(told_of(made.cleared(rows), Focus("response_12m"), language="sv"))

    assert sentences[0] == "Svar efter ett år: enheten har inte satt något mål."
    assert sentences[1].startswith("Nu (2022)")
    assert sentences[2].startswith("Ingen förändring är daterad")


def a_plan(**changed) -> Plan:
    focus = replace(a_focus(), what={"sv": "Vi <b>ringer</b>."}, status="under_way", **changed)
    return Plan("SV001", Register.NRSSV, (focus,))


def test_a_unit_s_own_words_are_escaped_and_marked_where_they_are_in_another_language():
    shown = tables.write_plan(made.volume(), [cleared(ALIKE)], plan=a_plan(), language="en")

    assert '<span lang="sv">Vi &lt;b&gt;ringer&lt;/b&gt;.</span>' in shown.html
    assert "<dt>Status</dt><dd>under way</dd>" in shown.html
    assert shown.name == "plan"


def test_the_table_has_both_values_and_the_difference():
    rows = tables.show_plan(made.volume(), [cleared(RISEN)], plan=a_plan()).rows

    values = [[cell.replace("\u00a0", " ") for cell in list(row.values())[2:]] for row in rows]
    assert values[0] == ["33 %", "20 av 60", "23–46"]
    assert values[2][0] == "+50"


def test_a_table_without_a_value_before_is_not_called_before_and_after():
    now = [row for row in a_change("SV001", *RISEN) if row["period"] == "2022"][:1]
    focus = Focus("response_12m")
    assert "Värdet nu" in tables.show_before_after(made.cleared(now), focus=focus).plain
    both = tables.show_before_after(cleared(RISEN), focus=a_focus())
    assert "Före och efter förändringen" in both.plain


@pytest.mark.parametrize("show", [tables.write_plan, tables.show_plan])
def test_without_a_plan_there_is_a_text_that_leaves_its_part_out(show):
    assert show(made.volume(), [], plan=None).name == NO_PLAN


def test_slides_say_what_must_not_be_read_into_a_difference():
    text = tables.write_certainty(cleared(RISEN), focus=a_focus()).plain

    assert "inte varför" in text
    assert "ofta bättre av sig självt" in text
    assert "årstider" not in text


@pytest.mark.parametrize(("goal", "is_said"), [(0.2, False), (0.5, True), (None, True)])
def test_a_measure_that_lay_at_the_goal_did_not_look_bad(goal, is_said):
    text = tables.write_certainty(cleared(RISEN), focus=replace(a_focus(), goal=goal)).plain

    assert ("såg dåligt ut" in text) == is_said


def test_quarters_that_are_neither_before_nor_now_are_named():
    rows = a_change("SV001", *RISEN)
    later = [row | {"period": row["period"].replace("2022", "2022Q2")} for row in rows]
    told = [
        tables.write_certainty(made.cleared(part), focus=a_focus()).plain for part in (rows, later)
    ]

    assert "varken till före" not in told[0]
    assert "Första kvartalet 2022 räknas varken till före eller nu" in told[1]


def test_where_no_difference_is_shown_slides_do_not_say_how_to_read_one():
    hidden, asked = cleared(((3, 5), (3, 5))), {"focus": Focus(MEASURE, starts=dt.date(2022, 1, 1))}
    text = tables.write_certainty(hidden, **asked).plain
    assert "inte varför" not in text
    assert "går inte att säga" in text
    assert "inte varför" not in tables.show_before_after(hidden, **asked).plain
    assert "kan inte följas här" in tables.write_next(hidden, today="2023-09-01", **asked).plain


@pytest.mark.parametrize(("is_ordered", "said"), [(True, "angiven när"), (False, "Från")])
def test_the_day_of_a_change_says_who_set_it(is_ordered, said):
    focus = replace(a_focus(), day_ordered=is_ordered)
    assert said in tables.write_done(cleared(RISEN), focus=focus).html


def test_a_shorter_time_after_than_before_is_told():
    rows = a_change("SV001", *RISEN)
    rows = [row | {"period": row["period"].replace("2022", "2022Q2")} for row in rows]

    text = tables.write_certainty(made.cleared(rows), focus=a_focus()).plain

    assert "ett kvartal gått, mot fyra före" in text


def test_a_review_that_has_passed_asks_for_a_new_day():
    asked = {"focus": a_focus(), "language": "sv"}

    assert (
        "Vi ser efter igen 2023-01-01"
        in tables.write_next(cleared(ALIKE), today="2022-09-01", **asked).plain
    )
    assert (
        "var bestämd till 2023-01-01"
        in tables.write_next(cleared(ALIKE), today="2023-09-01", **asked).plain
    )


@pytest.mark.parametrize(("sides", "is_told"), [(RISEN, True), (ALIKE, False)])
def test_what_a_difference_does_not_say_is_told_where_one_can_be_told(sides, is_told):
    table = tables.show_before_after(cleared(sides), focus=a_focus()).plain
    figure = figures.draw_before_after(cleared(sides), focus=a_focus()).plain
    assert ("inte varför" in table, "inte varför" in figure) == (is_told, is_told)


def test_after_a_plan_that_has_ended_comes_the_next_one():
    asked = {"today": "2023-09-01"}
    ended, under_way = (
        tables.write_next(cleared(ALIKE), focus=replace(a_focus(), status=one), **asked).plain
        for one in ("done", "under_way")
    )
    assert "Välj vad som ska förbättras härnäst" in ended
    assert "härnäst" not in under_way
