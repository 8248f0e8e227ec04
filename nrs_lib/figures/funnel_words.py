"""What a funnel says, in Swedish and English."""

from __future__ import annotations

TEXT = {
    "sv": {
        "what": "{definition} {time}Varje märke är en enhet: värdet när skillnader i "
        "patientsammansättning räknats bort, över antalet svar. {ring}Kurvorna är gränserna för "
        "vad slumpen ger: {alert_name} ({alert_level}) och {alarm_name} ({alarm_level}). "
        "{outside}{stacked}",
        "square": "Fyrkant: en enhet utanför {alert}; fylld: utanför {alarm}. ",
        "ring": "Ring: värdet utan justering; en ring som inte syns ligger bakom sitt märke. ",
        "ring_own": "Ring: {own} utan justering; syns den inte ligger den bakom romben. ",
        "within": "{label}: {own} ligger inom gränserna, justerat {value} mot {reference}",
        "above": "{label}: {own} ligger över {limit}, justerat {value} mot {reference}",
        "below": "{label}: {own} ligger under {limit}, justerat {value} mot {reference}",
        "own_hidden": "{label}: {own} visas inte, {reason}",
        "all_within": "{label}: {all_lie} inom gränserna när patientsammansättningen räknats in",
        "some": "{label}: {outside} när patientsammansättningen räknats in",
        "none": "{label}: inga enheter kan jämföras justerat i perioden",
        "chance": "Av {n} enheter väntas av slump {k} utanför gränsen för {alert}. Att ligga "
        "utanför är skäl att se efter, inget omdöme.",
        "rounded": "Antalen är avrundade till närmaste {base}: en enhet är utanför bara där alla "
        "antal som avrundas så är det, så en rund punkt kan ligga bortom en kurva, och dess "
        "gränser i tabellen är vidgade därefter. Att "
        "ligga utanför är skäl att se efter, inget omdöme.",
        "under_one": "färre än en",
        "about": "ungefär {k}",
        "limit": "gränsen för {level}",
        "raw": "Utan justering",
        "adjusted": "Justerat",
        "limits": "Gränser, {level}",
        "place": "Läge",
        "inside": "inom",
        "outside_above": "över {level}",
        "outside_below": "under {level}",
        "people": "Antal svar",
    },
    "en": {
        "what": "{definition} {time}Each mark is a unit: its value adjusted for case mix, plotted "
        "against its number of responses. {ring}The curves are the limits of chance variation: "
        "{alert_name} ({alert_level}) and {alarm_name} ({alarm_level}). {outside}{stacked}",
        "square": "Square: a unit outside {alert}; filled: outside {alarm}. ",
        "ring": "Ring: the value without adjustment; a ring not seen lies behind its mark. ",
        "ring_own": "Ring: {own} without adjustment; if not seen, it lies behind the diamond. ",
        "within": "{label}: {own} lies within the limits, adjusted {value} against {reference}",
        "above": "{label}: {own} lies above {limit}, adjusted {value} against {reference}",
        "below": "{label}: {own} lies below {limit}, adjusted {value} against {reference}",
        "own_hidden": "{label}: {own} is not shown, {reason}",
        "all_within": "{label}: {all_lie} within the limits after case-mix adjustment",
        "some": "{label}: {outside} after case-mix adjustment",
        "none": "{label}: no units can be compared with adjustment in this period",
        "chance": "Of {n} units, {k} would be expected to lie outside the {alert} limit by "
        "chance. Lying outside is a reason to look closer, not a verdict.",
        "rounded": "Counts are rounded to the nearest {base}: a unit is outside only where every "
        "count that rounds to the same number is, so a round mark can lie beyond a curve, and "
        "its limits in the table are widened "
        "accordingly. Lying outside is a reason to look closer, not a verdict.",
        "under_one": "fewer than one",
        "about": "about {k}",
        "limit": "the {level} limit",
        "raw": "Unadjusted",
        "adjusted": "Adjusted",
        "limits": "Limits, {level}",
        "place": "Place",
        "inside": "within",
        "outside_above": "above {level}",
        "outside_below": "below {level}",
        "people": "Number of responses",
    },
}
