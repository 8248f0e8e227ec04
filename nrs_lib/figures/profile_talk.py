"""What is said beside a profile: in short, what to talk about, and what it cannot tell.

Every sentence comes of a rule over cleared numbers. "Better" and "worse" stand only where the
change reaches the scale's threshold; nothing is advised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup, escape

from nrs_lib.contracts.change_thresholds import PERCENT, ChangeThreshold, amount_words
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.patient_profile import read_profile_form
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.figures.person_wording import LATER, POINTS, quoted
from nrs_lib.figures.profile_rows import ProfileRow, days_of, rows_of, unanswered, written_day
from nrs_lib.figures.profile_sentences import SENTENCES
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import capital
from nrs_lib.terms import Evidence
from nrs_lib.text import join_words, kept_whole, spelled

_MOST_QUESTIONS, _MOST_NAMED = 6, 5
_JUDGED = ("better", "worse", "same")


def write_profile_lead(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """A few sentences: when there are answers, what is better and worse, what is not judged.

    Parameters
    ----------
    cleared
        The person's scores and changes, as for `draw_profile`.
    """
    rows, text = _rows(cleared, language), SENTENCES[language]
    answered, days = _answered(rows), _days(cleared, language)
    if not answered:
        return _paragraph(cleared, [text["nothing"]], "i_korthet", rows)
    sentences = [_answered_when(answered, days, language)]
    later = [point for point in LATER if point in answered]
    if not later or "initial" not in answered:
        sentences.append(text["only_start" if not later else "no_start"])
    else:
        sentences += [became(rows, point, language) for point in later]
        found = {row.verdicts[point] for row in rows.values() for point in later}
        # Else the counts would be read as all that was answered.
        if found & set(_JUDGED) and "unjudged" in found:
            sentences.append(text["rest_unjudged"])
        sentences += [text[f"none_{point}"] for point in LATER if point not in later]
    return _paragraph(cleared, sentences, "i_korthet", rows, days=days)


def write_profile_days(cleared: ClearedTable, *, instrument: str, language: str = "sv") -> Stamped:
    """When one instrument was answered, as a profile's lead says of the whole.

    Parameters
    ----------
    cleared
        As for `draw_profile`.
    instrument
        The one whose scales are shown.
    """
    rows, days = _rows(cleared, language, instrument), _days(cleared, language)
    answered = _answered(rows)
    sentences = [_answered_when(answered, days, language)] if answered else []
    return _paragraph(cleared, sentences, "besvarad", rows, days=days)


def _answered(rows: Mapping[str, ProfileRow]) -> list[str]:
    return [point for point in POINTS if any(point in row.scores for row in rows.values())]


def _days(cleared: ClearedTable, language: str) -> Mapping[str, Value]:
    return days_of(Values(cleared, name="profil", language=language))


def _answered_when(answered: Sequence[str], days: Mapping[str, Value], language: str) -> str:
    text = SENTENCES[language]
    told = [
        text["on_day"].format(when=text[point], day=written_day(days[point]))
        if point in days
        else text[point]
        for point in answered
    ]
    return text["answered"].format(when=join_words(told, language=language))


def write_profile_key(
    cleared: ClearedTable, *, register: str = "", instrument: str = "", language: str = "sv"
) -> Stamped:
    """How the drawing is read: its ends, and the shapes and the grey that are in it.

    Parameters
    ----------
    cleared
        As for `draw_profile`.
    register
        The register that the others are in, whose care is named; the country when not given.
    instrument
        The one whose scales are shown; the whole profile when not given.
    """
    rows, text = _rows(cleared, language, instrument), SENTENCES[language]
    answered = _answered(rows)
    shapes = [
        text.get(f"key_{point}{'' if at else '_first'}", text[f"key_{point}"])
        for at, point in enumerate(answered)
    ]
    sentences = []
    if shapes:
        sentences = [text["key_ends"], f"{capital(join_words(shapes, language=language))}."]
    when = next((row.spread[0].period for row in rows.values() if row.spread), "")
    if when:
        where = text[f"in_{register}"]
        sentences.append(text["key_spread"].format(where=where, when=when))
    if any(row.scale.bands for row in rows.values()):
        sentences.append(text["key_levels"])
    return _paragraph(cleared, sentences, "sa_lases_bilden", rows, kind="nrs-key")


def write_questions(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Open questions that the answers raise, for the person and the team to choose among.

    Parameters
    ----------
    cleared
        As for `draw_profile`.
    """
    rows, text = _rows(cleared, language), SENTENCES[language]
    found = [text["ask_first"]]
    for verdict in ("worse", "better"):
        moved = [row.label for row in rows.values() if _last_verdict(row) == verdict]
        if moved:
            found.append(text[f"ask_{verdict}"].format(what=_named(moved, language)))
    lost = [row.label for row in rows.values() if _is_lost(row)]
    if lost:
        found.append(text["ask_lost"].format(what=_named(lost, language)))
    lacking = [
        part.label[language]
        for group in read_profile_form().groups
        for part in unanswered(group, rows)
        if not part.is_optional
    ]
    partly = [row.label for row in rows.values() if set(row.asked) - set(row.scores) - row.others]
    if lacking or partly:
        what = _named([*lacking, *partly], language)
        found.append(text["ask_missing"].format(what=what))
    found.append(text["ask_last"])
    return _list(cleared, found[:_MOST_QUESTIONS], "att_prata_om", rows)


def write_profile_limits(
    cleared: ClearedTable, *, instrument: str = "", language: str = "sv"
) -> Stamped:
    """What the numbers cannot tell, and how large a change must be to be called one.

    Parameters
    ----------
    cleared
        As for `draw_profile`.
    instrument
        The one whose scales are shown; the whole profile when not given.
    """
    text = SENTENCES[language]
    rows = _rows(cleared, language, instrument)
    has_later = any(set(row.scores) & set(LATER) for row in rows.values())
    points = [text["limit_answers"], *([text["limit_cause"]] if has_later else [])]
    points.append(text["limit_nation"])
    judged = _thresholds(rows.values(), language)
    if judged and has_later:
        points.append(text["limit_threshold"].format(told=" ".join(judged)))
    if has_later and any(row.scale.change_threshold is None for row in rows.values()):
        points.append(text["limit_unjudged" if judged else "limit_none_judged"])
    if any("other_version" in row.verdicts.values() for row in rows.values()):
        points.append(text["limit_version"])
    return _list(cleared, points, "kan_inte_visa", rows, kind="nrs-talk nrs-limits")


def _rows(cleared: ClearedTable, language: str, instrument: str = "") -> Mapping[str, ProfileRow]:
    values = Values(cleared, name="profil", language=language)
    form = read_profile_form()
    own = read_instruments()[instrument].scales if instrument else ()
    codes = [one.code for one in own if one.profile is not None] or form.scales
    return rows_of(values, codes, {code: form.label_of(code, language) for code in codes})


def became(rows: Mapping[str, ProfileRow], point: str, language: str) -> str:
    """How many things are better, worse and as before at one time point."""
    text = SENTENCES[language]
    found = Counter(row.verdicts[point] for row in rows.values())
    parts = [
        text[verdict if found[verdict] > 1 else f"{verdict}_one"].format(
            n=spelled(found[verdict], language)
        )
        for verdict in _JUDGED
        if found[verdict]
    ]
    at = text[f"at_{point}"]
    if not parts:
        return text["nothing_judged"].format(at=at)
    if set(found) & {"better", "worse"}:
        return text["at_point"].format(at=at, said=join_words(parts, language=language))
    return text["all_same"].format(at=at)


def _last_verdict(row: ProfileRow) -> str:
    judged = [row.verdicts[p] for p in LATER if row.verdicts[p] in _JUDGED]
    return judged[-1] if judged else ""


def _is_lost(row: ProfileRow) -> bool:
    """Better at discharge, and not after a year."""
    return row.verdicts[LATER[0]] == "better" and row.verdicts[LATER[1]] in ("same", "worse")


def _thresholds(rows: Iterable[ProfileRow], language: str) -> list[str]:
    """Each scale's threshold, those that are as well founded together, the best founded first."""
    told = []
    for evidence in Evidence:
        mine = [
            f"{quoted([row.label], language)[0]} {_size(row.scale.change_threshold, language)}"
            for row in rows
            if row.scale.change_threshold and row.scale.change_threshold.evidence is evidence
        ]
        if mine:
            told.append(SENTENCES[language][f"evidence_{evidence}"].format(told=", ".join(mine)))
    return told


def _size(one: ChangeThreshold, language: str) -> str:
    words = amount_words(one.amount, one.unit, language)
    return SENTENCES[language]["percent" if one.unit == PERCENT else "points"].format(n=words)


def _named(labels: Sequence[str], language: str) -> str:
    """Things in a sentence; of many only the first, as a list is not talked over."""
    each = quoted(dict.fromkeys(labels), language)
    if len(each) > _MOST_NAMED:
        each = [*each[: _MOST_NAMED - 1], SENTENCES[language]["more"]]
    return join_words(each, language=language)


def _paragraph(
    cleared: ClearedTable,
    sentences: Sequence[str],
    name: str,
    rows: Mapping[str, ProfileRow],
    *,
    kind: str = "nrs-lead",
    days: Mapping[str, Value] = MappingProxyType({}),
) -> Stamped:
    told = " ".join(sentences)
    # A day is not broken at its hyphens.
    days_whole = Markup(kept_whole(str(escape(told))))
    html = Markup('<p class="{}">{}</p>').format(kind, days_whole) if told else ""
    return stamped(
        kind="text",
        name=name,
        html=str(html),
        plain=told,
        cleared=[cleared],
        sentences=[*days.values(), *_behind(rows)],
    )


def _behind(rows: Mapping[str, ProfileRow]) -> list[Value]:
    """The cleared rows that sentences about the person are put together from."""
    scores = [value for row in rows.values() for value in row.scores.values()]
    return scores + [one for row in rows.values() for known in row.judged.values() for one in known]


def _list(
    cleared: ClearedTable,
    points: Sequence[str],
    name: str,
    rows: Mapping[str, ProfileRow],
    *,
    kind: str = "nrs-talk",
) -> Stamped:
    items = Markup("").join(Markup("<li>{}</li>").format(point) for point in points)
    html = Markup('<ul class="{}">{}</ul>').format(kind, items)
    return stamped(
        kind="text",
        name=name,
        html=str(html),
        plain=" ".join(points),
        cleared=[cleared],
        sentences=_behind(rows),
    )
