"""Why a number is not shown, in words."""

from __future__ import annotations

from nrs_lib.contracts.measures import counted

REASONS = {
    "few": {"sv": "för få", "en": "too few"},
    # One reason for a small count and for what would give it away: two would tell which is which.
    "protected": {"sv": "skyddar små antal", "en": "small counts protected"},
    "rounded": {"sv": "avrundas till alla eller ingen", "en": "rounds to all or none"},
    "beyond": {"sv": "för få på ena sidan", "en": "too few on one side"},
    "few_units": {"sv": "för få enheter", "en": "too few units"},
    "dominance": {"sv": "en enhet dominerar", "en": "one unit dominates"},
    "rest": {"sv": "för få om en enhet räknas bort", "en": "too few if one unit is left out"},
    "model": {"sv": "för få bakom modellen", "en": "too few behind the model"},
    "released": {
        "sv": "ger tillsammans med tidigare utlämning ett litet antal",
        "en": "gives a small count with an earlier release",
    },
    "not_allowed": {"sv": "visas inte för mottagaren", "en": "not shown to this audience"},
}


def reason_words(hidden: str, measure: str, language: str) -> str:
    """Why a measure's number is hidden; where they are few, few of what."""
    words = REASONS[hidden][language]
    return f"{words} {counted(measure, language)}" if hidden == "few" else words


REST_MEANS = {
    "sv": "utan den enheten blir för få kvar, och dess medarbetare, som vet sitt eget tal, skulle "
    "annars kunna räkna ut de andras.",
    "en": "without that unit too few remain, and its staff, who know their own number, could "
    "otherwise work out the others'.",
}
"""What ``rest`` means: few can guess it, so figures tell it too."""
