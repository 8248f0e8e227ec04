"""The words on slides about improvement work, each from cleared numbers and the unit's plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.plans import Focus
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import finder
from nrs_lib.tables.choices import UNPLANNED, Choices, slide_text, write_choices_lead
from nrs_lib.tables.improvement_words import WORDS
from nrs_lib.tables.plan import STATES, before_after_table, terms_of
from nrs_lib.tables.plan_sentences import Told, sides, told_of
from nrs_lib.tables.sentences import capital, phrase
from nrs_lib.terms import Audience
from nrs_lib.text import iso_date, join_words, spelled

_GOAL = ("why", "who", "starts", "review")
_DONE = ("what", "who", "starts", "ordered", "status", "learnt")
_AT_HOME = (Audience.OWN_UNIT, Audience.CARE_TEAM)
_OF_ANSWERS = ("improved_pain", "improved_everyday", "handles_life_better")


def write_topic(
    cleared: ClearedTable,
    *,
    focus: Focus,
    choices: Choices | None = None,
    language: str = "sv",
) -> Stamped:
    """What the slides are about, in one line.

    Its name tells the slides which parts to leave out: `choices.UNCHOSEN` where a unit without
    a plan is to choose a measure, `choices.UNPLANNED` where one is shown without goal and day.
    """
    if choices is not None:
        return write_choices_lead(choices, language=language)
    told = told_of(cleared, focus, language=language)
    lead = f"{told.goal}."
    html = Markup('<p class="nrs-lead">{}</p>').format(lead)
    beside = list(_outside(cleared, language))
    if beside:
        html += Markup("<p>{}</p>").format(" ".join(beside))
    name = "topic" if focus.is_planned else UNPLANNED
    return _text(name, html, [lead, *beside], cleared)


def write_goal(cleared: ClearedTable, *, focus: Focus, language: str = "sv") -> Stamped:
    """What the unit wants to reach, from where, and why."""
    told = told_of(cleared, focus, language=language)
    definition = read_measures()[focus.measure].definition[language]
    lead = f"{told.goal}."
    more = [f"{told.before}."] if told.before else []
    if not focus.is_planned:
        # Nothing follows of before and after, so the value stands here with what limits it.
        lead = f"{told.now}." if told.now else lead
        more = list(_limits(cleared, focus, language))
    if focus.goal is None:
        more.append(_say("unplanned", language))
    html = Markup('<p class="nrs-lead">{}</p>').format(lead)
    html += Markup("<p>{}</p>").format(definition)
    html += Markup("").join(Markup("<p>{}</p>").format(part) for part in more)
    html += terms_of(focus, language, only=_GOAL)
    return _text("goal", html, [lead, definition, *more], cleared, told)


def write_change(cleared: ClearedTable, *, focus: Focus, language: str = "sv") -> Stamped:
    """Whether a change can be told."""
    told = told_of(cleared, focus, language=language)
    sentence = f"{told.changed}."
    return _text("change", Markup("<p>{}</p>").format(sentence), [sentence], cleared, told)


def write_done(cleared: ClearedTable, *, focus: Focus, language: str = "sv") -> Stamped:
    """What the unit did, who did it, from when, and what was learnt."""
    terms = terms_of(focus, language, only=_DONE)
    undone = "" if focus.what else _say("kept" if focus.words_kept else "undone", language)
    html = (Markup("<p>{}</p>").format(undone) if undone else Markup("")) + terms
    return _text("done", html, [undone or terms.striptags()], cleared)


def write_certainty(cleared: ClearedTable, *, focus: Focus, language: str = "sv") -> Stamped:
    """What can be told, and what must not be read into it."""
    told = told_of(cleared, focus, language=language)
    is_compared = _is_compared(cleared, focus)
    changed = f"{told.changed}." if is_compared else _say("open", language)
    sure = [changed, *([f"{told.left}."] if told.left else [])]
    points = [*sure, *_limits(cleared, focus, language), *_outside(cleared, language)]
    items = Markup("").join(Markup("<li>{}</li>").format(point) for point in points)
    return _text("certainty", Markup("<ul>{}</ul>").format(items), points, cleared, told)


def write_next(cleared: ClearedTable, *, focus: Focus, today: str, language: str = "sv") -> Stamped:
    """What remains, and when the unit looks again.

    Parameters
    ----------
    today
        Day of the extract: a review before it has passed.
    """
    told = told_of(cleared, focus, language=language)
    points = [f"{told.left}."] if told.left else []
    if focus.status:
        points.append(_say("status", language, status=STATES[focus.status][language]))
    is_home = cleared.record.audience in _AT_HOME
    if is_home and focus.status and not focus.is_open:
        points.append(_say("ended", language))
    if focus.review is None:
        lead = _unreviewed(cleared, focus, language)
    else:
        day = iso_date(focus.review)
        passed = "reviewed" if is_home and focus.is_open else "was_set"
        lead = _say("review" if day > today else passed, language, day=day)
    html = Markup('<p class="nrs-lead">{}</p>').format(lead)
    html += Markup("").join(Markup("<p>{}</p>").format(point) for point in points)
    return _text("next", html, [lead, *points], cleared, told)


def _unreviewed(cleared: ClearedTable, focus: Focus, language: str) -> str:
    """What is next where nobody has set a day: a plan, if there is anything to follow."""
    if cleared.record.audience not in _AT_HOME:
        return _say("unplanned", language)
    _, now, _ = sides(finder(cleared), focus)
    if now is None or not now.hidden:
        return _say("plan_now", language)
    return _say("unfollowed", language, label=read_measures()[focus.measure].label[language])


def _is_compared(cleared: ClearedTable, focus: Focus) -> bool:
    """Whether a difference is shown, or why there is none is another matter than few answers."""
    _, now, apart = sides(finder(cleared), focus)
    return focus.starts is None or now is None or (apart is not None and not apart.hidden)


def show_before_after(cleared: ClearedTable, *, focus: Focus, language: str = "sv") -> Stamped:
    """The values before and now, and the difference, as a table."""
    return before_after_table([cleared], [focus], name="plan_values", language=language)


def _outside(cleared: ClearedTable, language: str) -> Iterator[str]:
    """What a reader outside the unit is not shown."""
    record = cleared.record
    if record.audience in _AT_HOME:
        return
    yield _say("outside", language, readers=phrase(f"audience_{record.audience}", language))
    base = record.used["limits"]["round_to"]
    if base > 1:
        yield _say("rounded", language, base=base)


def _limits(cleared: ClearedTable, focus: Focus, language: str) -> Iterator[str]:
    before, now, _ = sides(finder(cleared), focus)
    shown = [row for row in (before, now) if row is not None and not row.hidden]
    uncertain = get("uncertain_below").value
    if shown and min(row.n for row in shown) < uncertain:
        yield _say("few", language, n=uncertain)
    if before is not None and now is not None and _is_compared(cleared, focus):
        first, last = (period_of(row.period) for row in (before, now))
        if gap := _between(first, last):
            named = join_words([quarter.label(language) for quarter in gap], language=language)
            yield _say("between", language, gap=capital(named))
        lengths = [first.months // 3, last.months // 3]
        if lengths[0] != lengths[1]:
            words = {
                "before": spelled(lengths[0], language),
                "after": spelled(lengths[1], language),
            }
            yield _say("season" if lengths[1] == 1 else "seasons", language, **words)
        yield _say("cause", language)
        if not _was_reached(before, focus):
            yield _say("chosen", language)
    if focus.measure in _OF_ANSWERS:
        yield _say("answered", language)


def _between(first: Any, last: Any) -> list[Any]:
    """The quarters after one period and before another."""
    months = (last.next_start.year - first.next_start.year) * 12
    months += last.next_start.month - first.next_start.month
    return [one for one in last.quarters(months // 3) if not last.contains(one)]


def _was_reached(before: Any, focus: Focus) -> bool:
    """Whether the value before lay where the goal is: such a one did not look bad."""
    if focus.goal is None or before.hidden:
        return False
    is_above = before.estimate >= focus.goal
    return is_above if focus.wants_higher else before.estimate <= focus.goal


def _text(
    name: str,
    html: Markup,
    plain: Sequence[str],
    cleared: ClearedTable,
    told: Told | None = None,
) -> Stamped:
    return slide_text(name, html, plain, cleared, told.rows if told else None)


def _say(key: str, language: str, **fills: object) -> str:
    return WORDS[key][language].format(**fills)
