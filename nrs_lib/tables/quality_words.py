"""What tables about data quality say, in Swedish and English, each phrase written once."""

from __future__ import annotations

from nrs_lib.tables.loss_words import LOSS_WORDS

_WORDS = {
    "field": {"sv": "Fält", "en": "Field"},
    "instrument": {"sv": "Formulär", "en": "Instrument"},
    "staff": {"sv": "Personalen fyller i", "en": "Filled in by staff"},
    "patient": {"sv": "Patienten fyller i", "en": "Filled in by the patient"},
    "fields_initial": {"sv": "Fält vid start", "en": "Fields at baseline"},
    "fields_discharge": {"sv": "Fält vid avslut", "en": "Fields at discharge"},
    "fields_followup_12m": {"sv": "Fält ett år efter avslut", "en": "Fields after one year"},
    "fields_about": {
        "sv": "Andel ifyllda bland vårdförlopp där fältet ska fyllas i, lägst först i varje grupp. "
        "För den som inte svarat räknas fälten som ej ifyllda. Ordningen är ingen rangordning: "
        "jämför intervallen.",
        "en": "Share filled in among episodes for which the field is due, lowest first in each "
        "group. For those who did not respond the fields count as not filled in. The order is not "
        "a ranking: compare intervals.",
    },
    "of_episode": {
        "sv": "{labels} hör till vårdförloppet och kan vara ifyllda också för den som inte "
        "svarat på enkäten.",
        "en": "{labels} belong to the episode and may be filled in also for those who did not "
        "complete the questionnaire.",
    },
    "instruments": {"sv": "Formulär som gav poäng", "en": "Instruments that gave a score"},
    "instruments_about": {
        "sv": "Andel av de besvarade enkäterna där formuläret gav poäng på alla sina skalor som "
        "visas i enheternas rapporter; andra skalor och formulär räknas inte här. Lägst "
        "först vid varje mättillfälle.",
        "en": "Share of completed questionnaires in which the instrument gave a score on all its "
        "scales that are shown in unit reports; other scales and instruments are not counted "
        "here. Lowest first at each time point.",
    },
    "at_initial": {"sv": "Vid start", "en": "At baseline"},
    "at_discharge": {"sv": "Vid avslut", "en": "At discharge"},
    "at_followup_12m": {"sv": "Ett år efter avslut", "en": "One year after discharge"},
    "followups": {"sv": "Periodens ettårsuppföljningar", "en": "The period's one-year follow-ups"},
    "followups_about": {
        "sv": "Program vars uppföljning skulle göras i perioden, efter läget på uttagets dag.",
        "en": "Programmes whose follow-up fell due in the period, by their status on the "
        "day of the extract.",
    },
    "state": {"sv": "Läge", "en": "Status"},
    "all_lost": {
        "sv": "Ingen ettårsuppföljning är försenad och alla har förfallit: de som inte besvarats "
        "är uteblivna. En enhets andel uteblivna är därför det som fattas till 100 % i dess svar "
        "efter ett år, och visas inte för sig.",
        "en": "No one-year follow-up is overdue and none is still to fall due: those not answered "
        "are lost. A unit's share lost is therefore 100% minus its response after one year, so it "
        "is not shown separately.",
    },
    "still_open": {
        "sv": "Några ettårsuppföljningar kan ännu besvaras.",
        "en": "Some one-year follow-ups may still be answered.",
    },
    "delays": {"sv": "Dagar från händelse till svar", "en": "Days from event to response"},
    "delays_about": {
        "sv": "Median med {level}-intervall; för hela perioden också kvartiler, där svaren "
        "räcker. Under noll: besvarad före händelsen. Dagen då något registrerades finns inte i "
        "leveransen.",
        "en": "Median with {level} interval; for the whole period quartiles too, where responses "
        "suffice. Below zero: answered before the event. The day of registration itself is not in "
        "the delivery.",
    },
    "no_days": {
        "sv": "Inga svarsdagar finns i leveransen, så fördröjningen kan inte räknas.",
        "en": "There are no days of response in the delivery, so no delay can be computed.",
    },
    "median": {"sv": "Median", "en": "Median"},
    "quartiles": {"sv": "Kvartiler", "en": "Quartiles"},
    "when": {"sv": "När", "en": "When"},
    "findings": {"sv": "Vårdförlopp med fynd", "en": "Episodes with findings"},
    "which_findings": {
        "sv": "Vilka fynden är, och på vilka rader, står på en sida för sig, som registret lämnar "
        "till enheten.",
        "en": "What the findings are, and in which rows, is listed on a separate page, which the "
        "registry gives to the unit.",
    },
    "findings_about": {
        "sv": "Antal med minst ett fynd av slaget, bland alla inlästa vårdförlopp i delregistret "
        "och inte bara periodens. Fynd som inte kan knytas till en enhet eller ett vårdförlopp "
        "räknas inte.",
        "en": "Number with at least one finding of the kind, among all episodes of the "
        "sub-registry that were loaded, not only those of the period. Findings that "
        "cannot be tied to a unit or an episode are not counted.",
    },
    "kinds_of_findings": {
        "sv": "En avskild rad räknas inte alls. Ett värde som räknas som saknat bryter mot "
        "datakontraktet. Ett värde att kontrollera är ovanligt men räknas som det står.",
        "en": "A row set aside is not counted at all. A value counted as missing breaks the data "
        "contract. A value to check is unusual but counts as it stands.",
    },
    "kind": {"sv": "Slag", "en": "Kind"},
    "episodes": {"sv": "Vårdförlopp", "en": "Episodes"},
    "no_account": {
        "sv": "Leveransen lästes in innan fynd räknades per enhet. Läs in den igen för att se dem.",
        "en": "The delivery was loaded before findings were counted by unit. Load it again to see "
        "them.",
    },
    "coverage": {"sv": "Täckningsgrad", "en": "Coverage"},
    "coverage_about": {
        "sv": "Registrerade första besök, av det antal som räknats utanför registret.",
        "en": "First visits registered, of the number counted outside the registry.",
    },
    "no_coverage": {
        "sv": "Hur många som borde vara registrerade i perioden är inte angivet, så "
        "täckningsgraden är okänd. Talen säger inget om dem som aldrig registrerades.",
        "en": "The number that should have been registered in the period is not given, so "
        "coverage is unknown. The numbers say nothing about those who were never "
        "registered.",
    },
    "more_than_counted": {
        "sv": "Där en andel saknas är fler registrerade än räknade, eller inget antal angivet.",
        "en": "Where a share is missing, more are registered than counted, or no count is given.",
    },
    "who": {"sv": "Vilka", "en": "Who"},
    "sensitivity": {
        "sv": "Huvudresultaten ett år efter avslut, prövade mot bortfallet",
        "en": "The main results after one year, tested against non-response",
    },
    "sensitivity_about": {
        "sv": "Medelförändring med {level}-intervall, och vad som skulle ändra slutsatsen: att "
        "intervallet når ingen förändring. Antal är i varje rad de vars förändring är känd: som "
        "har en poäng både vid start och efter ett år. De utan svar är de övriga som skulle följas "
        "upp, även de som svarat men saknar en av poängen.",
        "en": "Mean change with {level} interval, and what would change the conclusion: that the "
        "interval reaches no change. The number in every row is of patients whose change is "
        "known, that is, with a score both at baseline and after one year. Non-responders are the "
        "others due for follow-up, including those who responded but lack one of the scores.",
    },
    "observed": {"sv": "Bland dem som svarat", "en": "Among those who responded"},
    "weighted": {"sv": "Vägt efter vilka som svarat", "en": "Weighted for non-response"},
    "imputed": {"sv": "Med saknade svar skattade", "en": "With missing responses imputed"},
    "tipping_shift": {
        "sv": "Så mycket sämre än skattat måste de utan svar vara för att ändra slutsatsen",
        "en": "How much worse non-responders must be than imputed to change the conclusion",
    },
    "shift_of_observed": {
        "sv": "Så mycket sämre än de som svarat måste de utan svar vara för att ändra slutsatsen",
        "en": "How much worse non-responders must be than those who responded to change the "
        "conclusion",
    },
    "small_shift": {
        "sv": "Gräns för betydelsefull förbättring",
        "en": "Threshold for meaningful improvement",
    },
    "no_interval": {
        "sv": "För den förskjutning som ändrar slutsatsen räknas inget intervall.",
        "en": "No interval is computed for the shift that changes the conclusion.",
    },
    "units": {"sv": "Enheterna bredvid varandra", "en": "The units side by side"},
    "units_about": {
        "sv": "Andel med antal och {level}-intervall, {order} först{by}. Ordningen är "
        "ingen rangordning: enheter vars intervall överlappar varandra behöver inte skilja sig.",
        "en": "Share with numbers and {level} interval, {order} first{by}. The order is not "
        "a ranking: units whose intervals overlap need not differ.",
    },
    "rare": {
        "sv": "”{label}” står inte i tabellen: talet kan visas för för få enheter.",
        "en": "“{label}” is not in the table: it can be shown for too few units.",
    },
    "all_filled": {
        "sv": "”{label}” står inte i tabellen: inget saknas vid de enheter som kan visas"
        "{national}.",
        "en": "“{label}” is not in the table: nothing is missing at the units that can be shown"
        "{national}.",
    },
    "all_national": {
        "sv": " (i riket {share}, {numbers})",
        "en": " (nationally {share}, {numbers})",
    },
    "few_answering": {
        "sv": "Hur många som svarat, och inte svarat, visas även när de är få.",
        "en": "How many have responded, and not responded, is shown even when the number is small.",
    },
    "whole_form": {
        "sv": "”{label}” räknar bara dem där alla fälten är ifyllda på en gång, och kan därför "
        "vara klart lägre än för varje fält för sig.",
        "en": "“{label}” counts only those where all the fields are filled in at once, and may "
        "therefore be much lower than for each field by itself.",
    },
    "units_rounded": {
        "sv": "Andelen räknas på antal som är avrundade till närmaste {base} och kan vid en liten "
        "enhet vara många procentenheter fel: läs intervallet.",
        "en": "The share is computed from counts rounded to the nearest {base} and may, for a "
        "small unit, be many percentage points off: read the interval.",
    },
    "by": {"sv": " i kolumnen {label}", "en": " in the column {label}"},
    "lowest": {"sv": "lägst", "en": "lowest"},
    "highest": {"sv": "högst", "en": "highest"},
    **LOSS_WORDS,
}


def told(key: str, language: str, **fills: str) -> str:
    """A phrase with its places filled in."""
    return _WORDS[key][language].format(**fills)
