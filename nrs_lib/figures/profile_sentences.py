"""The sentences that are put together beside a profile, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "initial": "vid start",
        "discharge": "vid avslut",
        "followup_12m": "ett år efter avslutet",
        "at_discharge": "Vid avslut",
        "at_followup_12m": "Efter ett år",
        "nothing": "Det finns inga svar på de frågor som profilen bygger på.",
        "key_ends": "Längst till vänster är sämst, längst till höger är bäst.",
        "key_initial": "ringen är start",
        "key_discharge": "punkten avslut",
        "key_discharge_first": "punkten är avslut",
        "key_followup_12m": "romben ett år efter avslutet",
        "key_followup_12m_first": "romben är ett år efter avslutet",
        "key_spread": "Det grå visar hur andra svarade som började {where} under {when}: hälften "
        "av dem låg inom det grå fältet, och lika många låg på var sida om det grå strecket.",
        "in_": "i landet",
        "in_NRSsv": "i specialistvården",
        "in_NRSpv": "i primärvården",
        "key_levels": "Små streck på en linje skiljer formulärets nivåer åt; den nivå som "
        "ditt senaste svar ligger på står i ord.",
        "answered": "Här är dina svar {when}.",
        "on_day": "{when} ({day})",
        "only_start": "Det finns inget senare svar att jämföra med ännu.",
        "none_discharge": "Svar vid avslut saknas.",
        "none_followup_12m": "Svar efter ett år saknas.",
        "more": "annat",
        "no_start": "Svar vid start saknas, så det går inte att se vad som har ändrats.",
        "better": "{n} saker bättre",
        "better_one": "en sak bättre",
        "worse": "{n} saker sämre",
        "worse_one": "en sak sämre",
        "same": "{n} ungefär som tidigare",
        "same_one": "en ungefär som tidigare",
        "at_point": "{at} är {said}, jämfört med start.",
        "all_same": "{at} är det som går att bedöma ungefär som tidigare.",
        "nothing_judged": "{at} går inget att bedöma mot start.",
        "rest_unjudged": "Övriga svar visas utan omdöme.",
        "ask_first": "Känner du igen dig i bilden? Är det något som inte stämmer?",
        "ask_worse": "Det här har blivit sämre: {what}. Vad tänker du själv om det?",
        "ask_better": "Det här har blivit bättre: {what}. Vad tror du har betytt mest?",
        "ask_lost": "Det här var bättre vid avslut men inte efter ett år: {what}. Vad hände "
        "däremellan?",
        "ask_missing": "Det här saknar svar vid något tillfälle: {what}. Vill du berätta om det "
        "ändå?",
        "ask_last": "Vad är viktigast för dig just nu?",
        "limit_answers": "Bilden visar vad du svarade de dagarna. Den säger inte hur det är i dag, "
        "och inget svar är rätt eller fel.",
        "limit_cause": "Den visar att något har ändrats, men inte varför. Annat i livet än "
        "rehabiliteringen kan ha betytt något.",
        "limit_nation": "Det grå visar hur andra svarade när de började. Det är inget mål och "
        "inget mått på vad som är normalt.",
        "limit_threshold": "Svar varierar även när inget har hänt. Därför skriver vi bättre eller "
        "sämre bara när ändringen är minst så här stor. {told} Vi antar att gränsen är lika stor "
        "för sämre.",
        "limit_unjudged": "För det övriga finns ingen gräns. Där står svaren utan omdöme.",
        "limit_none_judged": "Det finns ingen gräns för hur stor en ändring måste vara för att "
        "betyda något. Därför står svaren utan omdöme.",
        "limit_version": "Ett formulär byttes mellan tillfällena. Svar på olika formulär jämförs "
        "inte.",
        "evidence_published": "Enligt forskning: {told}.",
        "evidence_assumed": "Antaget, i brist på säkrare: {told}.",
        "evidence_verified": "Enligt registret: {told}.",
        "points": "{n}\u00a0poäng",
        "percent": "{n} av svaret vid start",
    },
    "en": {
        "initial": "at the start",
        "discharge": "at discharge",
        "followup_12m": "one year after discharge",
        "at_discharge": "At discharge",
        "at_followup_12m": "After one year",
        "nothing": "There are no answers to the questions that the profile is made from.",
        "key_ends": "Furthest to the left is worst, furthest to the right is best.",
        "key_initial": "the ring is the start",
        "key_discharge": "the dot discharge",
        "key_discharge_first": "the dot is discharge",
        "key_followup_12m": "the diamond one year after discharge",
        "key_followup_12m_first": "the diamond is one year after discharge",
        "key_spread": "The grey shows how others answered who began {where} in {when}: half of "
        "them were within the grey area, and as many on either side of the grey line.",
        "in_": "in the country",
        "in_NRSsv": "in specialist care",
        "in_NRSpv": "in primary care",
        "key_levels": "Small marks on a line separate the levels of the form; the level of "
        "your latest answer is given in words.",
        "answered": "These are your answers {when}.",
        "on_day": "{when} ({day})",
        "only_start": "There is no later answer to compare with yet.",
        "none_discharge": "There is no answer at discharge.",
        "none_followup_12m": "There is no answer after one year.",
        "more": "more",
        "no_start": "There is no answer at the start, so we cannot see what has changed.",
        "better": "{n} things are better",
        "better_one": "one thing is better",
        "worse": "{n} things are worse",
        "worse_one": "one thing is worse",
        "same": "{n} are about as before",
        "same_one": "one is about as before",
        "at_point": "{at}, compared with the start, {said}.",
        "all_same": "{at}, what can be judged is about as before.",
        "nothing_judged": "{at}, nothing can be compared with the start.",
        "rest_unjudged": "The other answers are shown without a judgement.",
        "ask_first": "Do you recognise yourself in the picture? Is anything not right?",
        "ask_worse": "These have become worse: {what}. What do you think about that yourself?",
        "ask_better": "These have become better: {what}. What do you think mattered most?",
        "ask_lost": "These were better at discharge but not after one year: {what}. What happened "
        "in between?",
        "ask_missing": "These have no answer at some point: {what}. Would you like to talk "
        "about them anyway?",
        "ask_last": "What matters most to you right now?",
        "limit_answers": "The picture shows what you answered on those days. It does not say how "
        "it is today, and no answer is right or wrong.",
        "limit_cause": "It shows that something has changed, but not why. Other things in "
        "life besides the rehabilitation may have mattered.",
        "limit_nation": "The grey shows how others answered when they began. It is not a "
        "goal, and does not show what is normal.",
        "limit_threshold": "Answers vary even when nothing has happened. So we say better or "
        "worse only when the change is at least this large. {told} It is assumed that "
        "the limit is as large for worse.",
        "limit_unjudged": "For the rest there is no limit. Those answers are shown without a "
        "judgement.",
        "limit_none_judged": "There is no limit for how large a change must be to mean "
        "something. So the answers are shown without a judgement.",
        "limit_version": "A form was changed between the times. Answers on different forms are not "
        "compared.",
        "evidence_published": "From research: {told}.",
        "evidence_assumed": "Assumed, for want of better: {told}.",
        "evidence_verified": "By the registry: {told}.",
        "points": "{n}\u00a0points",
        "percent": "{n} of the answer at the start",
    },
}
