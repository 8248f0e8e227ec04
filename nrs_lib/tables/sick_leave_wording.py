"""What the tables of sick leave say, in Swedish and English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "categories": "Kategori vid varje tid",
        "categories_about": "Samma patienter vid alla tider: de vars kategori är känd varje gång. "
        "Ingen sjukskrivning: inga {days} dagar i följd i fönstret; kortare perioder syns bara "
        "bland nettodagarna.",
        "kinds": "Partiell: ersättning i minst {days} dagar i följd, men sammanlagt inte på "
        "heltid; hit hör också permanent ersättning på deltid. Hel tillfällig: på heltid med "
        "{temporary}, eller med sådan och permanent ersättning tillsammans. Hel permanent: på "
        "heltid med {permanent}.",
        "each_rounded": "Andelarna är avrundade var för sig till hela procent och ger därför inte "
        "alltid 100 tillsammans.",
        "others": "Hur många som inte kunnat följas hela tiden framgår av tabellen Patienter som "
        "räknas, år för år, i raden Följda hela tiden.",
        "others_untold": "Hur många som inte kunnat följas hela tiden visas inte för riket: små "
        "antal skulle gå att räkna ut.",
        "category": "Kategori",
        "moves": "Från kategori till kategori",
        "moves_about": "Antal patienter. Raden är kategorin vid den tidigare tiden, kolumnen vid "
        "den senare.",
        "from": "Från",
        "step": "{before} → {after}",
        "to": "Till",
        "days": "Nettodagar år för år",
        "days_about": "Dagar med ersättning gånger omfattning, i hela år: två halva dagar är en.",
        "when": "När",
        "mean": "Nettodagar, medelvärde",
        "median": "Nettodagar, median",
        "change": "Förändring sedan året före start, medelvärde",
        "between": "Delvis sjukskrivna: del av årets dagar, medelvärde (0 är inga, 1 är alla)",
        "people": "Antal",
        "read_together": "Medelvärdet ensamt beskriver nästan ingen: många har inga dagar och "
        "många har alla. Läs det med de tre grupperna i tabellen.",
        "change_note": "Förändringen gäller dem som har båda åren hela. Minus är färre dagar. "
        "Täcker intervallet noll går det inte att säga att gruppen ändrats; gränserna jämförs som "
        "de är skrivna.",
        "windows": "Patienter som räknas, år för år",
        "windows_about": "Antal av dem vars program avslutades i perioden; ett års tre antal är "
        "tillsammans alla. Förkortade år, och år "
        "som inte går att räkna, är inte med bland nettodagarna.",
        "followed": "Följda hela tiden",
        "followed_kinds": "Följda hela tiden: kategorin är känd vid alla tider. De andra, i "
        "kolumnen Går inte att räkna, är inte med bland kategorierna.",
        "whole": "Räknas",
        "cut": "Förkortat år",
        "left_out": "Går inte att räkna",
        "windows_kinds": "Förkortat år: dagar faller bort, för att patienten dött, nått "
        "pensionsålder eller flyttat från landet (där datum för flytten finns) eller för att data "
        "tar slut. Går inte att räkna: {unknown}, en period saknar "
        "dagar eller omfattning, ett datum för programmet saknas, eller så återstår för få av "
        "årets dagar.",
        "unfetched": "uppgifter är inte hämtade för patienten",
        "began_later": "programmet började efter den senaste hämtningen och patienten har ingen "
        "period",
    },
    "en": {
        "categories": "Category at each time",
        "categories_about": "The same patients at all times: those whose category is known at "
        "each. No sick leave: no {days} consecutive days in the window; shorter periods show only "
        "among the net days.",
        "kinds": "Partial: benefit for at least {days} consecutive days, but not full time in all; "
        "permanent benefit for part of the time is counted here too. Full-time temporary: full "
        "time with {temporary}, or with such and permanent benefit together. Full-time permanent: "
        "full time with {permanent}.",
        "each_rounded": "Shares are each rounded to whole per cent, so they do not always add up "
        "to 100.",
        "others": "How many could not be followed throughout can be seen in the table Patients "
        "counted, year by year, in the row Followed throughout.",
        "others_untold": "How many could not be followed throughout is not shown nationally: small "
        "counts could be worked out.",
        "category": "Category",
        "moves": "From category to category",
        "moves_about": "Number of patients. The row is the category at the earlier time, the "
        "column at the later.",
        "from": "From",
        "step": "{before} → {after}",
        "to": "To",
        "days": "Net days year by year",
        "days_about": "Days on benefit multiplied by its extent, in complete years: two half "
        "days make one.",
        "when": "When",
        "mean": "Net days, mean",
        "median": "Net days, median",
        "change": "Change since the year before start, mean",
        "between": "Partly on sick leave: share of the year's days, mean (0 none, 1 all)",
        "people": "Number",
        "read_together": "The mean alone describes hardly anyone: many have no days and many "
        "have all. Read it together with the three groups in the table.",
        "change_note": "The change is for those with both years complete. Minus means fewer "
        "days. If the interval covers zero, no change in the group can be claimed; limits are "
        "compared as printed.",
        "windows": "Patients counted, year by year",
        "windows_about": "Number of those whose programme ended in the period; a year's three "
        "numbers add up to all. Shortened years, and years that cannot be counted, are left out "
        "of the net days.",
        "followed": "Followed throughout",
        "followed_kinds": "Followed throughout: the category is known at all times. The others, in "
        "the column Cannot be counted, are not among the categories.",
        "whole": "Counted",
        "cut": "Shortened year",
        "left_out": "Cannot be counted",
        "windows_kinds": "Shortened year: days are lost because the patient died, reached "
        "pension age or moved abroad (where the date of the move is known), or because "
        "the data end. Cannot be counted: {unknown}, a "
        "period lacks dates or extent, a date of the programme is missing, or too few of "
        "the year's days are left.",
        "unfetched": "data were not fetched for the patient",
        "began_later": "the programme began after the last fetching and the patient has no period",
    },
}
