"""From everyone concerned to the answers that results rest on: counted steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Stamped, Told
from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.data_rows import Row
from nrs_lib.figures.flow_words import COURSE, TEXT
from nrs_lib.figures.frame import framed
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SMALL, THEME, WIDTH
from nrs_lib.figures.values import NATIONAL, Value, Values
from nrs_lib.figures.wording import category_labels, figure_name, measure_of, phrases, small
from nrs_lib.text import count, percent, spelled

_RESULT = "paired"
_LATER = "flow_followup"
_ZERO = {
    "sv": "{label} räknas utan dem som skattade smärtan till 0 vid start, så dess antal kan vara "
    "något lägre.",
    "en": "{label} is counted without those who rated their pain 0 at baseline, so its number may "
    "be slightly lower.",
}
_ZERO_LATER = {
    "sv": "Andelen med mindre smärta efter ett år räknas utan dem som skattade smärtan till 0 vid "
    "start, så dess antal kan vara något lägre.",
    "en": "The share with less pain after one year is counted without those who rated their pain "
    "0 at baseline, so its number may be slightly lower.",
}
"""Why a share in per cent of the start rests on fewer than were paired."""
_LABEL = 190.0
_BAR = 16.0
_STEP = 34.0
_OVER = 14.0

Step = tuple[str, Value | None]


def draw_flow(
    cleared: ClearedTable,
    *,
    measure: str,
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw counted steps as bars that narrow, with the counts lost between them.

    Parameters
    ----------
    cleared
        The section ``flow``, or ``processes``.
    measure
        ``flow_discharge`` or ``flow_followup``, or a care process, which also names the figure
        when no name is given. Only steps that end in paired responses tell what results rest on.
    """
    name = name or figure_name(measure, language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(TEXT, language)
    labels = category_labels(measure_of(measure), language)
    if _RESULT not in labels:
        text |= COURSE[language]
    steps = {
        scope: [
            (label, values.one(scope, measure, "count", category=code, period=period))
            for code, label in labels.items()
        ]
        for scope in values.scopes
    }
    nation = text["nation"] if values.has_own and _parts(steps[NATIONAL]) else ""
    rows = [row for scope in values.scopes for row in _data(values, scope, steps[scope], text)]
    return framed(
        values,
        name=name,
        finding=_finding(values, measure, steps[values.subject], text),
        what=text["what"].format(nation=nation, period=_time(steps[values.subject], language)),
        sheets=[_draw(values, steps, text, narrow=narrow) for narrow in (False, True)]
        if _is_drawn(steps[values.subject])
        else (),
        rows=rows,
        words=_words(rows, text),
        notes=[
            *_notes(values, measure, labels, steps[values.subject]),
            *_rounded(values, rows, text),
        ],
        pairs=True,
    )


def _notes(
    values: Values, measure: str, labels: Mapping[str, str], steps: Sequence[Step]
) -> list[str]:
    """Why the share rests on fewer than the last step, where there are enough for one."""
    last = steps[-1][1]
    record = values.record
    least = record.min_n_own if values.has_own else record.min_n
    if _RESULT not in labels or last is None or not last.is_shown or last.n < least:
        return []
    if measure == _LATER:
        # The measure of that name is one of the discharge.
        return [_ZERO_LATER[values.language]]
    return [_ZERO[values.language].format(label=_share_label(values.language))]


def _rounded(values: Values, rows: Sequence[Row], text: Mapping[str, str]) -> list[str]:
    """How far a difference of two rounded counts may be from that of the exact ones."""
    base = _base(values)
    is_told = base > 1 and any(row[text["lost_head"]] for row in rows)
    told = [spelled(n, values.language) for n in (base, base - 1)]
    return [text["rounded"].format(base=told[0], n=told[1])] if is_told else []


def _base(values: Values) -> int:
    """To what counts are rounded; 1 where they are not."""
    return values.record.used["limits"]["round_to"]


def _share_label(language: str) -> str:
    return measure_of("improved_pain").label[language]


def _counts(steps: Sequence[Step]) -> list[int | None]:
    return [value.n if value is not None and value.is_shown else None for _, value in steps]


def _parts(steps: Sequence[Step]) -> list[float | None]:
    """What is left of the first step; empty when the first step is not known."""
    counts = _counts(steps)
    if not counts or not counts[0]:
        return []
    return [None if n is None else n / counts[0] for n in counts]


def _is_drawn(steps: Sequence[Step]) -> bool:
    """Whether there is a flow to draw: of a first step alone there is none."""
    return sum(part is not None for part in _parts(steps)) > 1


def _finding(values: Values, measure: str, steps: Sequence[Step], text: dict[str, str]) -> str:
    counts = _counts(steps)
    called = measure_of(measure).label[values.language]
    if not counts or None in (counts[0], counts[-1]) or not counts[0]:
        hidden = [value for _, value in steps if value is None or not value.is_shown]
        reason = values.reason(hidden[0]) if hidden and hidden[0] else text["no_rows"]
        key = "partly" if _is_drawn(steps) else "hidden"
        return text[key].format(measure=called, reason=reason)
    language = values.language
    return text["finding"].format(
        measure=called,
        last=count(counts[-1], language=language),
        first=count(counts[0], language=language),
        label=small(steps[0][0]),
        share=f" ({part})" if (part := _part(values, values.subject, counts, -1)) else "",
    )


def _part(values: Values, scope: str, counts: Sequence[int | None], place: int) -> str:
    """A step's share of the first; none of so few people that no share of them is told."""
    n, first = counts[place], counts[0]
    if n is None or not first or first < values.least(scope):
        return ""
    return percent(n, first, language=values.language)


def _time(steps: Sequence[Step], language: str) -> str:
    """Which time the steps are of."""
    code = next((value.period for _, value in steps if value is not None), "")
    found = period_of(code)
    return found.label(language) if found else code


def _draw(
    values: Values, steps: dict[str, list[Step]], text: dict[str, str], *, narrow: bool
) -> Sheet:
    language = values.language
    mine = steps[values.subject]
    counts, parts = _counts(mine), _parts(mine)
    nation = _parts(steps[NATIONAL]) if values.has_own else []
    national = _counts(steps[NATIONAL]) if nation else []
    width = NARROW if narrow else WIDTH
    left = 0.0 if narrow else _LABEL
    beside = text_width(text["beside"].format(share="100 %"), SMALL) if nation else 0.0
    full = width - left - beside - (8 if nation else 0)
    step = _STEP + (_OVER if narrow else 0)
    sheet = Sheet(step * len(mine) - (_STEP - _BAR) + 9, width=width)
    for place, (label, value) in enumerate(mine):
        top = place * step + (_OVER if narrow else 2)
        middle = top + _BAR / 2
        if narrow:
            sheet.text(0, top - 5, label)
        else:
            sheet.lines_of_text(0, middle, wrapped(label, _LABEL - 14))
        if counts[place] is None or not parts:
            quiet = {"colour": THEME.muted, "size": SMALL, "centred": True}
            sheet.text(left, middle, values.reason(value), **quiet)
            continue
        length = max(full * parts[place], 1.5)
        if nation and nation[place] is not None and place:
            share = percent(national[place], national[0], language=language)
            told = text["beside"].format(share=share)
            over = 2 if narrow else 5
            _draw_nation(sheet, left + full * nation[place], top, width, over, told)
        sheet.bar(left, top, length, _BAR, colour=THEME.subject)
        _write_count(sheet, left, length, middle, count(counts[place], language=language))
        if place and counts[place - 1] is not None:
            lost = counts[place - 1] - counts[place]
            key = "lost" if lost else "none_lost_rounded" if _base(values) > 1 else "none_lost"
            told = text[key].format(n=count(lost, language=language))
            between = top - (_STEP - _BAR) / 2 - (_OVER if narrow else 0)
            _write_lost(sheet, left, between, told)
    return sheet


def _write_count(sheet: Sheet, left: float, length: float, y: float, told: str) -> None:
    kind = {"bold": True, "centred": True}
    if text_width(told, bold=True) + 16 < length:
        sheet.text(left + 8, y, told, colour=THEME.ground, **kind)
    else:
        sheet.text(left + length + 5, y, told, colour=THEME.subject, **kind)


def _write_lost(sheet: Sheet, left: float, y: float, told: str) -> None:
    sheet.line([(left + 11, y - 6), (left + 11, y + 6)], colour=THEME.rule, weight=1.2)
    sheet.text(left + 18, y, told, size=SMALL, colour=THEME.muted, centred=True)


def _draw_nation(sheet: Sheet, x: float, top: float, width: float, over: float, told: str) -> None:
    # Behind the bar, never over it: the bar's end stays where it is.
    sheet.line([(x, top - over), (x, top + _BAR + 5)], colour=THEME.nation, weight=2.2)
    kind = {"at": "right", "size": SMALL, "colour": THEME.muted, "centred": True}
    sheet.text(width, top + _BAR / 2, told, **kind)


def _data(values: Values, scope: str, steps: Sequence[Step], text: dict[str, str]) -> list[Row]:
    language = values.language
    counts = _counts(steps)
    rows = []
    for place, (label, value) in enumerate(steps):
        row = {text["step"]: label, text["who"]: values.name_of(scope)}
        n, before = counts[place], counts[place - 1] if place else None
        known = n is not None
        left = count(n, language=language) if known else values.why_hidden(value)
        part = _part(values, scope, counts, place)
        lost = count(before - n, language=language) if known and before is not None else ""
        row[text["left"]] = Told(left, value)
        # A share that is missing for how few they are says so; a hidden count does by itself.
        is_few = known and bool(counts[0]) and not part
        row[text["part"]] = Told(part or (values.few(value) if is_few else ""), value, steps[0][1])
        row[text["lost_head"]] = Told(lost, steps[place - 1][1], value) if place else lost
        rows.append(row)
    return rows


def _words(rows: Sequence[Row], text: dict[str, str]) -> list[str]:
    told = []
    for row in rows:
        part = f" ({row[text['part']]})" if "%" in row[text["part"]] else ""
        gone = row[text["lost_head"]]
        lost = f", {text['lost'].format(n=gone)}" if gone else ""
        told.append(
            f"{row[text['who']]}, {small(row[text['step']])}: {row[text['left']]}{part}{lost}."
        )
    return told
