"""How far the patients' goals were reached, as noted when the programme ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.standing import Standing
from nrs_lib.figures.judgement import against_nation
from nrs_lib.figures.stacks import Stack
from nrs_lib.figures.steps import best_of, draw_steps
from nrs_lib.figures.values import NATIONAL, OWN, Values
from nrs_lib.figures.wording import phrases, small

STEPS, REACHED = "goals_attained", "goals_reached"
_TEXT = {
    "sv": {
        "what": "{definition}",
        "bars": "Varje stapel är alla program i procent, centrerad mellan de två "
        "lägre och de två högre stegen, vars summor står vid stapelns ändar; antalet program står "
        "längst till höger.",
        "bar": "Stapeln är alla program i procent; summan av de två lägre och av de två högre "
        "stegen står vid dess ändar och antalet program längst till höger.",
        "finding": "Målen nåddes {answers}: {share} ({n}){standing}",
        "higher": ", högre än i riket",
        "lower": ", lägre än i riket",
        "alike": "; går inte att skilja säkert från riket",
        "unknown": "",
        "or": "eller",
        "few": "För få avslutade program för att visa måluppfyllelsen",
        "hidden": "Måluppfyllelsen visas inte: {reason}",
        "answer": "Målen uppnådda",
        "answers": "Program",
        "heading_": "Målen uppnådda",
    },
    "en": {
        "what": "{definition}",
        "bars": "Each bar shows all programmes in per cent, centred between the two lower "
        "and the two higher steps, whose sums are given at its ends; the number of "
        "programmes is given at the far right.",
        "bar": "The bar shows all programmes in per cent; the sums of the two lower and of the two "
        "higher steps are given at its ends and the number of programmes at the far right.",
        "finding": "Goals reached {answers}: {share} ({n}){standing}",
        "higher": ", higher than nationally",
        "lower": ", lower than nationally",
        "alike": "; cannot be clearly distinguished from the national figure",
        "unknown": "",
        "or": "or",
        "few": "Too few programmes ended to show how far goals were reached",
        "hidden": "How far goals were reached is not shown: {reason}",
        "answer": "Goals reached",
        "answers": "Programmes",
        "heading_": "Goals reached",
    },
}


def draw_goals(
    cleared: ClearedTable,
    *,
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw how far goals were reached as bars centred between the lower and the higher steps.

    Parameters
    ----------
    cleared
        The section ``goals``: every step, and the share that reached them, whose interval
        decides whether the unit differs from the nation.
    """
    return draw_steps(
        cleared,
        measure=STEPS,
        time_points=("",),
        title=finding,
        text=phrases(_TEXT, language),
        period=period,
        name=name,
        own_name=own_name,
        language=language,
    )


def finding(values: Values, shown: Sequence[Stack], best: str, text: Mapping[str, str]) -> str:
    """How many reached them, and how that stands to the nation as far as its interval bears it."""
    place = Standing.UNKNOWN
    if values.has_own:
        period = shown[0].parts[-1].period
        own, nation = (
            values.one(scope, REACHED, "share", period=period) for scope in (OWN, NATIONAL)
        )
        place = against_nation(own, nation)
    return text["finding"].format(
        answers=small(best), standing=text[place], **best_of(values, shown[0])
    )
