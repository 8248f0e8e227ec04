"""Words on slides about improvement work, in both languages."""

WORDS = {
    "unplanned": {
        "sv": "Enheten har ingen handlingsplan ännu. En plan har ett mål, en åtgärd och en dag "
        "då den börjar.",
        "en": "The unit has no action plan yet. A plan has a goal, something to do and a day on "
        "which it begins.",
    },
    "undone": {
        "sv": "Ingen förändring är beskriven i en handlingsplan.",
        "en": "No change is described in an action plan.",
    },
    "open": {
        "sv": "Om något har ändrats går inte att säga.",
        "en": "It cannot be said whether anything has changed.",
    },
    "cause": {
        "sv": "En skillnad säger att något har ändrats, inte varför. Patienter, personal och "
        "registrering kan ha ändrats samtidigt.",
        "en": "A difference says that something has changed, not why. Patients, staff and "
        "registration may have changed at the same time.",
    },
    "chosen": {
        "sv": "Ett mått som valts för att det såg dåligt ut blir ofta bättre av sig självt.",
        "en": "A measure chosen because it looked bad often improves by itself.",
    },
    "answered": {
        "sv": "Resultatet gäller dem som svarat. Om andra svarar än förut kan värdet ändras utan "
        "att vården gör det.",
        "en": "The result holds for those who responded. If different kinds of people "
        "respond than before, the value may change without any change in care.",
    },
    "seasons": {
        "sv": "Efter förändringen har {after} kvartal gått, mot {before} före; årstider kan spela "
        "in.",
        "en": "Since the change, {after} quarters have passed, against {before} before it; "
        "seasons may play a part.",
    },
    "season": {
        "sv": "Efter förändringen har ett kvartal gått, mot {before} före; årstider kan spela in.",
        "en": "Since the change, one quarter has passed, against {before} before it; seasons "
        "may play a part.",
    },
    "between": {
        "sv": "{gap} räknas varken till före eller nu: nu är de senaste kvartalen, högst så många "
        "som före.",
        "en": "{gap} counts neither as before nor as now: now is the latest quarters, at most as "
        "many as before.",
    },
    "few": {
        "sv": "Värdet vilar på färre än {n} svar och är osäkert.",
        "en": "The value is based on fewer than {n} responses and is uncertain.",
    },
    "review": {"sv": "Vi ser efter igen {day}.", "en": "We will review this on {day}."},
    "reviewed": {
        "sv": "Uppföljningen var bestämd till {day}. Bestäm en ny dag, eller skriv vad ni lärde "
        "er.",
        "en": "The review was set for {day}. Set a new day, or write what you learnt.",
    },
    "was_set": {
        "sv": "Uppföljningen var bestämd till {day}.",
        "en": "The review was set for {day}.",
    },
    "kept": {
        "sv": "Vad som gjordes och varför står i enhetens egen plan. Orden visas bara utanför "
        "enheten om planen säger det.",
        "en": "What was done and why is in the unit's own plan. Its words are shown outside the "
        "unit only if the plan says so.",
    },
    "outside": {
        "sv": "Bilderna är gjorda för {readers}. Små tal, och tal som skulle ge dem, visas inte; "
        "enheten själv ser fler.",
        "en": "These slides are made for {readers}. Small numbers, and numbers that would give "
        "them away, are not shown; the unit itself sees more.",
    },
    "rounded": {
        "sv": "Antal är avrundade till närmaste {base}, och procenttal räknade på dem. "
        "Intervallen är så vida att de gäller vilka antal som än avrundats.",
        "en": "Counts are rounded to the nearest {base}, and percentages are calculated from "
        "the rounded counts. Intervals are wide enough to hold whatever the exact counts "
        "were.",
    },
    "status": {"sv": "Läge: {status}.", "en": "Status: {status}."},
    "ended": {
        "sv": "Välj vad som ska förbättras härnäst, eller sätt ett nytt mål för samma mått.",
        "en": "Choose what to improve next, or set a new goal for the same measure.",
    },
    "plan_now": {
        "sv": "Bestäm ett mål, en åtgärd och en dag, och skriv dem i en handlingsplan.",
        "en": "Decide on a goal, something to do and a day, and write them in an action plan.",
    },
    "unfollowed": {
        "sv": "{label} kan inte följas här: enheten har för få i perioden. Välj ett mått som fler "
        "har, eller följ det över längre tid.",
        "en": "{label} cannot be followed here: the unit has too few in the period. Choose a "
        "measure that applies to more patients, or follow it over a longer time.",
    },
}
