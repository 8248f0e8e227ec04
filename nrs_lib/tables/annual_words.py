"""What tables of an annual report say, in Swedish and English, each phrase written once."""

from __future__ import annotations

_WORDS = {
    "units_volume": {"sv": "Enheter och deras volym", "en": "Units and their volume"},
    "units_volume_about": {
        "sv": "Antal vårdförlopp {period}. Enheterna står i bokstavsordning.",
        "en": "Number of episodes in {period}. Units are listed in alphabetical order.",
    },
    "units_volume_note": {
        "sv": "Varje kolumn räknas efter sitt eget datum, så en rad är inte samma patienter.",
        "en": "Each column is counted by its own date, so the figures in a row do not refer "
        "to the same patients.",
    },
    "rounded": {
        "sv": "Antal är avrundade till närmaste {base}, så delar och summor kan skilja sig. "
        "Intervall för andelar är så vida att de gäller vilka antal som än avrundats.",
        "en": "Counts are rounded to the nearest {base}, so parts may not add up to totals. "
        "Intervals for shares are wide enough to hold whatever the exact counts were.",
    },
    "units_volume_rounded": {
        "sv": "En enhet som här har {least} kan i själva verket ha färre, och då visas inte dess "
        "andelar i andra tabeller.",
        "en": "A unit with {least} here may in fact have fewer, and then its shares are not shown "
        "in other tables.",
    },
    "occasions": {
        "sv": "Skalorna vid tre mättillfällen",
        "en": "The scales at three time points",
    },
    "occasions_about": {
        "sv": "Alla som har poäng vid mättillfället: antal svar, medelvärde och "
        "standardavvikelse (SD).",
        "en": "Everyone with a score at the time point: number of responses, mean and "
        "standard deviation (SD).",
    },
    "occasions_note": {
        "sv": "De tre mättillfällena är inte samma patienter. Hur mycket samma patienter ändrats i "
        "medeltal står i tabellerna över förändring.",
        "en": "The patients are not the same at the three time points. How much the same patients "
        "changed on average is shown in the tables of change.",
    },
    "n": {"sv": "Svar", "en": "Responses"},
    "mean": {"sv": "Medel", "en": "Mean"},
    "at_initial": {"sv": "Vid start", "en": "At baseline"},
    "at_discharge": {"sv": "Vid avslut", "en": "At discharge"},
    "at_followup_12m": {"sv": "Efter ett år", "en": "After one year"},
    "bands": {"sv": "Skalor i nivåer", "en": "Scales in bands"},
    "bands_about": {
        "sv": "Andel i varje nivå, av dem som har poäng vid mättillfället, med antal.",
        "en": "Share in each band, of those with a score at the time point, with counts.",
    },
    "bands_note": {
        "sv": "Varifrån gränserna kommer står i bilagan.",
        "en": "The sources of the limits are given in the appendix.",
    },
    "bands_rounded": {
        "sv": "Antalen är avrundade vart för sig till närmaste {base}, så nivåerna ger inte alltid "
        "100 procent tillsammans.",
        "en": "Counts are each rounded to the nearest {base}, so the bands need not add up to "
        "100 per cent.",
    },
    "band_from": {"sv": "från {lowest}", "en": "from {lowest}"},
    "years": {"sv": "År för år", "en": "Year by year"},
    "years_about": {
        "sv": "Antal vårdförlopp, andelar med antal och medianer, varje år för sig.",
        "en": "Number of episodes, shares with counts, and medians, each year separately.",
    },
    "years_waits": {
        "sv": "{label} räknas inte för alla program, utan för {parts}. En enhets väntetider räknas "
        "först när enheten har registrerat så länge att även långa väntetider har hunnit synas.",
        "en": "{label} is not counted for all programmes, but for {parts}. A unit's waits are "
        "counted only once the unit has been registering long enough for long waits to appear.",
    },
    "years_waits_part": {
        "sv": "{n} av dem som började år {year} ({began})",
        "en": "{n} of those that started in {year} ({began})",
    },
    "years_dash": {
        "sv": "Streck: för få att räkna det året, eller ingen alls.",
        "en": "A dash: too few to count that year, or nobody at all.",
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
