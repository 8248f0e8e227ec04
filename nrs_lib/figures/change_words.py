"""What the figure of change says, in Swedish and English."""

from __future__ import annotations

TEXT = {
    "sv": {
        "what": "Alla skalor är omräknade till 0–100, så att åt höger är bättre. Ring: start. "
        "Punkt: avslut. Romb: ett år. {colours} {band}Varje linje börjar vid startvärdet "
        "för dem som också svarat senare.",
        "band": "Sandfärgat band: så långt måste en patient nå för att förändringen ska räknas "
        "som betydelsefull, på de skalor som har en sådan gräns{blue}. ",
        "band_blue": " och visas i blått",
        "ring": "Stor ring vid en punkt eller romb: starten, större ritad där den ligger så nära "
        "det senare värdet att märkena annars döljer varandra.",
        "colours": "Blått: {own}, med förändringens {level}-intervall som ljust band. Grått: "
        "riket.",
        "colours_nation": "Blått: riket, med förändringens {level}-intervall som ljust band.",
        "all": "Alla {n} skalor är säkert bättre {when} än vid start",
        "some": "{k} av {n} skalor är säkert bättre {when} än vid start",
        "both": "Alla {n} skalor är säkert bättre än vid start, både {when} och {later}",
        "then_all": "och alla {n} skalor {when}",
        "then_some": "och {k} av {n} skalor {when}",
        "then_none": "{when} ingen säker förändring",
        "when_few": "{when} ({n} svar)",
        "and_worse": "{m} säkert sämre",
        "worse": "{m} av {n} skalor är säkert sämre {when} än vid start",
        "no_change": "ingen säker förändring från start {to}",
        "none_at_all": "Ingen säker förändring från start, varken {to} eller {later}",
        "few": "För få svar för att visa förändring från start",
        "larger": "Större förbättring än i riket: {names}.",
        "lesser": "Mindre förbättring än i riket: {names}.",
        "as_nation": "Förändringen skiljer sig inte säkert från rikets på någon skala.",
        "left_out": "Visas inte, eftersom svaren är för få eller skyddas: {names}.",
        "neutral": "Utan bättre riktning och därför inte med: {names}.",
        "to_discharge": "Till avslut",
        "to_followup_12m": "Till ett år",
        "nation_only": "{head}: bara riket",
        "gone": "{head}: ritas inte, {why}; rikets tal står i tabellen nedan.",
        "pairs": "svar",
        "left_end": "sämre",
        "right_end": "bättre",
        "to": "Till",
        "start": "Start",
        "later": "Senare",
        "change": "Förändring",
        "on_100": "{head} på 0–100",
        "meaningful": "Betydelsefull förändring",
    },
    "en": {
        "what": "All scales are converted to 0–100, so that further right is better. Ring: "
        "baseline. Dot: discharge. Diamond: one year. {colours} {band}Each line starts at the "
        "baseline of those who responded at the later time.",
        "band": "Sand-coloured band: how far a patient must move for the change to count as "
        "meaningful, on scales that have such a threshold{blue}. ",
        "band_blue": " and are shown in blue",
        "ring": "Large ring at a dot or diamond: the baseline, drawn larger where it lies so "
        "close to the later value that one would otherwise hide the other.",
        "colours": "Blue: {own}, with the {level} interval of the change as a light band. "
        "Grey: the national figure.",
        "colours_nation": "Blue: the national figure, with the {level} interval of the "
        "change as a light band.",
        "all": "All {n} scales are clearly better {when} than at baseline",
        "some": "{k} of {n} scales {are} clearly better {when} than at baseline",
        "both": "All {n} scales are clearly better than at baseline, both {when} and {later}",
        "then_all": "and all {n} scales {when}",
        "then_some": "and {k} of {n} scales {when}",
        "then_none": "{when} no clear change",
        "when_few": "{when} ({n} responses)",
        "and_worse": "{m} clearly worse",
        "worse": "{m} of {n} scales {are} clearly worse {when} than at baseline",
        "no_change": "no clear change from baseline {to}",
        "none_at_all": "No clear change from baseline, neither {to} nor {later}",
        "few": "Too few responses to show change from baseline",
        "larger": "More improvement than nationally: {names}.",
        "lesser": "Less improvement than nationally: {names}.",
        "as_nation": "The change does not clearly differ from the national change on any scale.",
        "left_out": "Not shown, because responses are too few or protected: {names}.",
        "neutral": "No direction is better, so left out: {names}.",
        "to_discharge": "To discharge",
        "to_followup_12m": "To one year",
        "nation_only": "{head}: national only",
        "gone": "{head}: not drawn, {why}; national numbers are in the table below.",
        "pairs": "responses",
        "left_end": "worse",
        "right_end": "better",
        "to": "To",
        "start": "Baseline",
        "later": "Later",
        "change": "Change",
        "on_100": "{head} on 0–100",
        "meaningful": "Meaningful change",
    },
}
