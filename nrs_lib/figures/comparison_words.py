"""What units beside each other say, in Swedish and English."""

from __future__ import annotations

TEXT = {
    "sv": {
        "what": "{definition} {time}{marks}",
        "marks": "Punkterna är enheternas värden utan hänsyn till patientsammansättningen, med "
        "{level}-intervall, sorterade efter värde.",
        "dark": "Fylld punkt: hela intervallet ligger på ena sidan om rikets värde.",
        "nation": "Lodrätt streck: riket, med intervallet som band.",
        "own": "Romb: {own}.",
        "higher": "{label}: {own} ligger över riket, {value} mot {reference}",
        "lower": "{label}: {own} ligger under riket, {value} mot {reference}",
        "alike": "{label}: {own} går inte att skilja säkert från riket, {value} mot {reference}",
        "alone": "{label}: {own} har {value}",
        "own_hidden": "{label}: {own} visas inte, {reason}",
        "told": "{label}: {some}",
        "first_higher": "{k} av {units} ligger säkert över riket{names}",
        "first_higher_one": "{k} av {units} ligger säkert över riket{names}",
        "first_lower": "{k} av {units} ligger säkert under riket{names}",
        "first_lower_one": "{k} av {units} ligger säkert under riket{names}",
        "chance_higher": "{k} av {units} har hela intervallet över riket{names}",
        "chance_higher_one": "{k} av {units} har hela intervallet över riket{names}",
        "chance_lower": "{k} av {units} har hela intervallet under riket{names}",
        "chance_lower_one": "{k} av {units} har hela intervallet under riket{names}",
        "may_be_chance": "{some}, vilket slumpen ensam kan ge",
        "then_lower": "{k} under{names}",
        "then_lower_one": "{k} under{names}",
        "and": " och ",
        "spread_all": "{label}: ingen av {units} går att skilja säkert från riket",
        "spread_one": "{label}: den enda enhet som kan jämföras går inte att skilja säkert "
        "från riket",
        "none": "{label}: inga enheter kan visas",
        "no_nation": "{label}: ingen enhet kan jämföras med riket, vars värde inte visas",
        "chance": "Av {n} enheter väntas {k} av en slump hamna med hela intervallet på ena sidan "
        "om rikets värde.",
        "about": "ungefär {k}",
        "widened": "Antalen är avrundade till närmaste {base} och intervallen vidgade för det.",
        "widened_funnel": "Antalen är avrundade till närmaste {base} och intervallen vidgade för "
        "det, så en enhet utanför gränserna i figuren över antalet svar behöver inte gå att skilja "
        "från riket här.",
        "whole": "Intervall och riket jämförs i hela procent, som de är skrivna.",
        "whole_clear": "Intervall och riket jämförs i hela procent, som de är skrivna: en enhet "
        "vars intervall nätt och jämnt går fri från rikets streck räknas inte som avvikande.",
    },
    "en": {
        "what": "{definition} {time}{marks}",
        "marks": "Dots are the units' values without adjustment for case mix, with {level} "
        "intervals, sorted by value.",
        "dark": "Filled dot: the whole interval lies on one side of the national figure.",
        "nation": "Vertical line: the national figure, with its interval as a band.",
        "own": "Diamond: {own}.",
        "higher": "{label}: {own} is above the national figure, {value} against {reference}",
        "lower": "{label}: {own} is below the national figure, {value} against {reference}",
        "alike": "{label}: {own} cannot be clearly distinguished from the national "
        "figure, {value} against {reference}",
        "alone": "{label}: {own} has {value}",
        "own_hidden": "{label}: {own} is not shown, {reason}",
        "told": "{label}: {some}",
        "first_higher": "{k} of {units} are clearly above the national figure{names}",
        "first_higher_one": "{k} of {units} is clearly above the national figure{names}",
        "first_lower": "{k} of {units} are clearly below the national figure{names}",
        "first_lower_one": "{k} of {units} is clearly below the national figure{names}",
        "chance_higher": "{k} of {units} have the whole interval above the national figure{names}",
        "chance_higher_one": "{k} of {units} has the whole interval above the national "
        "figure{names}",
        "chance_lower": "{k} of {units} have the whole interval below the national figure{names}",
        "chance_lower_one": "{k} of {units} has the whole interval below the national "
        "figure{names}",
        "may_be_chance": "{some}, which chance alone could produce",
        "then_lower": "{k} below{names}",
        "then_lower_one": "{k} below{names}",
        "and": " and ",
        "spread_all": "{label}: none of {units} can be clearly distinguished from the national "
        "figure",
        "spread_one": "{label}: the only unit that can be compared cannot be clearly distinguished "
        "from the national figure",
        "none": "{label}: no units can be shown",
        "no_nation": "{label}: no unit can be compared, as the national figure is not shown",
        "chance": "Of {n} units, {k} would be expected by chance to have their whole interval on "
        "one side of the national figure.",
        "about": "about {k}",
        "widened": "Counts are rounded to the nearest {base} and intervals widened for it.",
        "widened_funnel": "Counts are rounded to the nearest {base} and intervals widened for it, "
        "so a unit outside the limits in the figure by number of responses need not be "
        "distinguishable from the national figure here.",
        "whole": "Intervals and the national figure are compared in whole per cent, as printed.",
        "whole_clear": "Intervals and the national figure are compared in whole per cent, as "
        "printed: a unit whose interval barely clears the national line is not counted as "
        "different.",
    },
}
