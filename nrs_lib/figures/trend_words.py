"""What figures of measures over quarters and years say, in Swedish and English."""

from __future__ import annotations

TEXT = {
    "sv": {
        "what": "{what} {steps} Blått: {own}, med {level}-intervall som ljust band. Grått: riket.",
        "what_nation": "{what} {steps} Blått: riket, med {level}-intervall som ljust band.",
        "rates": "Andel som svarat av dem som skulle ha svarat.",
        "rose": "{label} har ökat, från {first} till {last}",
        "fell": "{label} har minskat, från {first} till {last}",
        "steady_shown_years": "{labels}: ingen säker förändring från det första till det sista år "
        "som visas",
        "measures": "{n} mått",
        "few": "{labels}: för få svar eller patienter per kvartal för att visa utvecklingen",
        "last": "Det sista kvartal som visas: {parts}",
        "last_in": "{period}, det sista kvartal som visas: {parts}",
        "few_answers": "för få svar",
        "few_asked": "för få som skulle svara",
        "least_asked": "En andel visas från {n} som skulle svara.",
        "gaps": "{n} av {of} kvartal visas inte för {who}: {few} eller skyddade tal.",
        "gaps_each": "I varje diagram saknas {n} av {of} kvartal för {who}: {few} eller skyddade "
        "tal.",
        "gaps_all": "Inget av de {of} kvartalen visas för {who}: {few} eller skyddade tal.",
        "gaps_all_years": "Inget av de {of} åren visas för {who}: för få svar eller skyddade tal.",
        "gaps_some": "Inte alla {of} kvartal visas för {who}: {parts}; {few} eller skyddade tal.",
        "gaps_some_years": "Visas inte för {who}: {parts}; svaren är för få eller talen skyddas.",
        "year_of": "{years} ({labels})",
        "year_all": "{years} (alla mått)",
        "lacks": "{label} saknar {n}",
        "quarters": "Kvartal för kvartal; talen gäller det sista kvartal som visas.",
        "years": "År för år; talen gäller det sista år som visas.",
        "steady_years": "{labels}: ingen säker förändring från första till sista av {n} år",
        "few_years": "{labels}: för få år för att visa utvecklingen",
        "gaps_years": "{n} av dessa {of} år visas inte för {who}: för få svar eller skyddade tal.",
    },
    "en": {
        "what": "{what} {steps} Blue: {own}, with the {level} interval as a light band. "
        "Grey: the national figure.",
        "what_nation": "{what} {steps} Blue: the national figure, with the {level} interval "
        "as a light band.",
        "rates": "Share who responded, of those who should have.",
        "rose": "{label} has risen, from {first} to {last}",
        "fell": "{label} has fallen, from {first} to {last}",
        "steady_shown_years": "{labels}: no clear change from the first to the last year shown",
        "measures": "{n} measures",
        "few": "{labels}: too few responses or patients per quarter to show a trend",
        "last": "The last quarter shown: {parts}",
        "last_in": "{period}, the last quarter shown: {parts}",
        "few_answers": "too few responses",
        "few_asked": "too few due to respond",
        "least_asked": "A share needs at least {n} who were due to respond.",
        "gaps": "Not shown for {who}: {n} of {of} quarters ({few}, or numbers protected).",
        "gaps_each": "Missing from each chart for {who}: {n} of {of} quarters ({few}, or numbers "
        "protected).",
        "gaps_all": "None of the {of} quarters is shown for {who}: {few}, or numbers protected.",
        "gaps_all_years": "None of the {of} years is shown for {who}: responses are too few or "
        "numbers protected.",
        "gaps_some": "Not all {of} quarters are shown for {who}: {parts} ({few}, or numbers "
        "protected).",
        "gaps_some_years": "Not shown for {who}, as responses are too few or numbers protected: "
        "{parts}.",
        "year_of": "{years} ({labels})",
        "year_all": "{years} (all measures)",
        "lacks": "{n} missing for {label}",
        "quarters": "Quarter by quarter; figures are for the last quarter shown.",
        "years": "Year by year; figures are for the last year shown.",
        "steady_years": "{labels}: no clear change from the first to the last of {n} years",
        "few_years": "{labels}: too few years to show a trend",
        "gaps_years": "Not shown for {who}, as responses are too few or numbers protected: {n} of "
        "these {of} years.",
    },
}
