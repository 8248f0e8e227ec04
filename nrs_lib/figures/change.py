"""From start to discharge, and from start to one year: every scale on 0 to 100.

Those who answered at discharge and those who answered after a year are different people, so
each later time point has its own panel and every line starts where those very people started.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import ClearedTable, Stamped, Told
from nrs_lib.disclosure.standing import Standing
from nrs_lib.figures.change_drawing import Courses, draw_panels, has_rings
from nrs_lib.figures.change_words import TEXT as _TEXT
from nrs_lib.figures.contrasts import Pair, by_chance, is_few
from nrs_lib.figures.courses import LATER, Course, courses
from nrs_lib.figures.data_rows import Row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.judgement import against_nation
from nrs_lib.figures.values import NATIONAL, OWN, Values
from nrs_lib.figures.wording import capital, figure_name, level, listed, phrases, small
from nrs_lib.terms import Direction
from nrs_lib.text import NBSP, change, count, interval, number, spelled


def draw_change(
    cleared: ClearedTable,
    *,
    scales: Sequence[str],
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw where patients started and where they were later, scale by scale.

    Parameters
    ----------
    cleared
        The section ``change``: paired means and changes at discharge and one year.
    scales
        Scale codes in the order to show; one without a better direction is left out, and one
        of which nothing may be shown is named below instead.
    """
    name = name or figure_name("change", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    found = courses(values, scales, period)
    drawn = [code for code in scales if any(_is_drawn(found, code, s) for s in values.scopes)]
    unit = values.in_sentence(OWN) if values.has_own else ""
    colours = text["colours" if values.has_own else "colours_nation"]
    mine = [
        course
        for (code, _, scope), course in found.items()
        if code in drawn and scope == values.subject and course.is_shown
    ]
    rows = [_row(values, course, text) for course in found.values()]
    has_ring = any(has_rings(values, found, drawn, narrow) for narrow in (False, True))
    return framed(
        values,
        name=name,
        finding=finding(values, found, text),
        what=text["what"].format(
            colours=colours.format(own=unit, level=level(language)),
            # In a national figure all is blue, so that nothing is told from the grey.
            band=text["band"].format(blue=text["band_blue"] if values.has_own else "")
            if any(one.meaningful for one in mine)
            else "",
        ),
        sheets=[draw_panels(values, found, drawn, text, narrow=narrow) for narrow in (False, True)]
        if drawn
        else (),
        rows=rows,
        words=[*told(rows), *([text["ring"]] if has_ring else [])],
        notes=_notes(values, found, scales, drawn, text),
        texts=4,
    )


def _is_drawn(found: Courses, code: str, scope: str) -> bool:
    return any((c := found.get((code, point, scope))) is not None and c.is_shown for point in LATER)


def finding(values: Values, found: Courses, text: Mapping[str, str]) -> str:
    """How many scales are certainly better, at discharge and after one year."""
    counts, text = {}, dict(text)
    for point in LATER:
        mine = [c for (_, at, scope), c in found.items() if (at, scope) == (point, values.subject)]
        shown = [course for course in mine if course.is_shown]
        if shown:
            better = sum(course.improvement is True for course in shown)
            worse = sum(course.improvement is False for course in shown)
            counts[point] = (better, worse, len(shown))
            text |= _with_few(shown, point, text, values.language)
    if not counts:
        return text["few"]
    if len(set(counts.values())) == 1 and len(counts) > 1:
        better, worse, n = counts[LATER[0]]
        if better == n > 1:
            whens = {"when": text[f"at_{LATER[0]}"], "later": text[f"at_{LATER[1]}"]}
            return text["both"].format(n=spelled(n, values.language), **whens)
        if better == worse == 0:
            first, later = (small(text[f"to_{point}"]) for point in LATER)
            return text["none_at_all"].format(to=first, later=later)
    told_so_far = ""
    for point, told_counts in counts.items():
        better, worse, _ = counts.get(LATER[0], (0, 0, 0))
        # "and five of nine after a year" leans on a clause before it that ends with better.
        leans = bool(told_so_far) and better > 0 and not worse
        clause = _clause(told_counts, point, values.language, text, leans=leans)
        is_added = leans and told_counts[0] > 0
        between = (", " if is_added else "; ") if told_so_far else ""
        told_so_far += between + clause
    return capital(told_so_far)


def _with_few(
    shown: Sequence[Course], point: str, text: Mapping[str, str], language: str
) -> dict[str, str]:
    """The words for a time, with how many answered then where that is few on some scale."""
    if not any(is_few(course.change) for course in shown):
        return {}
    ends = sorted({course.change.n for course in shown})
    n = interval(ends[0], ends[-1], 0, language=language) if len(ends) > 1 else str(ends[0])
    return {
        key: text["when_few"].format(when=text[key], n=n).replace(f"({n} ", f"({n}{NBSP}")
        for key in (f"at_{point}", f"to_{point}")
    }


_ARE = {1: "is"}
"""English has its own verb for one scale."""


def _clause(
    counts: tuple[int, int, int],
    point: str,
    language: str,
    text: Mapping[str, str],
    *,
    leans: bool,
) -> str:
    better, worse, n = counts
    k, m, every_one = (spelled(scales, language) for scales in counts)
    fills = {"k": k, "m": m, "n": every_one, "are": _ARE.get(better or worse, "are")}
    fills |= {"when": text[f"at_{point}"], "to": small(text[f"to_{point}"])}
    if not better and not worse:
        return text["then_none" if leans else "no_change"].format(**fills)
    if not better:
        return text["worse"].format(**fills)
    every = "all" if better == n > 1 else "some"
    clause = text[f"then_{every}" if leans else every].format(**fills)
    return f"{clause}, {text['and_worse'].format(**fills)}" if worse else clause


def _notes(
    values: Values,
    found: Courses,
    scales: Sequence[str],
    drawn: Sequence[str],
    text: Mapping[str, str],
) -> list[str]:
    notes = [beside_nation(values, found, text)] if values.has_own else []
    labels = {code: scale(code).short[values.language] for code in scales}
    neutral = [code for code in scales if scale(code).direction is Direction.NEUTRAL]
    absent = [code for code in scales if code not in {*drawn, *neutral}]
    for key, codes in (("left_out", absent), ("neutral", neutral)):
        if codes:
            names = listed([labels[code] for code in codes], values.language)
            notes.append(text[key].format(names=names))
    reasons = [c.reason for c in found.values() if c.scope == values.subject and not c.is_shown]
    if any(reason is not None and reason.hidden == "few" for reason in reasons):
        notes.append(text["help"].format(n=values.least(values.subject)))
    return [note for note in notes if note]


def beside_nation(values: Values, found: Courses, text: Mapping[str, str]) -> str:
    """Where the unit's change differs from the nation's, in the direction of better."""
    larger, lesser, pairs = [], [], []
    for (code, point, scope), course in found.items():
        nation = found.get((code, point, NATIONAL))
        if scope != OWN or nation is None or not (course.is_shown and nation.is_shown):
            continue
        at = (text | _with_few([course], point, text, values.language))[f"at_{point}"]
        label = f"{course.scale.short[values.language]} {at}"
        pairs.append(Pair(label, course.change, nation.change))
        verdict = against_nation(course.change, nation.change)
        if verdict in (Standing.HIGHER, Standing.LOWER):
            up = (verdict is Standing.HIGHER) == (course.improvement_sign > 0)
            (larger if up else lesser).append(label)
    if not pairs:
        return ""
    told_parts = [
        text[key].format(names=listed(labels, values.language))
        for key, labels in (("larger", larger), ("lesser", lesser))
        if labels
    ] or [text["as_nation"]]
    return " ".join([*told_parts, by_chance(pairs, values)]).strip()


def _row(values: Values, course: Course, text: Mapping[str, str]) -> Row:
    language, decimals = values.language, course.scale.decimals
    row = {
        text["scale"]: f"{course.scale.short[language]}, {course.scale.reach(language)}",
        text["who"]: values.name_of(course.scope),
        text["to"]: text[course.time_point],
        text["meaningful"]: course.scale.change_threshold.meaning[language]
        if course.scale.change_threshold
        else "",
    }
    heads = ("start", "later", "change")
    columns = {text[head]: "" for head in heads}
    columns[text["answers"]] = ""
    columns[text["interval"].format(level=level(language))] = ""
    columns |= {text["on_100"].format(head=text[head]): "" for head in heads[:2]}
    if not course.is_shown:
        columns[text["start"]] = Told(values.why_hidden(course.reason), course.reason)
        return row | columns
    start, later, moved = course.start, course.later, course.change
    shown = [
        Told(number(start.estimate, decimals, language=language), start),
        Told(number(later.estimate, decimals, language=language), later),
        Told(change(moved.estimate, decimals, language=language), moved),
        Told(count(moved.n, language=language), moved),
        Told(interval(moved.low, moved.high, decimals, language=language), moved),
        *(
            Told(number(on_100, language=language), end)
            for on_100, end in zip(course.ends, (start, later), strict=True)
        ),
    ]
    return row | dict(zip(columns, shown, strict=True))
