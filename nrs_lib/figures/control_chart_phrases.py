"""The phrases of control charts, in Swedish and English."""

from __future__ import annotations

TEXT = {
    "sv": {
        "how": "Blått: {who}. {limits}{shapes}{gaps}n: antal bakom punkten.",
        "dashed": "Streckat: gränser för vad slumpen ger. ",
        "dashed_wider": "Streckat: gränser för vad slumpen ger, vidare där punkten vilar på "
        "färre. ",
        "dashed_some": "Streckat: gränser för vad slumpen ger, för andelar vidare där punkten "
        "vilar på färre. ",
        "chart_few_points": "Minst {least} punkter behövs för processgränser; här finns {n}.",
        "chart_provisional_limits": "Gränserna är preliminära tills det finns {firm} punkter; nu "
        "finns {n}.",
        "chart_few_expected": "Gränserna är ungefärliga för {spelled} {periods}, eftersom "
        "antalen är små.",
        "chart_few_expected_all": "Gränserna är ungefärliga för alla {n} {periods}, eftersom "
        "antalen är små.",
        "chart_cannot_signal": "I {spelled} {periods} når gränserna måttets båda ändar, så att "
        "inget kan hamna utanför.",
        "every_3": "En punkt per kvartal.",
        "every_6": "En punkt per halvår, för kvartalen har för få svar eller patienter.",
        "every_12": "En punkt per år, för kortare perioder har för få svar eller patienter.",
        "median": "Varje punkt är periodens median.",
        "longer": "De andra periodlängder som räknas här ger ett sämre diagram.",
        "no_longer": "Andra periodlängder räknas inte här.",
        "improving": "Grön romb: mer än slump, bättre. ",
        "concerning": "Orange fyrkant: mer än slump, sämre. ",
        "special_cause": "Ring: mer än slump. ",
        "is_improving": "{label}: mer än slump, till det bättre ({rule})",
        "is_concerning": "{label}: mer än slump, till det sämre ({rule})",
        "is_special_cause": "{label}: mer än slump ({rule})",
        "now_common": "{label}: nu inget utöver slump; tidigare mer än slump ({rule})",
        "is_common_cause": "{label}: inget utöver slump på {n} {periods}",
        "last_common_cause": "{label}: inget utöver slump i de senaste som visas; "
        "tidigare mer än slump ({rule})",
        "last_not_judged": "{label}: tidigare mer än slump ({rule}); för få {periods} visas för "
        "att bedöma de senaste",
        "is_not_judged": "{label}: för få {periods} visas för att skilja förändring från slump",
        "hidden": "{label}: för få svar eller patienter per {period} för att visa utvecklingen",
        "period_3": "kvartal",
        "period_6": "halvår",
        "period_12": "år",
        "period_any": "period",
        "periods_3": "kvartal",
        "periods_6": "halvår",
        "periods_12": "år",
        "gap": "Visas inte, {reason}: {periods}.",
        "gappy": "Av {of} {periods} kan bara {n} visas, färre än de {part} som ett diagram bör ha.",
        "gappy_unjudged": "Att inget syns utöver slump betyder då inte att inget har ändrats.",
        "gappy_chosen": "Vilka som döljs beror delvis på resultatet, så mitt och gränser kan ligga "
        "fel.",
        "elsewhere": "Med samma regler bedöms {measures} {names}, som inte ritas här; vad {they} "
        "visar står vid måttet först i rapporten.",
        "measures_one": "måttet",
        "measures_some": "måtten",
        "they_one": "det",
        "they_some": "de",
        "judged_of": "”{label}” (av {of} {periods} visas {n})",
        "gaps": "Grå fält: visas inte, men är inte noll. ",
        "change": "Känd förändring {day}: {reason}.",
        "some": "Mer än slump: {names}",
        "and_none": "{some}; i övrigt inget utöver slump",
        "none": "Inget utöver slump i något av {n} mått{able}",
        "none_now": "Nu inget utöver slump i något av {n} mått{able}; tidigare mer än slump: "
        "{names}",
        "none_last": "Inget utöver slump i de senaste perioderna som visas i något av {n} "
        "mått{able}; tidigare mer än slump: {names}",
        "able": " som kan bedömas",
        "none_in_one": "{label}: inget utöver slump",
        "not_judged_one": "{label}: för få svar eller patienter per period för att skilja "
        "förändring från slump",
        "not_judged": "{n} mått över tid: för få svar eller patienter per period för att skilja "
        "förändring från slump",
        "few": "Utvecklingen kan inte visas, eftersom svaren eller patienterna är för få per "
        "{period}: {names}.",
        "target_note": "Mål: {target}, från {since}.",
        "no_target": "Registret har inte satt något mål.",
        "known": "Diagrammet jämför {who} med sig själv över tid, inte med andra.",
        "n": "n",
        "centre": "Mitt",
        "upper": "Övre",
        "lower": "Undre",
        "target": "Mål",
        "assumed_target": "Antaget mål",
        "centre_line": "Centrallinje",
        "limits": "Gränser",
        "signal": "Signal",
        "improving_row": "bättre: {rules}",
        "concerning_row": "sämre: {rules}",
        "special_cause_row": "{rules}",
    },
    "en": {
        "how": "Blue: {who}. {limits}{shapes}{gaps}n: number on which the point is based.",
        "dashed": "Dashed: limits of chance variation. ",
        "dashed_wider": "Dashed: limits of chance variation, wider where a point is based on "
        "fewer. ",
        "dashed_some": "Dashed: limits of chance variation, for shares wider where a point is "
        "based on fewer. ",
        "chart_few_points": "Process limits need at least {least} points; there are {n}.",
        "chart_provisional_limits": "The limits are provisional until there are {firm} points; "
        "now there are {n}.",
        "chart_few_expected": "Limits are approximate in {spelled} {periods}, as counts are small.",
        "chart_few_expected_all": "Limits are approximate in all {n} {periods}, as counts are "
        "small.",
        "chart_cannot_signal": "In {spelled} {periods} limits reach both ends of the measure, so "
        "that nothing can fall outside.",
        "every_3": "A point for each quarter.",
        "every_6": "A point for each half-year, as quarters have too few responses or patients.",
        "every_12": "A point for each year, as shorter periods have too few responses or patients.",
        "median": "Each point is the period's median.",
        "longer": "The other period lengths counted here give a poorer chart.",
        "no_longer": "Periods of other lengths are not counted here.",
        "improving": "Green diamond: beyond chance, better. ",
        "concerning": "Orange square: beyond chance, worse. ",
        "special_cause": "Ring: beyond chance. ",
        "is_improving": "{label}: beyond chance, for the better ({rule})",
        "is_concerning": "{label}: beyond chance, for the worse ({rule})",
        "is_special_cause": "{label}: beyond chance ({rule})",
        "now_common": "{label}: nothing beyond chance now; beyond chance earlier ({rule})",
        "is_common_cause": "{label}: nothing beyond chance in {n} {periods}",
        "last_common_cause": "{label}: nothing beyond chance in the latest {periods} shown; "
        "beyond chance earlier ({rule})",
        "last_not_judged": "{label}: beyond chance earlier ({rule}); too few {periods} are shown "
        "to judge the latest",
        "is_not_judged": "{label}: too few {periods} are shown to tell change from chance",
        "hidden": "{label}: too few responses or patients per {period} to show a trend",
        "period_3": "quarter",
        "period_6": "half-year",
        "period_12": "year",
        "period_any": "period",
        "periods_3": "quarters",
        "periods_6": "half-years",
        "periods_12": "years",
        "gap": "Not shown, {reason}: {periods}.",
        "gappy": "Of {of} {periods} only {n} can be shown, fewer than the {part} that a chart "
        "should have.",
        "gappy_unjudged": "That nothing shows beyond chance then does not mean that nothing "
        "has changed.",
        "gappy_chosen": "Which are hidden depends partly on the result, so the centre and the "
        "limits may be off.",
        "elsewhere": "The same rules are applied to the {measures} {names}, not drawn here; what "
        "{they} shows is given with the measure at the start of the report.",
        "measures_one": "measure",
        "measures_some": "measures",
        "they_one": "it",
        "they_some": "each",
        "judged_of": "“{label}” (of {of} {periods}, {n} are shown)",
        "gaps": "Grey areas: not shown, but not zero. ",
        "change": "Known change on {day}: {reason}.",
        "some": "Beyond chance: {names}",
        "and_none": "{some}; otherwise nothing beyond chance",
        "none": "Nothing beyond chance in any of {n} measures{able}",
        "none_now": "Nothing beyond chance now in any of {n} measures{able}; earlier beyond "
        "chance: {names}",
        "none_last": "Nothing beyond chance in the latest periods shown in any of {n} "
        "measures{able}; earlier beyond chance: {names}",
        "able": " that can be judged",
        "none_in_one": "{label}: nothing beyond chance",
        "not_judged_one": "{label}: too few responses or patients per period to tell change from "
        "chance",
        "not_judged": "{n} measures over time: too few responses or patients per period to tell "
        "change from chance",
        "few": "The trend cannot be shown, because responses or patients are too few per {period}: "
        "{names}.",
        "target_note": "Target: {target}, from {since}.",
        "no_target": "The registry has set no target.",
        "known": "The chart compares {who} with itself over time, not with others.",
        "n": "n",
        "centre": "Centre",
        "upper": "Upper",
        "lower": "Lower",
        "target": "Target",
        "assumed_target": "Assumed target",
        "centre_line": "Centre line",
        "limits": "Limits",
        "signal": "Signal",
        "improving_row": "better: {rules}",
        "concerning_row": "worse: {rules}",
        "special_cause_row": "{rules}",
    },
}
