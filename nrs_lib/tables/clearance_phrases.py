"""Phrases on what disclosure control did, in both languages."""

WORDS = {
    "limits": {
        "sv": "egna resultat från {own} svar, andras och rikets från {others}; antal från {count}, "
        "av dem som räknas och av de övriga; {zeros}",
        "en": "own results need at least {own} responses, other units' and national results "
        "at least {others}; counts at least {count}, both of those counted and of the "
        "rest; {zeros}",
    },
    "limits_alike": {
        "sv": "resultat från {others} svar; antal från {count}, av dem som räknas och av de "
        "övriga; {zeros}",
        "en": "results need at least {others} responses; counts at least {count}, both of those "
        "counted and of the rest; {zeros}",
    },
    # Who may see its own patients has no limit on their counts, and reads of both kinds.
    "limits_apart": {
        "sv": "enhetens egna resultat och andelar, med sina antal, visas från {own} svar eller "
        "patienter; dess rena antal har ingen gräns. Andra enheters och rikets resultat visas "
        "från {others} svar, antal från {count}, av dem som räknas och av de "
        "övriga; {zeros}",
        "en": "the unit's own results and shares, with their counts, need at least {own} "
        "responses or patients; its plain counts have no limit. "
        "Other units' and national results need at least {others} responses, counts at "
        "least {count}, both of those counted and of the rest; {zeros}",
    },
    "zeros_show": {"sv": "noll visas", "en": "zero is shown"},
    "zeros_hide": {"sv": "noll visas inte", "en": "zero is not shown"},
    "width": {
        "sv": "ett dolt antal om andra enheter eller riket går inte att räkna ut närmare än inom "
        "{others} personer",
        "en": "a hidden count for other units or nationally cannot be worked out more "
        "closely than to within {others} people",
    },
    "answering": {
        "sv": "hur många som svarat, och inte svarat, på en enkät eller ett formulär i den visas "
        "även när de är få, så länge gruppen är så stor att en andel får visas",
        "en": "how many have responded, and not responded, to a questionnaire or a form in "
        "it is shown even when the number is small, as long as the group is large enough "
        "for a share to be shown",
    },
    "answering_from": {
        "sv": "hur många som svarat, och inte svarat, på en enkät eller ett formulär i den visas "
        "från {count}",
        "en": "how many have responded, and not responded, to a questionnaire or a form in "
        "it is shown when there are at least {count}",
    },
    "answering_as_others": {
        "sv": "samma gränser som för andra antal",
        "en": "the same limits as for other counts",
    },
    "answering_own": {
        "sv": "{told}; enhetens egna rena antal visas utan gräns",
        "en": "{told}; the unit's own plain counts have no limit",
    },
    "answering_rounded": {
        "sv": "{told}; en andel som av avrundningen skulle bli alla eller ingen visas inte",
        "en": "{told}; a share that rounding would turn into all or none is not shown",
    },
    "rounding_none": {
        "sv": "antal avrundas inte; i rapportens filer har medelvärden högst {mean} decimaler och "
        "andelar högst {share}, på sidan färre",
        "en": "counts are not rounded; in the report's files means have at most {mean} decimals "
        "and shares at most {share}, on the page fewer",
    },
    "rounding": {
        "sv": "antal avrundas till närmaste {base} innan andelar räknas, och andelarnas intervall "
        "rymmer dem för alla antal som avrundas så; i rapportens filer har medelvärden högst "
        "{mean} decimaler och andelar högst {share}, på sidan färre",
        "en": "counts are rounded to the nearest {base} before shares are computed, and the "
        "intervals of shares cover every count that rounds to the same number; in the "
        "report's files means have at most {mean} decimals and shares at most {share}, "
        "on the page fewer",
    },
    "models": {
        "sv": "minst {min_df} frihetsgrader, {min_people_per_parameter} personer per skattat tal "
        "och {min_group} i den minsta gruppen",
        "en": "at least {min_df} degrees of freedom, {min_people_per_parameter} people for each "
        "estimated number and {min_group} in the smallest group",
    },
    "forms": {
        "sv": "ingen enskild person ritas, inga ytterlighetsvärden; minst {min_beyond} personer "
        "utanför en kvantil och {min_step} i ett steg",
        "en": "no individual is drawn, and no extreme values; at least {min_beyond} people "
        "beyond a quantile and {min_step} in a step",
    },
    "forms_apart": {
        "sv": "om andra enheter och riket: {forms}; enhetens egna antal ritas som de är",
        "en": "for other units and nationally: {forms}; the unit's own counts are drawn as "
        "they are",
    },
    "suppression_highs": {
        "sv": "söks av optimeringsprogrammet HiGHS, så få som möjligt",
        "en": "selected by the optimisation program HiGHS, as few as possible",
    },
    "suppression_tauargus": {
        "sv": "väljs av programmet Tau-Argus i tabeller med alla summor, i övrigt av "
        "optimeringsprogrammet HiGHS",
        "en": "selected by the program Tau-Argus in tables with all margins, otherwise by "
        "the optimisation program HiGHS",
    },
    "suppression_units": {
        "sv": "{suppression}; inte heller den enhet som vet sina egna tal kan räkna ut en annans",
        "en": "{suppression}; nor can a unit, which knows its own numbers, work out another's",
    },
    "ledger_unnamed": {
        "sv": "{ledger}; om enheter utan namn räknas det som känt som samma läsare redan har fått "
        "se, med namn eller utan, och den som har en rapport med namn kan känna igen dem på deras "
        "tal",
        "en": "{ledger}; of units without names, what the same readers have been shown, with names "
        "or without, counts as known, and whoever has a report with names may know them by their "
        "numbers",
    },
    "ledger_hide": {
        "sv": "tal som tillsammans med dem skulle visa få personer döljs",
        "en": "numbers that, combined with earlier releases, would reveal few people are hidden",
    },
    "ledger_refuse": {
        "sv": "en utlämning som tillsammans med dem skulle visa få personer stoppas",
        "en": "a release that, combined with earlier ones, would reveal few people is stopped",
    },
    "evidence_assumed": {"sv": "antaget", "en": "assumed"},
    "evidence_published": {"sv": "publicerat", "en": "published"},
    "evidence_verified": {"sv": "bekräftat", "en": "verified"},
    "pool_all": {
        "sv": "{hidden} av {rows} {shorts} döljs för små antals skull; räknat per {long} "
        "visas alla",
        "en": "{hidden} of {rows} {shorts} {be} hidden on account of small counts; "
        "counted by {long}, all are shown",
    },
    "pool_some": {
        "sv": "{hidden} av {rows} {shorts} döljs för små antals skull; räknat per {long} döljs en "
        "mindre del av talen",
        "en": "{hidden} of {rows} {shorts} {be} hidden on account of small counts; "
        "counted by {long}, a smaller part of the numbers is hidden",
    },
    "merge_all": {
        "sv": "{hidden} av {rows} tal döljs; läggs {names} ihop visas alla",
        "en": "{hidden} of {rows} numbers {be} hidden; with {names} put together all are shown",
    },
    "merge_some": {
        "sv": "{hidden} av {rows} tal döljs; läggs {names} ihop döljs {after} av {left} tal",
        "en": "{hidden} of {rows} numbers {be} hidden; with {names} put together {after} of "
        "{left} numbers",
    },
    "merge_taken": {
        "sv": "{names} visas tillsammans; annars hade {hidden} av {rows} tal dolts",
        "en": "{names} are shown together; {hidden} of {rows} numbers would have been hidden",
    },
}
