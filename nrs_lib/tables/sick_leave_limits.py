"""What the numbers of sick leave cannot say, and until when they are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.tables.sick_leave import NET_DAYS
from nrs_lib.text import join_words, kept_whole

_WORDS = {
    "sv": {
        "fetched": "Uppgifterna hämtades från Försäkringskassan senaste gången {day}. Det som "
        "hände därefter är okänt.",
        "fetched_on": "Hämtningarna gjordes {days}.",
        "ends": "Dagar efter död, pensionsålder eller flytt från landet, där datum för flytten "
        "finns, räknas varken som sjukskrivna eller som friska.",
        "ends_undated": "Dagar efter död eller pensionsålder räknas varken som sjukskrivna eller "
        "som friska.",
        "cause": "Ingen grupp utan rehabilitering finns att jämföra med, så en förändring kan ha "
        "andra orsaker än programmet.",
        "short": "Korta perioder som arbetsgivaren betalar, och sjukdom hos den som saknar rätt "
        "till ersättning, syns inte.",
        "sick_leave_linked_assumed": "Leveransen säger inte för vilka personer uppgifter hämtades. "
        "Den som inte har någon sjukskrivningsperiod i data räknas som utan sjukskrivning, om "
        "programmet började före den senaste hämtningen. Den vars uppgifter aldrig hämtats ser "
        "alltså ut att ha varit utan sjukskrivning.",
        "sick_leave_deaths_undated": "För den som dött utan känt datum räknas inga fönster efter "
        "avslut.",
        "heading": "Vad talen inte säger",
    },
    "en": {
        "fetched": "The data were last fetched from the Swedish Social Insurance Agency "
        "(Försäkringskassan) on {day}. What happened after that is unknown.",
        "fetched_on": "They were fetched on {days}.",
        "ends": "Days after death, after pension age or after a move abroad, where its date is "
        "known, count neither as days on sick leave nor as days without.",
        "ends_undated": "Days after death or after pension age count neither as days on sick "
        "leave nor as days without.",
        "cause": "There is no group without rehabilitation to compare with, so a change may "
        "have causes other than the programme.",
        "short": "Short periods that the employer pays for, and illness among those not "
        "entitled to benefit, are not covered.",
        "sick_leave_linked_assumed": "The delivery does not say for whom data were fetched. "
        "Anyone who has no period of sick leave in the data counts as having had no sick leave, "
        "if the programme began before the last fetching. Someone whose data were never fetched "
        "therefore appears to have had none.",
        "sick_leave_deaths_undated": "For those who died on an unknown day, no window after "
        "discharge is counted.",
        "heading": "What the numbers do not say",
    },
}
_MOVES_UNDATED = "sick_leave_emigration_unknown"
"""The caution that no move abroad has a date."""


def write_sick_leave_limits(
    followed: ClearedTable,
    days: ClearedTable,
    *,
    fetched: Sequence[str],
    language: str = "sv",
) -> Stamped:
    """The box of what the numbers do not say.

    Parameters
    ----------
    followed, days
        The sections of those names.
    fetched
        The days on which periods were fetched, as dates, in order.
    """
    text = _WORDS[language]
    points = [text["fetched"].format(day=fetched[-1])] if fetched else []
    if len(fetched) > 1:
        points.append(text["fetched_on"].format(days=join_words(list(fetched), language=language)))
    points += _cautioned(days, text, language)
    moves = any(one.code == _MOVES_UNDATED for one in days.cautions)
    points += [text["ends_undated" if moves else "ends"], text["short"], text["cause"]]
    # A day is not broken at its hyphens.
    whole = [Markup(kept_whole(str(escape(point)))) for point in points]
    items = Markup("").join(Markup("<li>{}</li>").format(point) for point in whole)
    html = Markup('<div class="nrs-box" role="note" aria-label="{}"><ul>{}</ul></div>')
    return stamped(
        kind="text",
        name="sick_leave_limits",
        html=str(html.format(text["heading"], items)),
        plain="\n".join([text["heading"], *points]),
        cleared=[followed, days],
    )


def _cautioned(days: ClearedTable, text: dict[str, str], language: str) -> Iterator[str]:
    """Cautions in words; those that count people without the count, which a table has."""
    for one in days.cautions:
        if one.code in text:
            yield text[one.code]
        elif not one.people and one.about != NET_DAYS:
            yield one.sentence(language)
