"""What a figure of steps says, of a flow and of a course, in both languages."""

from __future__ import annotations

TEXT = {
    "sv": {
        "what": "Antal kvar i varje steg, {period}, och hur många som faller bort däremellan."
        "{nation}",
        "nation": " Grå streck: så stor andel finns kvar i riket.",
        "finding": "Svar att jämföra finns för {last} av {first} {label}{share}",
        "hidden": "{measure}: stegen går inte att visa ({reason})",
        "partly": "{measure}: alla steg går inte att visa ({reason})",
        "lost": "{n} faller bort",
        "none_lost": "ingen faller bort",
        "none_lost_rounded": "ingen skillnad efter avrundning",
        "step": "Steg",
        "left": "Kvar",
        "part": "Andel av första steget",
        "lost_head": "Bortfall sedan steget före",
        "beside": "riket {share}",
        "rounded": "Antal är avrundade till närmaste {base}: skillnader kan avvika med upp till "
        "{n}.",
    },
    "en": {
        "what": "Number remaining at each step, {period}, and how many are lost in "
        "between.{nation}",
        "nation": " Grey marks: the share remaining nationally.",
        "finding": "{last} of the {first} {label} have responses to compare{share}",
        "hidden": "{measure}: the steps cannot be shown ({reason})",
        "partly": "{measure}: not all steps can be shown ({reason})",
        "lost": "{n} lost",
        "none_lost": "none lost",
        "none_lost_rounded": "no difference after rounding",
        "step": "Step",
        "left": "Left",
        "part": "Share of the first step",
        "lost_head": "Lost since the previous step",
        "beside": "national {share}",
        "rounded": "Counts are rounded to the nearest {base}: differences may be up to {n} off.",
    },
}
# A course is told of the day of the extract: who has not come so far may still do so.
COURSE = {
    "sv": {
        "what": "Antal som på uttagets dag har kommit till varje steg, av dem med första "
        "besök {period}.{nation}",
        "nation": " Grå streck: så stor andel har kommit dit i riket.",
        "finding": "{measure}: efter {first} {label} har {last} kommit till sista steget{share}",
        "lost": "{n} har inte kommit så långt",
        "none_lost": "alla har kommit så långt",
        "left": "Har kommit hit",
        "lost_head": "Färre än i steget före",
    },
    "en": {
        "what": "Number who had reached each step by the day of the extract, of those with "
        "a first visit in {period}.{nation}",
        "nation": " Grey marks: the share that had reached the step nationally.",
        "finding": "{measure}: after {first} {label}, {last} have reached the last step{share}",
        "lost": "{n} have not reached it",
        "none_lost": "all have reached it",
        "left": "Have reached it",
        "lost_head": "Fewer than at the previous step",
    },
}
