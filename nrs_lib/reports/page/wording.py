"""What every page says around its content, in Swedish and English, each phrase written once."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "skip": "Till innehållet",
        "contents": "Innehåll",
        "figures": "Figurer",
        "tables": "Tabeller",
        "lists": "Figurer och tabeller",
        "synthetic": "Syntetiska data – inga patienter",
        "page": "Sida",
        "unit": "Om",
        "report": "Rapport",
        "units": "enheter",
        "one_unit": "enhet",
        "region": "Region",
        "period": "Period",
        "made": "Innehåll",
        "failed": "Gick inte att göra",
    },
    "en": {
        "skip": "To the content",
        "contents": "Contents",
        "figures": "Figures",
        "tables": "Tables",
        "lists": "Figures and tables",
        "synthetic": "Synthetic data – no patients",
        "page": "Page",
        "unit": "About",
        "report": "Report",
        "units": "units",
        "one_unit": "unit",
        "region": "Region",
        "period": "Period",
        "made": "Contents",
        "failed": "Could not be made",
    },
}
