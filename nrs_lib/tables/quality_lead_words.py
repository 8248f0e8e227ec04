"""What the first lines of a page about data quality say, in Swedish and English."""

from __future__ import annotations

TEXT = {
    "responded": {
        "sv": "Enkäten besvarades {parts}.",
        "en": "The questionnaire was completed {parts}.",
    },
    "in_initial": {"sv": "vid start av {share}", "en": "at baseline by {share}"},
    "in_discharge": {"sv": "vid avslut av {share}", "en": "at discharge by {share}"},
    "in_followup_12m": {"sv": "efter ett år av {share}", "en": "after one year by {share}"},
    "share": {"sv": "{numbers} ({share})", "en": "{numbers} ({share})"},
    "share_lower": {
        "sv": "{numbers} ({share}; säkert under riket)",
        "en": "{numbers} ({share}; clearly below the national figure)",
    },
    "share_higher": {
        "sv": "{numbers} ({share}; säkert över riket)",
        "en": "{numbers} ({share}; clearly above the national figure)",
    },
    "beside": {
        "sv": "Av {of} jämförda fält ligger ifyllnaden säkert under rikets i {lower}, säkert över "
        "i {higher}; av slump väntas omkring {chance} åt vardera hållet.",
        "en": "Of {of} compared fields, completeness is clearly below the national figure in "
        "{lower} and clearly above it in {higher}; about {chance} each way would be expected "
        "by chance.",
    },
    "of_one_form": {
        "sv": "Av de {of} {side} hör {n} till patientens enkät {when} och följer av hur många som "
        "svarat.",
        "en": "Of the {of} {side}, {n} belong to the patient's questionnaire {when} and follow "
        "from how many responded.",
    },
    "all_of_one_form": {
        "sv": "Alla de {side} hör till patientens enkät {when} och följer av hur många som svarat.",
        "en": "All those {side} belong to the patient's questionnaire {when} and follow from how "
        "many responded.",
    },
    "side_lower": {"sv": "under riket", "en": "below"},
    "side_higher": {"sv": "över riket", "en": "above"},
    "not_beside": {
        "sv": "I inget av {of} jämförda fält går ifyllnaden att skilja säkert från rikets.",
        "en": "In none of the {of} compared fields can completeness be clearly distinguished from "
        "the national figure.",
    },
    "scores_behind": {
        "sv": "Besvarade enkäter ger säkert mer sällan poäng än i riket för {parts}; {of} "
        "jämförelser gjordes, och av slump väntas omkring {chance}.",
        "en": "Completed questionnaires give a score clearly less often than nationally for "
        "{parts}; {of} comparisons were made, and about {chance} would be expected by chance.",
    },
    "score": {
        "sv": "{label} {when}, {share}, mot {national}",
        "en": "{label} {when}, {share}, against {national}",
    },
    "least": {
        "sv": "Lägst ifyllnad bland de fält som visas har {label} {when}: {share}{unanswered}.",
        "en": "Among the fields shown, completeness is lowest for {label} {when}: "
        "{share}{unanswered}.",
    },
    "least_two": {
        "sv": "Lägst ifyllnad bland de fält som visas, {share}, har {label} {when} och {label_2} "
        "{when_2}{unanswered}.",
        "en": "Among the fields shown, completeness is lowest, {share}, for {label} {when} and "
        "{label_2} {when_2}{unanswered}.",
    },
    "least_many": {
        "sv": "Lägst ifyllnad, {share}, har {n} av de fält som visas, bland dem {label} "
        "{when}{unanswered}.",
        "en": "Completeness is lowest, {share}, for {n} of the fields shown, among them {label} "
        "{when}{unanswered}.",
    },
    "unanswered": {
        "sv": "; för den som inte svarat räknas fältet som ej ifyllt",
        "en": "; for those who did not respond the field counts as not filled in",
    },
    "forms": {
        "sv": "Av de avslutade programmen har {share} alla personalens fält vid avslut ifyllda på "
        "en gång{beside}.",
        "en": "Of the programmes that ended, {share} have all staff fields at discharge complete "
        "at once{beside}.",
    },
    "forms_beside": {"sv": "; i riket {national}", "en": "; nationally {national}"},
    "points_unshown": {
        "sv": "Ifyllnaden {points} visas inte: för få vårdförlopp.",
        "en": "Completeness {points} is not shown: too few episodes.",
    },
    "when_initial": {"sv": "vid start", "en": "at baseline"},
    "when_discharge": {"sv": "vid avslut", "en": "at discharge"},
    "when_followup_12m": {"sv": "efter ett år", "en": "after one year"},
    "missed": {
        "sv": "Av periodens uppföljningar är {overdue} försenade och {lost} uteblivna.",
        "en": "Of the period's follow-ups {overdue} are overdue and {lost} are lost.",
    },
    "rest": {
        "sv": "De övriga ettårsuppföljningarna är försenade ({overdue}) eller uteblivna ({lost}).",
        "en": "The other one-year follow-ups are overdue ({overdue}) or lost ({lost}).",
    },
    "rest_overdue": {
        "sv": "De övriga ettårsuppföljningarna är försenade och kan ännu göras; ingen är "
        "utebliven.",
        "en": "The other one-year follow-ups are overdue and can still be made; none is lost.",
    },
    "rest_lost": {
        "sv": "De övriga ettårsuppföljningarna är uteblivna; ingen är försenad.",
        "en": "The other one-year follow-ups are lost; none is overdue.",
    },
    "soon": {
        "sv": "I median besvarades enkäten {parts}.",
        "en": "The median day of response was {parts}.",
    },
    "delay_after": {
        "sv": "{days} efter {event} ({n} svar)",
        "en": "{days} after {event} ({n} responses)",
    },
    "delay_before": {
        "sv": "{days} före {event} ({n} svar)",
        "en": "{days} before {event} ({n} responses)",
    },
    "delay_same": {
        "sv": "samma dag som {event} ({n} svar)",
        "en": "the same day as {event} ({n} responses)",
    },
    "day": {"sv": "{n} dag", "en": "{n} day"},
    "days": {"sv": "{n} dagar", "en": "{n} days"},
    "event_visit": {"sv": "första besöket", "en": "the first visit"},
    "event_discharge": {"sv": "utskrivningen", "en": "discharge"},
    "event_due": {
        "sv": "ettårsuppföljningens förfallodag",
        "en": "the due day of the one-year follow-up",
    },
    "nothing": {
        "sv": "För få vårdförlopp för att säga något om perioden.",
        "en": "Too few episodes to say anything about the period.",
    },
    "nothing_own": {
        "sv": "Enheten har för få vårdförlopp i perioden för att visa andelar",
        "en": "The unit has too few episodes in the period to show shares",
    },
    "nothing_counted": {
        "sv": "Enheten hade {counts}.",
        "en": "The unit had {counts}.",
    },
    "nothing_why": {
        "sv": "Andelar visas från {n} vårdförlopp, så det går inte att visa hur fullständigt "
        "enheten fyller i registret.",
        "en": "Shares need at least {n} episodes, so it cannot be shown how complete the unit's "
        "data are.",
    },
    "nothing_help": {
        "sv": "En längre period kan räcka: be registret om rapporten för upp till tolv kvartal.",
        "en": "A longer period may be enough: ask the registry for the report of up to twelve "
        "quarters.",
    },
    "nothing_loaded": {
        "sv": "En längre period kan räcka, eftersom hela leveransen innehåller {n} vårdförlopp "
        "från enheten: be registret om rapporten för upp till tolv kvartal.",
        "en": "A longer period may be enough, as the whole delivery holds {n} episodes from the "
        "unit: ask the registry for the report of up to twelve quarters.",
    },
    "nothing_ever": {
        "sv": "En längre period räcker inte heller: hela leveransen innehåller bara {n} "
        "vårdförlopp från enheten.",
        "en": "A longer period is not enough either: the whole delivery holds only {n} "
        "episodes from the unit.",
    },
    "nothing_check": {
        "sv": "Har enheten haft fler patienter: kontrollera att besöken är registrerade på "
        "enheten.",
        "en": "If the unit has had more patients, check that their visits are registered under "
        "the unit.",
    },
}
