"""What tables say, in Swedish and English, each phrase written once."""

from __future__ import annotations

from nrs_lib.disclosure import REST_MEANS
from nrs_lib.errors import DefinitionError

_WORDS: dict[str, dict[str, str]] = {
    # --- heads ---------------------------------------------------------------------------
    "unit": {"sv": "Enheten", "en": "The unit"},
    "nation": {"sv": "Riket", "en": "National"},
    "share": {"sv": "Andel", "en": "Share"},
    "of_answers": {"sv": "Antal", "en": "Number"},
    "interval": {"sv": "{level}-intervall", "en": "{level} interval"},
    "answers": {"sv": "Svar", "en": "Responses"},
    "value": {"sv": "Värde", "en": "Value"},
    "based_on": {"sv": "Underlag", "en": "Based on"},
    "mean_sd": {"sv": "Medel", "en": "Mean"},
    "sd": {"sv": "SD", "en": "SD"},
    "scale": {"sv": "Skala", "en": "Scale"},
    "measure": {"sv": "Mått", "en": "Measure"},
    "diagnosis": {"sv": "Diagnosgrupp", "en": "Diagnosis group"},
    "what": {"sv": "Vad", "en": "What"},
    "start": {"sv": "Start", "en": "Baseline"},
    "discharge": {"sv": "Avslut", "en": "Discharge"},
    "followup_12m": {"sv": "Ett år", "en": "One year"},
    "change": {"sv": "Förändring", "en": "Change"},
    "effect": {"sv": "Effekt", "en": "Effect"},
    "improved": {"sv": "Förbättrade", "en": "Improved"},
    "definition": {"sv": "Definition", "en": "Definition"},
    "source": {"sv": "Källa eller grund", "en": "Source or basis"},
    # --- headings of scales ----------------------------------------------------------------
    "domains_note": {
        "sv": "Rubrikerna följer {sources}.",
        "en": "Headings follow {sources}.",
    },
    "domains_assumed": {
        "sv": "Rubriker som inte finns där: {names}.",
        "en": "Headings not found there: {names}.",
    },
    "scale_at": {"sv": "{scale}, {when}", "en": "{scale}, {when}"},
    "when_discharge": {"sv": "vid avslut", "en": "at discharge"},
    "when_followup_12m": {"sv": "efter ett år", "en": "after one year"},
    # --- directions ------------------------------------------------------------------------
    "higher_better": {"sv": "högre är bättre", "en": "higher is better"},
    "higher_worse": {"sv": "lägre är bättre", "en": "lower is better"},
    "neutral": {"sv": "ingen given riktning", "en": "no better direction"},
    # --- volume ----------------------------------------------------------------------------
    "volume_caption": {"sv": "Verksamhetens omfattning", "en": "Volume of care"},
    "volume_about": {
        "sv": "Antal vårdförlopp {period}, med {previous} bredvid.",
        "en": "Number of episodes in {period}, with {previous} alongside.",
    },
    "volume_about_alone": {
        "sv": "Antal vårdförlopp {period}.",
        "en": "Number of episodes in {period}.",
    },
    "process_left_out": {
        "sv": "{label} räknas bland remisser, första besök och vårdprocesser men ingår inte i "
        "resultaten.",
        "en": "{label} is counted among referrals, first visits and care processes but is "
        "not part of the results.",
    },
    "growing_referrals": {
        "sv": "{label}: kan ännu bli fler. En remiss finns i registret först när patienten har "
        "gjort sitt första besök, och det har inte alla hunnit göra när data hämtades.",
        "en": "{label}: may still increase. A referral is in the registry only once the "
        "patient has made the first visit, and not all had done so when the data were extracted.",
    },
    "growing_followups_due": {
        "sv": "{label}: kan ännu bli fler. En uppföljning räknas först när tiden för att svara på "
        "den, med respittid, har gått, och det hade den inte för alla när data hämtades.",
        "en": "{label}: may still increase. A follow-up counts only once the time to respond "
        "to it, with its grace period, has passed, and for some it had not when the data were "
        "extracted.",
    },
    "course_caption": {"sv": "Kvartal för kvartal", "en": "Quarter by quarter"},
    "course_about": {
        "sv": "Antal vårdförlopp i varje kvartal. Varje kolumn räknas efter sitt eget datum.",
        "en": "Number of episodes in each quarter. Each column is counted by its own date.",
    },
    "course_none": {
        "sv": "Inget vårdförlopp började, eller slutade, i något av kvartalen.",
        "en": "No episode began, or ended, in any of the quarters.",
    },
    "quarter": {"sv": "Kvartal", "en": "Quarter"},
    "volume_counts": {"sv": "Antal", "en": "Counts"},
    # --- portrait --------------------------------------------------------------------------
    "portrait_caption": {"sv": "Bakgrund och smärta", "en": "Background and pain"},
    "portrait_about": {
        "sv": "Registrerade i perioden. Andelar med antal, medelvärden med standardavvikelse "
        "(SD), medianer med {level}-intervall.",
        "en": "Registered in the period. Shares with counts, means with standard deviation "
        "(SD), medians with {level} interval.",
    },
    "portrait_background": {"sv": "Bakgrund", "en": "Background"},
    "portrait_pain": {"sv": "Smärta", "en": "Pain"},
    "portrait_other": {"sv": "Övrigt", "en": "Other"},
    # --- results ---------------------------------------------------------------------------
    "start_caption": {"sv": "Skalornas värden vid start", "en": "Scales at baseline"},
    "start_about": {
        "sv": "Medelvärde med standardavvikelse (SD) bland dem som registrerats i perioden och "
        "svarat.",
        "en": "Mean with standard deviation (SD), of those registered in the period who responded.",
    },
    "change_caption_discharge": {
        "sv": "Från start till avslut",
        "en": "From baseline to discharge",
    },
    "change_caption_followup_12m": {
        "sv": "Från start till ett år efter avslut",
        "en": "From baseline to one year after discharge",
    },
    "change_about": {
        "sv": "Medelvärden bland dem som svarat vid båda tillfällena.",
        "en": "Means of those who responded on both occasions.",
    },
    "change_note": {
        "sv": "Förändringen är det senare värdet minus startvärdet, med {level}-intervall. "
        "Täcker intervallet noll går det inte att säga att gruppen förändrats; en ände som skrivs "
        "0,0 räknas dit. Talen är avrundade var för sig, så sista siffran kan avvika från "
        "skillnaden mellan dem.",
        "en": "Change is the later value minus the value at baseline, with {level} interval. "
        "If the interval covers zero, no change in the group can be claimed; an end printed as 0.0 "
        "counts as covering it. Each number is rounded separately, so the last digit may differ "
        "from the difference between them.",
    },
    # --- programme -------------------------------------------------------------------------
    "programme_caption": {"sv": "Väntan och programslut", "en": "Waits and endings"},
    "programme_about": {
        "sv": "Medianer för tider, andelar för hur programmen slutade, bland dem där det är "
        "registrerat.",
        "en": "Median times, and how programmes ended among those where it is recorded.",
    },
    "programme_waits": {"sv": "Tider", "en": "Times"},
    "programme_ends": {"sv": "Programmet", "en": "The programme"},
    # --- responders ------------------------------------------------------------------------
    "responders_caption": {
        "sv": "Patienter med betydelsefull förbättring",
        "en": "Patients with meaningful improvement",
    },
    "at_discharge": {"sv": "Vid avslut", "en": "At discharge"},
    "at_followup_12m": {"sv": "Ett år efter avslut", "en": "One year after discharge"},
    "responders_about": {
        "sv": "Andel vars förändring når skalans gräns, bland dem som svarat vid båda "
        "tillfällena. Den som inte svarat räknas varken som förbättrad eller oförbättrad.",
        "en": "Share whose change reaches the scale's threshold, of those who responded on "
        "both occasions. Those who did not respond are counted neither as improved nor "
        "as not improved.",
    },
    "threshold_source": {
        "sv": "{evidence} gräns: {reference}.",
        "en": "{evidence} threshold: {reference}.",
    },
    "assumed": {"sv": "antagen", "en": "assumed"},
    "published": {"sv": "publicerad", "en": "published"},
    "verified": {"sv": "bekräftad", "en": "verified"},
    # --- diagnoses -------------------------------------------------------------------------
    "diagnoses_caption": {"sv": "Diagnoser", "en": "Diagnoses"},
    "diagnoses_about": {
        "sv": "Vårdförloppets första diagnos, bland vårdförlopp med diagnos registrerad.",
        "en": "The episode's first diagnosis, of episodes with a diagnosis recorded.",
    },
    "diagnoses_others": {
        "sv": "I {label} ingår här också {names}.",
        "en": "Here {label} include {names}.",
    },
    "diagnoses_any": {"sv": "På någon plats bland diagnoserna", "en": "Anywhere among diagnoses"},
    # --- responses -------------------------------------------------------------------------
    "responses_caption": {"sv": "Besvarade enkäter", "en": "Completed questionnaires"},
    "responses_about": {
        "sv": "Andel med besvarad enkät, av dem som skulle ha svarat.",
        "en": "Share with a completed questionnaire, of those who should have responded.",
    },
    "low_response": {
        "sv": "Markerad andel ligger under {limit}: resultatet gäller då främst dem som svarade.",
        "en": "Marked shares are below {limit}: the result then applies mainly to those who "
        "responded.",
    },
    "by_unit_caption": {"sv": "Svar per enhet", "en": "Responses by unit"},
    "by_unit_about": {
        "sv": "Andel med besvarad enkät, med antal och {level}-intervall. "
        "Enheterna står i bokstavsordning. Tid: {period}.",
        "en": "Share with a completed questionnaire, with counts and {level} interval. Units "
        "are listed in alphabetical order. Time: {period}.",
    },
    "spread_caption": {"sv": "Enheternas svar mot rikets", "en": "Units and the national share"},
    "spread_about": {
        "sv": "Antal enheter vars {level}-intervall ligger över, omfattar eller ligger under "
        "rikets andel. Tid: {period}. Enheternas namn visas inte för rapportens mottagare.",
        "en": "Number of units whose {level} interval lies above, covers or lies below the "
        "national share. Time: {period}. Units are not named for this audience.",
    },
    "above_nation": {"sv": "Över riket", "en": "Above national share"},
    "like_nation": {"sv": "Går inte att skilja från riket", "en": "Not distinguishable"},
    "below_nation": {"sv": "Under riket", "en": "Below national share"},
    "not_shown": {"sv": "Visas inte", "en": "Not shown"},
    "reason_unit": {"sv": "{reason} ({n} enhet)", "en": "{reason} ({n} unit)"},
    "reason_units": {"sv": "{reason} ({n} enheter)", "en": "{reason} ({n} units)"},
    "unshown": {
        "sv": "Inget kan visas för {units}.",
        "en": "Nothing can be shown for {units}.",
    },
    "unshown_all": {
        "sv": "Inget kan visas för någon av de {n} enheterna.",
        "en": "Nothing can be shown for any of the {n} units.",
    },
    "not_shown_why": {
        "sv": "{label}, enheter som inte visas: {reasons}.",
        "en": "{label}, units that are not shown: {reasons}.",
    },
    "one_unit": {"sv": "Enhet", "en": "Unit"},
    # --- why a number is hidden --------------------------------------------------------------
    "why_few": {
        "sv": "tal visas från {others} svar, vårdförlopp eller patienter.",
        "en": "numbers need at least {others} responses, episodes or patients.",
    },
    "why_few_own": {
        "sv": "enhetens egna tal visas från {own} svar, andras från {others}.",
        "en": "the unit's own numbers need at least {own} responses, others' at least {others}.",
    },
    "why_protected": {
        "sv": "antal under {count} visas inte{where}, varken av dem som räknas eller av de övriga, "
        "och inte heller tal som de går att räkna ut av: det som döljs kan alltså vara stort. "
        "{zero}",
        "en": "counts below {count} are not shown{where}, whether of those counted or of the "
        "rest, nor are numbers from which they could be worked out: what is hidden may thus be "
        "large. {zero}",
    },
    "why_of_others": {
        "sv": " om riket eller andra enheter än läsarens egen",
        "en": " nationally or for units other than the reader's own",
    },
    "why_zero_show": {
        "sv": "Noll visas där reglerna tillåter det.",
        "en": "Zero is shown where the rules allow it.",
    },
    "why_zero_hide": {
        "sv": "Inte heller noll visas.",
        "en": "Zero is not shown either.",
    },
    "why_protected_answering": {
        "sv": "{why} Undantag: hur många som svarat, och inte svarat, visas även när de är få, "
        "utom där ett annat dolt tal går att räkna ut av dem.",
        "en": "{why} Exception: how many have responded, and not responded, is shown even "
        "when the number is small, except where another hidden number could be worked out from it.",
    },
    "why_rounded": {
        "sv": "antal avrundas, och talet skulle då se ut att gälla alla eller ingen fast det inte "
        "gör det.",
        "en": "counts are rounded, and the number would then appear to be all or none when "
        "it is not.",
    },
    "why_few_units": {
        "sv": "för få enheter ligger bakom talet.",
        "en": "the number is based on too few units.",
    },
    "why_dominance": {
        "sv": "en enda enhet utgör nästan hela talet.",
        "en": "a single unit makes up nearly all of the number.",
    },
    "why_rest": REST_MEANS,
    "why_model": {
        "sv": "modellen har för få personer för det som den uppskattar, i allt eller i en grupp.",
        "en": "the model has too few people for what it estimates, overall or in one group.",
    },
    "why_released": {
        "sv": "tillsammans med vad som lämnats ut tidigare skulle talet visa färre än {count}.",
        "en": "together with earlier releases the number would reveal fewer than {count}.",
    },
    "why_not_allowed": {
        "sv": "reglerna tillåter inte talet för rapportens mottagare.",
        "en": "the rules do not allow the number for this audience.",
    },
}


def word(key: str, language: str = "sv", **fills: str) -> str:
    """Look up a phrase and fill in its places.

    Raises
    ------
    DefinitionError
        There is no such phrase, or not in that language.
    """
    try:
        return _WORDS[key][language].format(**fills)
    except KeyError as error:
        raise DefinitionError(
            "A phrase is asked for that tables do not have.",
            where=f"{key}, {language}: {error.args[0]}",
            remedy="Write it in nrs_lib/tables/wording.py, in Swedish and English.",
        ) from None
