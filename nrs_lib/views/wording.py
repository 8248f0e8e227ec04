"""What a unit's page says besides its figures and tables, in Swedish and English."""

from __future__ import annotations

from http import HTTPStatus

WORDS = {
    "sv": {
        "synthetic": "Syntetiska data – inga patienter",
        "as_of": "Datauttag",
        "period": "Period",
        "scale": "Skala",
        "every_scale": "Alla skalor",
        "compare": "Jämför enheter efter",
        "chosen": "Visar {period}. {scale}. Enheter jämförs efter {comparison}.",
        "no_threshold": "{scale} har ingen fastställd gräns för vad som är bättre.",
        "failed": "Siffrorna kunde inte räknas fram. Ladda om sidan, eller välj något annat.",
        "opening": "Öppnar sidan …",
        "needs_script": "Sidan behöver JavaScript.",
        "not_made": "Sidan kunde inte räknas fram. Ladda om den. Händer det igen: starta om sidan "
        "och meddela registret.",
        "counting": "Räknar …",
        "unanswered": "Det nya valet hann inte räknas.",
        "broken": "Kontakten med sidans server är bruten. Sidan går inte att ändra längre.",
        "ended": "Sidan har avslutats. Ladda om den för att räkna vidare.",
    },
    "en": {
        "synthetic": "Synthetic data – no patients",
        "as_of": "Data as of",
        "period": "Period",
        "scale": "Scale",
        "every_scale": "All scales",
        "compare": "Compare units by",
        "chosen": "Showing {period}. {scale}. Units are compared by {comparison}.",
        "no_threshold": "{scale} has no established threshold for improvement.",
        "failed": "The numbers could not be computed. Reload the page, or choose something else.",
        "opening": "Opening the page …",
        "needs_script": "The page needs JavaScript.",
        "not_made": "The page could not be made. Reload it. If it happens again, start the page "
        "anew and tell the registry.",
        "counting": "Computing …",
        "unanswered": "The new choice was not computed in time.",
        "broken": "The connection to the page's server is lost. The page can no longer be changed.",
        "ended": "The page has ended. Reload it to go on.",
    },
}
REFUSALS = {
    "sv": {
        HTTPStatus.FORBIDDEN: (
            "Sidan öppnas med sin egen länk",
            "Länken är ofullständig eller gäller inte längre. Öppna den länk som visades när "
            "sidan startades.",
        ),
        HTTPStatus.NOT_FOUND: (
            "Här finns ingen sida",
            "Adressen leder ingenstans. Öppna den länk som visades när sidan startades.",
        ),
        HTTPStatus.SERVICE_UNAVAILABLE: (
            "Sidan är öppen på för många ställen",
            "Stäng en flik där sidan är öppen, vänta en minut och ladda om.",
        ),
        None: (
            "Sidan kunde inte visas",
            "Ladda om sidan. Händer det igen: starta om den och meddela registret.",
        ),
    },
    "en": {
        HTTPStatus.FORBIDDEN: (
            "The page opens by its own link",
            "The link is incomplete or no longer holds. Open the link that was shown when the "
            "page was started.",
        ),
        HTTPStatus.NOT_FOUND: (
            "There is no page here",
            "The address leads nowhere. Open the link that was shown when the page was started.",
        ),
        HTTPStatus.SERVICE_UNAVAILABLE: (
            "The page is open in too many places",
            "Close a tab in which it is open, wait a minute and reload.",
        ),
        None: (
            "The page could not be shown",
            "Reload it. If it happens again, start the page anew and tell the registry.",
        ),
    },
}
"""Heading and advice by status; under None what is said of any other."""
