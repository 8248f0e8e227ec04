"""Phrases of the computed sentences, in Swedish and English, each written once.

The verbs that compare are keyed by what the numbers allow; no other words compare.
"""

from __future__ import annotations

from nrs_lib.tables.standing import Standing

VERBS = {
    (Standing.HIGHER, "share"): {
        "sv": "högre andel än i riket",
        "en": "higher share than nationally",
    },
    (Standing.LOWER, "share"): {
        "sv": "lägre andel än i riket",
        "en": "lower share than nationally",
    },
    (Standing.HIGHER, "median"): {"sv": "längre än i riket", "en": "longer than nationally"},
    (Standing.LOWER, "median"): {"sv": "kortare än i riket", "en": "shorter than nationally"},
}
SENTENCES: dict[str, dict[str, str]] = {
    "had": {"sv": "Vid avslut {period} hade {parts}", "en": "At discharge ({period}), {parts}"},
    "had_part": {"sv": "{count} {label}", "en": "{count} had {label}"},
    "said": {
        "sv": "{count} angav att de klarar livet bättre",
        "en": "{count} said that they cope better with life",
    },
    "said_alone": {
        "sv": "Vid avslut {period} angav {count} att de klarar livet bättre",
        "en": "At discharge ({period}), {count} said that they cope better with life",
    },
    "against": {"sv": "{own}, mot {national}", "en": "{own}, against {national}"},
    "differs_share": {
        "sv": "en {verb}{did} {label} {values}",
        "en": "a {verb}{did} {label} {values}",
    },
    "differs_median": {
        "sv": "väntetiden till program var {verb} {values}",
        "en": "the wait for a programme was {verb} {values}",
    },
    "did_improved": {"sv": " hade", "en": " had"},
    "did_response": {"sv": "", "en": ""},
    "did_handles": {"sv": "", "en": ""},
    "rest_alike_some": {
        "sv": "i de {n} andra mått som jämförts här går {subject} inte att skilja från riket",
        "en": "in the {n} other measures compared here {subject} does not clearly differ from "
        "the national figure",
    },
    "rest_alike_one": {
        "sv": "i det andra mått som jämförts här går {subject} inte att skilja från riket",
        "en": "in the one other measure compared here {subject} does not clearly differ from "
        "the national figure",
    },
    "all_alike": {
        "sv": "{subject} går inte att skilja från riket i något av de {n} mått som jämförts",
        "en": "{subject} does not clearly differ from the national figure in any of the {n} "
        "measures compared",
    },
    "one_alike": {
        "sv": "{subject} går inte att skilja från riket i det mått som jämförts",
        "en": "{subject} does not clearly differ from the national figure in the one measure "
        "compared",
    },
    "not_compared": {
        "sv": "Någon jämförelse med riket kan inte visas",
        "en": "No comparison with the national figures can be shown",
    },
    "units_head": {"sv": "Enheter.", "en": "Units."},
    "look_response": {
        "sv": "Bara {count} {when}; under {limit} gäller resultatet främst dem som svarade",
        "en": "Only {count} {when}; below {limit} a result applies mainly to those who responded",
    },
    "look_unanswered": {
        "sv": "Bara {count} {when}, så inga resultat {at} visas",
        "en": "Only {count} {when}, so no results {at} are shown",
    },
    "at_response_discharge": {"sv": "vid avslut", "en": "at discharge"},
    "at_response_12m": {"sv": "efter ett år", "en": "after a year"},
    "look_measure": {"sv": "Värt att se närmare på: {label}", "en": "Worth a closer look: {label}"},
    "look_few": {
        "sv": "Resultaten vid avslut vilar på färre än {n} svar och är osäkra",
        "en": "The results at discharge rest on fewer than {n} responses and are uncertain",
    },
    "too_few": {
        "sv": "För få har svarat {period} för att visa resultat; de visas från {limit} svar",
        "en": "Too few responded ({period}) to show results; at least {limit} responses are needed",
    },
    "too_few_counted": {
        "sv": "För få har svarat {period} för att visa resultat: {n} har svarat både vid start "
        "och vid avslut, och resultat visas från {limit}",
        "en": "Too few responded ({period}) to show results: {n} responded both at baseline "
        "and at discharge, and at least {limit} are needed",
    },
    "hidden": {
        "sv": "Resultaten vid avslut {period} visas inte ({reason})",
        "en": "Results at discharge ({period}) are not shown ({reason})",
    },
    "response_start": {"sv": "svarade vid start", "en": "responded at baseline"},
    "response_discharge": {"sv": "svarade vid avslut", "en": "responded at discharge"},
    "response_12m": {"sv": "svarade efter ett år", "en": "responded after a year"},
    # --- what to bear in mind ----------------------------------------------------------------
    "caution": {"sv": "Att tänka på", "en": "To bear in mind"},
    "silent_response_start": {
        "sv": "{n} svarade inte vid start",
        "en": "{n} did not respond at baseline",
    },
    "silent_response_discharge": {
        "sv": "{n} svarade inte vid avslut",
        "en": "{n} did not respond at discharge",
    },
    "silent_response_12m": {
        "sv": "{n} svarade inte efter ett år",
        "en": "{n} did not respond after a year",
    },
    "silent": {
        "sv": "{parts}. Hur det gick för dem vet vi inte.",
        "en": "{parts}. How they fared is not known.",
    },
    "low": {
        "sv": "Under {limit} svar gäller ett resultat främst dem som svarade. Det gäller "
        "resultat som vilar på {parts}.",
        "en": "With a response rate below {limit}, a result applies mainly to those who "
        "responded. This applies to results that rest on {parts}.",
    },
    "case_mix": {
        "sv": "Jämförelser görs utan hänsyn till patientsammansättningen, utom där det sägs. "
        "Ungefär en av {n} jämförelser med riket väntas visa en skillnad av ren slump.",
        "en": "Comparisons are without adjustment for case mix, unless stated otherwise. About "
        "one in {n} comparisons with national figures is expected to show a difference by "
        "chance alone.",
    },
    "registers": {
        "sv": "Specialistvården (NRSsv) och primärvården (NRSpv) har olika patienter och ska "
        "inte jämföras med varandra.",
        "en": "Specialist care and primary care have different patients and must "
        "not be compared with each other.",
    },
    "assumed": {
        "sv": "{n} definitioner i rapporten är antagna i väntan på registrets beslut; de står "
        "sist i rapporten.",
        "en": "{n} definitions in the report are assumed until the registry decides; they "
        "are listed at the end of the report.",
    },
    # --- when there is too little --------------------------------------------------------------
    "hidden_whole": {"sv": "{what}: visas inte, {reasons}.", "en": "{what}: not shown, {reasons}."},
    "hidden_from": {
        "sv": "Tal visas från {limit} svar.",
        "en": "Numbers need at least {limit} responses.",
    },
    "empty_counted": {
        "sv": "{n} svar {period}; resultat visas från {limit}.",
        "en": "{n} responses ({period}); results need at least {limit}.",
    },
    "empty": {
        "sv": "För få svar {period}; resultat visas från {limit}.",
        "en": "Too few responses ({period}); results need at least {limit}.",
    },
    "empty_pooled": {
        "sv": "{pooled} tillsammans: {n} svar, så där går resultatet att visa.",
        "en": "{pooled} together: {n} responses, enough to show the result.",
    },
    "empty_pooled_few": {
        "sv": "{pooled} tillsammans: {n} svar, inte heller det räcker.",
        "en": "{pooled} together: {n} responses, which is not enough either.",
    },
    "empty_help": {
        "sv": "En längre period, eller fler besvarade enkäter, ger ett resultat.",
        "en": "A longer period, or more answered questionnaires, gives a result.",
    },
    # --- definitions and clearance -------------------------------------------------------------
    "scored": {
        "sv": "Poäng på {name} räknas som källan anger.",
        "en": "Scores on {name} are calculated as the source says.",
    },
    "optional": {
        "sv": "Frivilligt formulär, som bara en del enheter använder: {name}.",
        "en": "Optional form, which only some units use: {name}.",
    },
    "threshold": {
        "sv": "Förbättring på {scale}: {meaning}.",
        "en": "Improvement on {scale}: {meaning}.",
    },
    "exported": {
        "sv": "Registrets egna poäng, inte räknade från svaren: {scales}.",
        "en": "The registry's own scores, not calculated from responses: {scales}.",
    },
    "exported_reference": {
        "sv": "Hur registret räknar poängen, och hur många svar det begär, har inte hittats",
        "en": "How the registry scores, and how many responses it requires, has not been found",
    },
    "adjusted_for": {
        "sv": "Jämförelser av enheter ({label}) är gjorda med hänsyn till {variables}.",
        "en": "Comparisons of units ({label}) are adjusted for {variables}.",
    },
    "adjusted_for_nothing": {
        "sv": "Jämförelser av enheter ({label}) är gjorda utan hänsyn till "
        "patientsammansättningen.",
        "en": "Comparisons of units ({label}) are without adjustment for case mix.",
    },
    "outlier_policy": {
        "sv": "Gränser för avvikande enheter: {levels}. En markering börjar en genomgång och är "
        "inget omdöme.",
        "en": "Limits for outlying units: {levels}. A flag starts a review; it is not a verdict.",
    },
    "versions": {
        "sv": "{label}: {parts}. Versionernas poäng läggs aldrig ihop.",
        "en": "{label}: {parts}. Scores from different versions are never pooled.",
    },
    "version_until": {"sv": "{name} till och med {last}", "en": "{name} until {last}"},
    "version_from": {"sv": "{name} från och med {first}", "en": "{name} from {first}"},
    "version_between": {
        "sv": "{name} från och med {first} till och med {last}",
        "en": "{name} from {first} until {last}",
    },
    "version_always": {"sv": "{name}", "en": "{name}"},
    "diagnosis_groups": {
        "sv": "Första diagnos visas i grupper efter ICD-10-SE.",
        "en": "First diagnoses are shown in groups of ICD-10-SE.",
    },
    "policy": {
        "sv": "Vad som får visas avgörs av reglerna, version {version}.",
        "en": "What may be shown is decided by the rules, version {version}.",
    },
    "definitions": {"sv": "Definitioner i rapporten", "en": "Definitions in the report"},
    "definitions_about": {
        "sv": "Antagna gäller tills registret har beslutat. ”Projektet” är arbetet med "
        "rapporterna: det har valt där ingen källa avgör.",
        "en": "Assumed definitions apply until the registry decides. “The project” is the work on "
        "these reports: it has chosen where no source decides.",
    },
    "definitions_settled": {
        "sv": "Publicerade och bekräftade definitioner, och hur måtten räknas ({n})",
        "en": "Published and verified definitions, and how measures are calculated ({n})",
    },
    "group_assumed": {"sv": "Antagna definitioner ({n})", "en": "Assumed definitions ({n})"},
    "group_published": {"sv": "Publicerade definitioner", "en": "Published definitions"},
    "group_verified": {"sv": "Bekräftade definitioner", "en": "Verified definitions"},
    "group_measures": {"sv": "Så räknas måtten", "en": "How measures are calculated"},
    "clearance": {"sv": "Röjandekontroll", "en": "Disclosure control"},
    "told": {"sv": "Uppgift", "en": "Fact"},
    "fact_audience": {"sv": "Mottagare", "en": "Audience"},
    "fact_rules": {"sv": "Regler", "en": "Rules"},
    "fact_limits": {"sv": "Gränser", "en": "Limits"},
    "fact_hidden_of": {"sv": "Dolda tal", "en": "Hidden numbers"},
    "rules_named": {
        "sv": "version {n}, med kontrollsumman {sign}",
        "en": "version {n}, with checksum {sign}",
    },
    "hidden_told": {
        "sv": "{n} av {total} tal som räknats fram för rapporten",
        "en": "{n} of {total} numbers computed for the report",
    },
    "hidden_number": {"sv": "{n} tal", "en": "{n} number"},
    "hidden_numbers": {"sv": "{n} tal", "en": "{n} numbers"},
    "hidden_why": {"sv": "Varför tal är dolda", "en": "Why numbers are hidden"},
    "shown_more": {"sv": "Så kan mer visas", "en": "How more can be shown"},
    "pool_note": {
        "sv": "”Så kan mer visas” räknar perioder som döljs för att de är för få eller skyddar små "
        "antal, inte dem som döljs av andra skäl. Den längre perioden är prövad i stället för den "
        "kortare; om den ger ett styrdiagram tillräckligt många punkter är inte prövat.",
        "en": "“How more can be shown” counts periods hidden because they are too few or protect "
        "small counts, not those hidden for other reasons. The longer period was tried in place "
        "of the shorter; whether it gives a control chart enough points was not tried.",
    },
    "fact_width": {"sv": "Skydd mot uträkning", "en": "Protection against subtraction"},
    "fact_answering": {"sv": "Vilka som svarat", "en": "Who has responded"},
    "fact_rounding": {"sv": "Avrundning", "en": "Rounding"},
    "fact_models": {"sv": "Modeller", "en": "Models"},
    "fact_forms": {"sv": "Diagram", "en": "Figures"},
    "fact_suppression": {
        "sv": "Tal som döljs för andras skull",
        "en": "Numbers hidden to protect others",
    },
    "fact_ledger": {"sv": "Tidigare utlämningar", "en": "Earlier releases"},
    "made_for": {"sv": "för", "en": "for"},
    "changed_on": {"sv": "förändring {day}", "en": "change on {day}"},
    "audience_care_team": {"sv": "vårdteamet", "en": "the care team"},
    "audience_own_unit": {"sv": "den egna enheten", "en": "the unit itself"},
    "audience_other_units": {"sv": "andra enheter i registret", "en": "other units"},
    "audience_register": {"sv": "registret", "en": "the registry"},
    "audience_researcher": {"sv": "forskare", "en": "researchers"},
    "audience_public": {"sv": "allmänheten", "en": "the public"},
}


def phrase(key: str, language: str, **fills: object) -> str:
    """Look up a phrase and fill in its places."""
    return SENTENCES[key][language].format(**fills)


def capital(text: str) -> str:
    """Begin with a capital, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Begin with a small letter, for a label inside a sentence; abbreviations stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
