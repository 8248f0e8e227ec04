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
        "unit": "Enhet",
        "about": "Om",
        "report": "Rapport",
        "units": "enheter",
        "one_unit": "enhet",
        "region": "Region",
        "period": "Period",
        "reason": "Orsak",
        "failed": "Gick inte att göra",
        "failed_here": "gick inte att göra",
        "only_sv": "på svenska",
        "only_en": "på engelska",
        "back": "Föregående",
        "on": "Nästa",
        "elsewhere": "Alla definitioner, vilka av dem projektet har antagit, och vad "
        "röjandekontrollen gjorde står på webbsidans (report.html) sista bild och i filerna "
        "tables/definitions.csv och tables/clearance.csv.",
        "onward": "fortsättning",
        "data": "Underlag",
        "more": "Fler kolumner åt höger – dra i sidled",
    },
    "en": {
        "skip": "Skip to the content",
        "contents": "Contents",
        "figures": "Figures",
        "tables": "Tables",
        "lists": "Figures and tables",
        "synthetic": "Synthetic data – no patients",
        "page": "Page",
        "unit": "Unit",
        "about": "About",
        "report": "Report",
        "units": "units",
        "one_unit": "unit",
        "region": "Region",
        "period": "Period",
        "reason": "Reason",
        "failed": "Could not be made",
        "failed_here": "could not be made",
        "only_sv": "in Swedish",
        "only_en": "in English",
        "back": "Previous",
        "on": "Next",
        "elsewhere": "All definitions, which of them the project has assumed, and what disclosure "
        "control did are on the last slide of the web page (report.html) and in the "
        "files tables/definitions.csv and "
        "tables/clearance.csv.",
        "onward": "continued",
        "data": "Data",
        "more": "More columns to the right – scroll sideways",
    },
}
