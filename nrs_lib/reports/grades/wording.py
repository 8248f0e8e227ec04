"""What the page says, in Swedish and English, each phrase written once."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "title": "Så väl räknar statistiken",
        "lead": "Ett 95-procentigt intervall ska innehålla det sanna värdet i 95 fall av 100. Här "
        "dras data många gånger ur en sanning som är känd, och så räknas hur ofta intervallen "
        "faktiskt innehåller den. Metoderna är de som rapporter och studier använder.",
        "bar": "Godkänt är {low} till {high}; gränserna är {evidence}.",
        "unsure": "Simuleringen har själv en osäkerhet, som står inom parentes. En metod "
        "underkänns först när hela den osäkerheten ligger utanför.",
        "intervals": "Intervallens täckning",
        "situation": "Situation",
        "method": "Metod",
        "held": "Innehöll sanningen",
        "width": "Bredd",
        "verdict": "Omdöme",
        "inside": "godkänd",
        "cautious": "försiktig: bredare än den behöver vara",
        "too_narrow": "underkänd: lovar mer än den håller",
        "failed": "{n} metoder är underkända.",
        "failed_one": "En metod är underkänd.",
        "passed": "Ingen metod är underkänd.",
        "missing": "inget intervall i {n} dragningar",
        "chain": "Hela vägen, från leverans till jämförda enheter",
        "chain_about": "{n} påhittade register lästes in som vilken leverans som helst, och "
        "enheterna jämfördes med hänsyn till patientsammansättning, år för år ({years}). Varje "
        "enhets sanna förändring är känd. Fel och snedhet är andelar av den nationella "
        "förändringen.",
        "chain_about_one": "Ett påhittat register lästes in som vilken leverans som helst, och "
        "enheterna jämfördes med hänsyn till patientsammansättning, år för år ({years}). Varje "
        "enhets sanna förändring är känd. Fel och snedhet är andelar av den nationella "
        "förändringen.",
        "of_adjusted": "Justerade",
        "of_shrunken": "Krympta",
        "covered": "täckning",
        "bias": "Snedhet",
        "coverage_note": "Snedhet: skattningarnas medelvärde minus det sanna värdet, i deras "
        "egna standardavvikelser. Bredd: intervallens median, i måttets enhet.",
        "no_bias": "–",
        "cited_thorough": "Metoderna prövades {day} mot kända sanningar med många dragningar "
        "(program {program}, kod {checksum}, grading.yaml version {version}; {n} prövningar).",
        "cited_quick": "Metoderna prövades {day} mot kända sanningar med få dragningar "
        "(program {program}, kod {checksum}, grading.yaml version {version}; {n} prövningar).",
        "cited_failed": "{n} är underkända.",
        "cited_old": "Programmet eller definitionerna har ändrats sedan dess.",
        "link": "Så väl räknar statistiken",
        "error": "Fel, %",
        "errors": "rått; justerat; krympt",
        "false": "Falska larm",
        "detected": "Upptäckta",
        "chain_note": "Falska larm: utanför larmgränsen, av enheter vars sanna förändring skiljer "
        "sig högst {near} från rikets. Upptäckta: utanför uppmärksamhetsgränsen, av enheter som "
        "skiljer sig minst {apart}.",
        "units": "{n} enheter och år",
        "assumed": "antagna",
        "published": "publicerade",
        "verified": "bekräftade",
        "draws": "Dragningar per situation, som flest",
        "seed": "Frö",
        "code": "Programversion",
    },
    "en": {
        "title": "How well the statistics perform",
        "lead": "A 95 per cent interval should hold the true value in 95 cases of 100. Here data "
        "is drawn many times from a truth that is known, and it is counted how often the intervals "
        "hold it. The methods are those that reports and studies use.",
        "bar": "{low} to {high} passes; the limits are {evidence}.",
        "unsure": "The simulation is itself uncertain, as the parentheses tell. A method fails "
        "only when the whole of that uncertainty lies outside.",
        "intervals": "Coverage of intervals",
        "situation": "Situation",
        "method": "Method",
        "held": "Held the truth",
        "width": "Width",
        "verdict": "Verdict",
        "inside": "passed",
        "cautious": "cautious: wider than it needs to be",
        "too_narrow": "failed: promises more than it keeps",
        "failed": "{n} methods fail.",
        "failed_one": "One method fails.",
        "passed": "No method fails.",
        "missing": "no interval in {n} draws",
        "chain": "The whole way, from delivery to units compared",
        "chain_about": "{n} invented registries were loaded as any delivery, and the units "
        "compared with regard to case mix, year by year ({years}). Each unit's true change is "
        "known. Error and bias are shares of the national change.",
        "chain_about_one": "An invented registry was loaded as any delivery, and the units "
        "compared with regard to case mix, year by year ({years}). Each unit's true change is "
        "known. Error and bias are shares of the national change.",
        "of_adjusted": "Adjusted",
        "of_shrunken": "Shrunken",
        "covered": "coverage",
        "bias": "Bias",
        "coverage_note": "Bias: mean of the estimates less the true value, in their own standard "
        "deviations. Width: the intervals' median, in the measure's unit.",
        "no_bias": "–",
        "cited_thorough": "The methods were tested on {day} against known truths with many "
        "draws (program {program}, code {checksum}, grading.yaml version {version}; {n} "
        "trials).",
        "cited_quick": "The methods were tested on {day} against known truths with few draws "
        "(program {program}, code {checksum}, grading.yaml version {version}; {n} "
        "trials).",
        "cited_failed": "{n} fail.",
        "cited_old": "The program or its definitions have changed since.",
        "link": "How well the statistics perform",
        "error": "Error, %",
        "errors": "raw; adjusted; shrunken",
        "false": "False alarms",
        "detected": "Detected",
        "chain_note": "False alarms: outside the alarm limit, of units whose true change "
        "differs from the national one by at most {near}. Detected: outside the alert "
        "limit, of units that differ by at least {apart}.",
        "units": "{n} units and years",
        "assumed": "assumed",
        "published": "published",
        "verified": "verified",
        "draws": "Draws in each situation, at most",
        "seed": "Seed",
        "code": "Program version",
    },
}
