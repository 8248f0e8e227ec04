"""What tables of an annual report say, in Swedish and English, each phrase written once."""

from __future__ import annotations

_WORDS = {
    "units_volume": {"sv": "Enheter och deras volym", "en": "Units and their volume"},
    "units_volume_about": {
        "sv": "Antal vårdförlopp {period}. Enheterna står i bokstavsordning.",
        "en": "Episodes in {period}. Units are in alphabetical order.",
    },
    "units_volume_note": {
        "sv": "Varje kolumn räknas efter sitt eget datum, så en rad är inte samma patienter.",
        "en": "Each column is counted by its own date, so a row is not the same patients.",
    },
    "rounded": {
        "sv": "Antal är avrundade till närmaste {base}, så delar och summor kan skilja sig. "
        "Intervall för andelar är så vida att de gäller vilka antal som än avrundats.",
        "en": "Counts are rounded to the nearest {base}, so parts and sums may differ. "
        "Intervals of shares are wide enough to hold whichever counts were rounded.",
    },
    "occasions": {
        "sv": "Skalorna vid tre mättillfällen",
        "en": "The scales at three time points",
    },
    "occasions_about": {
        "sv": "Alla som har poäng vid mättillfället: antal svar, medelvärde och "
        "standardavvikelse (SD).",
        "en": "Everybody with a score at the time point: responses, mean and standard deviation "
        "(SD).",
    },
    "occasions_note": {
        "sv": "De tre mättillfällena är inte samma patienter. Hur enskilda patienter ändrats står "
        "i tabellerna över förändring.",
        "en": "The three time points are not the same patients. How patients changed is told in "
        "the tables of change.",
    },
    "n": {"sv": "Svar", "en": "Responses"},
    "mean": {"sv": "Medel", "en": "Mean"},
    "at_initial": {"sv": "Vid start", "en": "At baseline"},
    "at_discharge": {"sv": "Vid avslut", "en": "At discharge"},
    "at_followup_12m": {"sv": "Efter ett år", "en": "After one year"},
    "bands": {"sv": "Skalor i nivåer", "en": "Scales in bands"},
    "bands_about": {
        "sv": "Andel i varje nivå, av dem som har poäng vid mättillfället, med antal.",
        "en": "Share in each band, of those with a score at the time point, with numbers.",
    },
    "bands_note": {
        "sv": "Var gränserna går och varifrån de kommer står i bilagan.",
        "en": "The limits and their sources are given in the appendix.",
    },
    "years": {"sv": "År för år", "en": "Year by year"},
    "years_about": {
        "sv": "Antal vårdförlopp, andelar med antal och medianer, varje år för sig.",
        "en": "Episodes, shares with numbers and medians, each year by itself.",
    },
    "years_counts": {"sv": "Volym", "en": "Volume"},
    "years_indicators": {"sv": "Indikatorer", "en": "Indicators"},
}


def told(key: str, language: str, **fills: str) -> str:
    """A phrase with its places filled in."""
    return _WORDS[key][language].format(**fills)


def rounding_note(round_to: int, language: str) -> tuple[str, ...]:
    """That counts were rounded, where they were."""
    return (told("rounded", language, base=str(round_to)),) if round_to > 1 else ()
