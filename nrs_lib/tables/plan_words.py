"""Words about a unit's action plan, in both languages."""

WORDS = {
    "least": {"sv": "minst {goal}", "en": "at least {goal}"},
    "most": {"sv": "högst {goal}", "en": "at most {goal}"},
    "goal": {"sv": "{label}: målet är {goal}", "en": "{label}: the goal is {goal}"},
    "no_goal": {
        "sv": "{label}: enheten har inte satt något mål",
        "en": "{label}: the unit has set no goal",
    },
    "before": {"sv": "Före ({span}): {value}", "en": "Before ({span}): {value}"},
    "now": {"sv": "Nu ({span}): {value}", "en": "Now ({span}): {value}"},
    "value": {"sv": "{value}, {level}-intervall {span}", "en": "{value}, {level} interval {span}"},
    "hidden": {"sv": "visas inte ({reason})", "en": "not shown ({reason})"},
    "changed": {
        "sv": "Värdet är {verb}, {side}: {difference}",
        "en": "The value is {verb}, {side}: {difference}",
    },
    "right": {"sv": "vilket är åt rätt håll", "en": "which is the right way"},
    "wrong": {"sv": "vilket är åt fel håll", "en": "which is the wrong way"},
    "alike": {
        "sv": "Det går inte att säga att värdet har ändrats: {difference}",
        "en": "It cannot be said that the value has changed: {difference}",
    },
    "difference": {
        "sv": "skillnaden är {value} ({level}-intervall {span})",
        "en": "the difference is {value} ({level} interval {span})",
    },
    "unrounded": {"sv": "{value}, räknat före avrundning", "en": "{value} before rounding"},
    "untold": {
        "sv": "För få svar för att jämföra före och efter",
        "en": "Too few responses to compare before and after",
    },
    "untold_before": {
        "sv": "Före och efter kan inte jämföras: tiden före har för få {few} att visa, och den är "
        "över",
        "en": "Before and after cannot be compared: the time before has too few {few} to "
        "show, and it is over",
    },
    "untold_both": {
        "sv": "Före och efter kan inte jämföras: både tiden före, som är över, och tiden efter "
        "har för få {few} att visa, eller inga",
        "en": "Before and after cannot be compared: both the time before, which is over, and the "
        "time after have too few {few} to show, or none",
    },
    "untold_now": {
        "sv": "Före och efter kan inte jämföras ännu: tiden efter har för få {few} att visa, men "
        "fler kan komma",
        "en": "Before and after cannot be compared yet: the time after has too few {few} to "
        "show, but more may come",
    },
    "not_begun": {
        "sv": "Förändringen börjar {day}; inget helt kvartal har gått sedan dess",
        "en": "The change begins {day}; no whole quarter has passed since",
    },
    "undated": {
        "sv": "Ingen förändring är daterad, så det finns inget före och efter",
        "en": "No change is dated, so there is no before and after",
    },
    "within": {
        "sv": "Målet ligger inom osäkerheten, så det går inte att säga om det är nått{left}",
        "en": "The goal lies within the uncertainty, so it cannot be said whether it is "
        "reached{left}",
    },
    "left": {"sv": "; {amount} återstår", "en": "; {amount} left"},
    "short": {"sv": "Till målet återstår {amount}", "en": "{amount} left to the goal"},
    "points": {"sv": "{n} procentenheter", "en": "{n} percentage points"},
    "point": {"sv": "en procentenhet", "en": "one percentage point"},
    "under_point": {"sv": "mindre än en procentenhet", "en": "less than one percentage point"},
}
