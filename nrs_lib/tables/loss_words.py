"""Phrases on what the missing may do to the main results, in both languages."""

from __future__ import annotations

LOSS_WORDS: dict[str, dict[str, str]] = {
    "several_ways": {
        "sv": "De som inte svarat kan ha haft det bättre eller sämre. Samma resultat räknas därför "
        "på flera sätt.",
        "en": "Those who did not respond may have fared better or worse. The same result is "
        "therefore computed in several ways.",
    },
    "turns": {
        "sv": "{label}: patienterna blev i snitt bättre, men slutsatsen ändras om de utan svar är "
        "minst {shift} poäng sämre än skattat ({scale}).",
        "en": "{label}: patients improved on average, but the conclusion changes if "
        "non-responders are at least {shift} points worse than their imputed values "
        "({scale}).",
    },
    "turns_barely": {
        "sv": "{label}: patienterna blev i snitt bättre, men slutsatsen faller så snart de utan "
        "svar är något sämre än skattat.",
        "en": "{label}: patients improved on average, but the conclusion no longer holds if "
        "non-responders are even slightly worse than their imputed values.",
    },
    "turned": {
        "sv": "{label}: bland dem som svarat blev patienterna i snitt bättre, men med de saknade "
        "svaren skattade går förbättringen inte att skilja från noll.",
        "en": "{label}: those who responded improved on average, but with the missing responses "
        "imputed the improvement cannot be distinguished from zero.",
    },
    "open_but_imputed": {
        "sv": "{label}: bland dem som svarat går förändringen inte att skilja från noll. Med de "
        "saknade svaren skattade visar hela intervallet förbättring, men det vilar på skattade "
        "svar{turns}.",
        "en": "{label}: among those who responded the change cannot be distinguished from zero. "
        "With the missing responses imputed the whole interval shows improvement, but that rests "
        "on imputed values{turns}.",
    },
    "imputed_turns": {
        "sv": " och gäller inte längre om de utan svar är minst {shift} poäng sämre än skattat "
        "({scale})",
        "en": " and no longer holds if non-responders are at least {shift} points worse than "
        "their imputed values ({scale})",
    },
    "scale_lower": {
        "sv": "skalan går från {low} till {high}, lägre är bättre",
        "en": "the scale goes from {low} to {high}, lower is better",
    },
    "scale_higher": {
        "sv": "skalan går från {low} till {high}, högre är bättre",
        "en": "the scale goes from {low} to {high}, higher is better",
    },
    "holds": {
        "sv": "{label}: förbättringen efter ett år förblir säker så länge de vars förändring "
        "är okänd ({lost}) i snitt är mindre än {shift} poäng sämre än de som svarat.",
        "en": "{label}: the improvement after one year remains certain as long as those whose "
        "change is unknown ({lost}) are on average less than {shift} points worse than those who "
        "responded.",
    },
    "holds_barely": {
        "sv": "{label}: förbättringen efter ett år är nätt och jämnt säkrad; den faller så snart "
        "de vars förändring är okänd ({lost}) i snitt är något sämre än de som svarat.",
        "en": "{label}: the improvement after one year is only just certain; it no longer "
        "holds if those whose change is unknown ({lost}) are on average even slightly "
        "worse than those who responded.",
    },
    "frail": {
        "sv": "{label}: förbättringen efter ett år är säker bara bland dem som svarat, för den "
        "är inte längre säker om de vars förändring är okänd ({lost}) i snitt är {shift} poäng "
        "sämre än de som svarat.",
        "en": "{label}: the improvement after one year is certain only among those who "
        "responded, as it is no longer certain if those whose change is unknown ({lost}) are on "
        "average {shift} points worse than those who responded.",
    },
    "frail_barely": {
        "sv": "{label}: förbättringen efter ett år är säker bara bland dem som svarat, för den "
        "faller så snart de vars förändring är okänd ({lost}) i snitt är något sämre än de som "
        "svarat.",
        "en": "{label}: the improvement after one year is certain only among those who "
        "responded, as it no longer holds if those whose change is unknown ({lost}) are on "
        "average even slightly worse than those who responded.",
    },
    "open_imputed": {
        "sv": "Med de saknade svaren skattade går förbättringen inte att skilja från noll.",
        "en": "With the missing responses imputed the improvement cannot be distinguished from "
        "zero.",
    },
    "holds_small": {
        "sv": "Det är mindre än gränsen för betydelsefull förbättring ({small} poäng{part}), så "
        "slutsatsen är osäker.",
        "en": "That is less than the threshold for meaningful improvement ({small} points{part}), "
        "so the conclusion is not firm.",
    },
    "holds_well": {
        "sv": "Det är mer än gränsen för betydelsefull förbättring ({small} poäng{part}), så "
        "slutsatsen tål en sådan skillnad.",
        "en": "That is more than the threshold for meaningful improvement ({small} points{part}), "
        "so the conclusion withstands a difference of that size.",
    },
    "part_of_start": {
        "sv": "{size} av medelvärdet vid start bland dem som skulle följas upp",
        "en": "{size} of the mean at baseline of those due for follow-up",
    },
    "limit_of_start": {
        "sv": "Gräns för betydelsefull förbättring i {label}: {part}.",
        "en": "Threshold for meaningful improvement in {label}: {part}.",
    },
    "holds_always": {
        "sv": "{label}: förbättringen efter ett år står sig även om alla vars förändring "
        "är okänd ({lost}) skulle ha hamnat sämst på skalan.",
        "en": "{label}: the improvement after one year holds even if all those whose change is "
        "unknown ({lost}) were at the worst end of the scale.",
    },
    "holds_whole": {
        "sv": "{label}: alla som skulle följas upp har svarat, så resultatet vilar inte på något "
        "antagande om bortfall.",
        "en": "{label}: everyone due for follow-up responded, so the result rests on no "
        "assumption about missing responses.",
    },
    "holds_imputed": {
        "sv": "När saknade svar i stället skattas ändras slutsatsen först om de är {shift} poäng "
        "sämre än skattat.",
        "en": "With the missing responses imputed instead, the conclusion changes only if they "
        "are {shift} points worse than the imputed values.",
    },
    "worse": {
        "sv": "{label}: de som svarat blev i snitt sämre efter ett år.",
        "en": "{label}: those who responded were on average worse after one year.",
    },
    "unknown": {
        "sv": "{label}: för få svar efter ett år för att pröva resultatet mot bortfallet.",
        "en": "{label}: too few responses after one year to test the result against non-response.",
    },
    "open": {
        "sv": "{label}: redan bland dem som svarat går förändringen efter ett år inte att skilja "
        "från noll.",
        "en": "{label}: even among those who responded the change after one year cannot be "
        "distinguished from zero.",
    },
    "scales_tested": {
        "sv": "Det gäller dem som svarat: av skalorna är bara {labels} prövade mot bortfallet, och "
        "det efter ett år.",
        "en": "This holds for those who responded: of the scales only {labels} were tested against "
        "non-response, and that after one year.",
    },
    "scales_untested": {
        "sv": "Det gäller dem som svarat: ingen skala är prövad mot bortfallet.",
        "en": "This holds for those who responded: no scale was tested against non-response.",
    },
    "untested": {
        "sv": "Bortfallet kan inte prövas, så resultatet gäller bara dem som svarat: {labels}.",
        "en": "The result cannot be tested against non-response, so it holds only for those "
        "who responded: {labels}.",
    },
    "unshown_result": {
        "sv": "För få svar för att visas eller prövas mot bortfallet: {labels}.",
        "en": "Too few responses to be shown or tested against non-response: {labels}.",
    },
}
