"""What the first lines about sick leave say, in Swedish and English."""

from __future__ import annotations

WORDS = {
    "sv": {
        "nothing": "Inga tal om sjukskrivning för {period}",
        "no_numbers": "Rapporten får tal när registret har hämtat uppgifterna och angett vilket "
        "datum; ingen enhet behöver göra något. Registrets övriga rapporter berörs inte.",
        "nobody": "Inga program som går att räkna avslutades {period}: program räknas när både "
        "start och avslut är registrerade.",
        "nobody_help": "Avslutades något ändå? Kontrollera datumen i registret; då kommer talen "
        "med nästa datauttag. Annars säger rapporten för ett annat år mer.",
        "without": "Av de {n} patienter som följts hela tiden saknade {parts}{span}.",
        "without_all": "{n} av {every} patienter kunde följas hela tiden. Av dem saknade "
        "{parts}{span}.",
        "over": ", räknat under {months} månader varje gång",
        "first": "{count} ({share}) sjukskrivning {when}",
        "part": "{count} ({share}) {when}",
        "hidden": "Hur många som var utan sjukskrivning visas inte ({reason}; tal visas från "
        "{n}). En längre period ger fler patienter.",
        "reached": "Program som avslutades till och med {year} kan följas hela tiden; rapporten om "
        "sjukskrivning för det året visar hur det gick.",
        "fewer": "{when}: i medeltal {days} färre nettodagar än året före start ({interval}).",
        "more": "{when}: i medeltal {days} fler nettodagar än året före start ({interval}).",
        "unsure": "Om nettodagarna blev fler eller färre {when} än året före start går inte att "
        "säga: medelförändring {changes}.",
        "unsure_change": "{days} dagar ({interval})",
        "span": "{level}-intervall {low_high}; {n} patienter",
        "before": "Året före start hade {who} i medeltal {days} nettodagar ({interval}), och "
        "{share} ({of}) hade inga alls.",
        "before_nation": "I riket var det {days} nettodagar ({n} patienter).",
        "before_hidden": "Enhetens nettodagar året före start visas inte ({reason}; tal visas "
        "från {n}).",
        "unit": "enhetens patienter",
        "nation": "patienterna i riket",
        "early": "Data når ännu inte fram till {times} för alla vars program avslutades {period}. "
        "Det som saknas räknas inte som noll.",
    },
    "en": {
        "nothing": "No numbers on sick leave for {period}",
        "no_numbers": "The report will have numbers once the registry has fetched the data and "
        "stated the date; no unit needs to do anything. The registry's other reports are "
        "not affected.",
        "nobody": "No programme that can be counted ended in {period}: a programme counts when "
        "both its start and its end are registered.",
        "nobody_help": "If one did end, check its dates in the registry; the numbers will "
        "then come with the next extract. Otherwise the report for another year says "
        "more.",
        "without": "Of the {n} patients followed throughout, {parts}{span}.",
        "without_all": "{n} of {every} patients could be followed throughout. Of them, "
        "{parts}{span}.",
        "over": ", counted over {months} months each time",
        "first": "{count} ({share}) had no sick leave {when}",
        "part": "{count} ({share}) {when}",
        "hidden": "How many were without sick leave is not shown ({reason}; at least {n} are "
        "needed). A longer period gives more patients.",
        "reached": "Programmes that ended in {year} or before can be followed throughout; the "
        "report on sick leave for that year shows how it went.",
        "fewer": "{when}: on average {days} fewer net days than in the year before start "
        "({interval}).",
        "more": "{when}: on average {days} more net days than in the year before start "
        "({interval}).",
        "unsure": "Whether net days rose or fell in the {when}, compared with the year before "
        "start, cannot be said: mean change {changes}.",
        "unsure_change": "{days} days ({interval})",
        "span": "{level} interval {low_high}; {n} patients",
        "before": "In the year before start, {who} had {days} net days on average "
        "({interval}), and {share} ({of}) had none at all.",
        "before_nation": "Nationally it was {days} net days ({n} patients).",
        "before_hidden": "The unit's net days in the year before start are not shown "
        "({reason}; at least {n} patients are needed).",
        "unit": "the unit's patients",
        "nation": "patients nationally",
        "early": "The data do not yet reach {times} for everyone whose programme ended in "
        "{period}. What is missing is not counted as zero.",
    },
}
