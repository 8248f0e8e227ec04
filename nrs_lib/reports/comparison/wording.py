"""What the pages about two deliveries say, in Swedish and English, each phrase written once."""

from __future__ import annotations

ROWS = {"sv": ("rad", "rader"), "en": ("row", "rows")}

SENTENCES: dict[str, dict[str, str]] = {
    "sv": {
        "unit_new": "Enheten {unit} är ny i enhetsfilen.",
        "unit_gone": "Enheten {unit} finns inte längre i enhetsfilen.",
        "unit_joined": "Enheten {unit} anslöts {new}.",
        "unit_changed": "Enheten {unit}: {column} är ändrad från ”{old}” till ”{new}”.",
        "unit_closed": "Enheten {unit} har fått avslutsdatum: {new}.",
        "unit_reopened": "Enheten {unit}: avslutsdatum är ändrat från {old} till {new}.",
        "unit_replaced": "Alla {n} vårdförlopp som låg på enheten {unit} ligger nu på {other}.",
        "unit_split": "{n} av {of} vårdförlopp som låg på enheten {unit} ligger nu på {other}.",
        "unit_silent": "Enheten {unit} har inga nya vårdförlopp; i lika lång tid före förra "
        "leveransen hade den {n}.",
        "patients_merged": "Flera löpnummer har blivit ett (antal: {n}): olika patienter har "
        "slagits ihop.",
        "patients_parted": "Ett löpnummer har blivit flera (antal: {n}): patienter har delats.",
        "swapped": "{column} och {other} har bytt plats i {rows}.",
        "mirrored": "{column}: skalan är vänd; förra och nya värdet är tillsammans alltid "
        "{size} ({rows}).",
        "scaled": "{column}: multiplicerat med {size} ({rows}).",
        "shifted": "{column}: förskjutet med {size} ({rows}).",
        "dates_shifted": "{column}: flyttat {size} dagar ({rows}).",
        "recoded": "{column}: koden ”{old}” har blivit ”{new}” ({rows}).",
        "rows_new": "Tillkommet för sådant som hänt sedan förra leveransen: {rows}.",
        "rows_late": "Efterregistrerat, det hade redan hänt: {rows} ({years}).",
        "rows_late_old": "Mycket sent registrerat: {rows} ({years}).",
        "rows_gone": "Borta: {n} av {of} rader ({years}).",
        "cells_backwards": "{column}: ändrat bakåt i tiden i avslutade vårdförlopp, {n} av {of} "
        "rader ({years}){emptied}.",
        "cells_corrected": "{column}: ändrat i pågående vårdförlopp, {rows} ({years}){emptied}.",
        "cells_filled": "{column}: ifyllt, {rows} ({years}).",
        "cells_filled_closed": "{column}: ifyllt i efterhand i avslutade vårdförlopp, "
        "{rows} ({years}).",
        "table_new": "Tabellen fanns inte förut ({rows}).",
        "table_gone": "Tabellen finns inte längre (förut {rows}).",
        "column_new": "{column}{point}: kolumnen var tom eller saknades; ifylld nu i {rows}.",
        "column_gone": "{column}{point}: kolumnen är tom eller saknas; ifylld förut i {rows}.",
        "name_new": "Kolumnen {column} lästes som {name}; den hette inte så förut.",
        "name_gone": "Kolumnen {column}, som lästes som {name}, heter inte så längre.",
        "spelling_new": "Kolumnen {column}: {n} celler är skrivna på ett sätt som inte fanns "
        "förut ({event}).",
        "spelling_gone": "Kolumnen {column}: ett skrivsätt som förut fanns i {n} celler finns "
        "inte längre ({event}).",
        "code_new": "{column}: koden ”{code}” fanns inte förut ({n} av {of}).",
        "code_gone": "{column}: koden ”{code}” finns inte längre (förut {n} av {of}).",
        "code_ceased": "{column}: koden ”{code}” används inte i något nytt svar; i de nyaste "
        "förut {n} av {of}.",
        "finding_new": "{column}: regeln {rule} bryts nu i {rows}. {message}",
        "finding_gone": "{column}: regeln {rule} bryts inte längre (förut {rows}).",
        "source_changed": "{column}: poängen kommer från {new}, förut från {old}.",
        "version_outside": "{column}: {n} av {of} enkäter har en version som inte gällde "
        "den dagen.",
        "agreement_worse": "{column}: registrets egna poäng skiljer sig från våra i {n} av {of} "
        "enkäter; förut i {old_percent}.",
        "shift_missing": "{column}{point}: saknas i {new_percent} av nya rader ({n} av {of}), "
        "förut {old_percent} ({old_count} av {old_of}).",
        "shift_share": "{column}{point}: ”{code}” i {new_percent} av nya svar ({n} av {of}), "
        "förut {old_percent} ({old_count} av {old_of}).",
        "shift_mean": "{column}{point}: medelvärdet i nya svar är {new} (n = {of}), förut "
        "{old} (n = {old_of}).",
        "shift_spread": "{column}{point}: spridningen (SD) i nya svar är {new} (n = {of}), förut "
        "{old} (n = {old_of}).",
        "definition_changed": "{column}, antal ändringar: {n}. {entries}",
        "definition_program": "Programversionen är {new}, förut {old}.",
        "definitions_unknown": "Definitionerna är andra, men de äldre är inte sparade.",
    },
    "en": {
        "unit_new": "Unit {unit} is new in the list of units.",
        "unit_gone": "Unit {unit} is no longer in the list of units.",
        "unit_joined": "Unit {unit} joined on {new}.",
        "unit_changed": "Unit {unit}: {column} changed from “{old}” to “{new}”.",
        "unit_closed": "Unit {unit} has got a last day: {new}.",
        "unit_reopened": "Unit {unit}: the last day changed from {old} to {new}.",
        "unit_replaced": "All {n} episodes of unit {unit} are now of {other}.",
        "unit_split": "{n} of {of} episodes of unit {unit} are now of {other}.",
        "unit_silent": "Unit {unit} has no new episodes; in as long a time before the last "
        "delivery it had {n}.",
        "patients_merged": "Several pseudonyms became one (number: {n}): different patients were "
        "put together.",
        "patients_parted": "One pseudonym became several (number: {n}): patients were parted.",
        "swapped": "{column} and {other} have changed places in {rows}.",
        "mirrored": "{column}: the scale is turned; old and new value always add up to "
        "{size} ({rows}).",
        "scaled": "{column}: multiplied by {size} ({rows}).",
        "shifted": "{column}: shifted by {size} ({rows}).",
        "dates_shifted": "{column}: moved by {size} days ({rows}).",
        "recoded": "{column}: code “{old}” has become “{new}” ({rows}).",
        "rows_new": "Come for what happened since the last delivery: {rows}.",
        "rows_late": "Registered late, it had already happened: {rows} ({years}).",
        "rows_late_old": "Registered very late: {rows} ({years}).",
        "rows_gone": "Gone: {n} of {of} rows ({years}).",
        "cells_backwards": "{column}: changed backwards in time in ended episodes, {n} of {of} "
        "rows ({years}){emptied}.",
        "cells_corrected": "{column}: changed in ongoing episodes, {rows} ({years}){emptied}.",
        "cells_filled": "{column}: filled in, {rows} ({years}).",
        "cells_filled_closed": "{column}: filled in afterwards in ended episodes, "
        "{rows} ({years}).",
        "table_new": "The table was not there before ({rows}).",
        "table_gone": "The table is gone (before {rows}).",
        "column_new": "{column}{point}: was empty or absent; filled in now in {rows}.",
        "column_gone": "{column}{point}: is empty or absent; filled in before in {rows}.",
        "name_new": "Column {column} was read as {name}; it was not called so before.",
        "name_gone": "Column {column}, read as {name}, is no longer called so.",
        "spelling_new": "Column {column}: {n} cells are written in a way that was not there "
        "before ({event}).",
        "spelling_gone": "Column {column}: a way of writing that {n} cells had is gone ({event}).",
        "code_new": "{column}: code “{code}” was not there before ({n} of {of}).",
        "code_gone": "{column}: code “{code}” is gone (before {n} of {of}).",
        "code_ceased": "{column}: no new answer has code “{code}”; of the newest before, {n} of "
        "{of} had.",
        "finding_new": "{column}: rule {rule} is now broken in {rows}. {message}",
        "finding_gone": "{column}: rule {rule} is no longer broken (before {rows}).",
        "source_changed": "{column}: scores come from {new}, before from {old}.",
        "version_outside": "{column}: {n} of {of} questionnaires have a version that was not in "
        "force on their day.",
        "agreement_worse": "{column}: the registry's own scores differ from ours in {n} of {of} "
        "questionnaires; before in {old_percent}.",
        "shift_missing": "{column}{point}: missing in {new_percent} of new rows ({n} of {of}), "
        "before {old_percent} ({old_count} of {old_of}).",
        "shift_share": "{column}{point}: “{code}” in {new_percent} of new answers ({n} of "
        "{of}), before {old_percent} ({old_count} of {old_of}).",
        "shift_mean": "{column}{point}: the mean of new answers is {new} (n = {of}), before "
        "{old} (n = {old_of}).",
        "shift_spread": "{column}{point}: the spread (SD) of new answers is {new} (n = {of}), "
        "before {old} (n = {old_of}).",
        "definition_changed": "{column}, changes: {n}. {entries}",
        "definition_program": "The program's version is {new}, before {old}.",
        "definitions_unknown": "The definitions are others, but the older ones are not kept.",
    },
}

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "title": "Vad skiljer leveransen från den förra?",
        "kicker": "Internt – lämnar inte registret",
        "before": "Förra: läst {day}, {name}",
        "after": "Den nya: läst {day}, {name}",
        "repeated": "Leveransen är identisk med den som lästs in som {name}: samma filer, tecken "
        "för tecken.",
        "nothing": "Ingenting skiljer sig utöver det som tiden för med sig.",
        "nothing_at_all": "Ingenting skiljer sig.",
        "notable": "{n} skillnader att titta på; {expected} till är vad tiden för med sig.",
        "notable_one": "En skillnad att titta på; {expected} till är vad tiden för med sig.",
        "indicators_moved": "{n} av {of} indikatorer (riket och enheter) har ändrats mer än sin "
        "osäkerhet.",
        "no_indicator": "Ingen av {of} indikatorer har ändrats mer än sin osäkerhet.",
        "internal": "Sidan är intern: den visar antal rader utan nedre gräns. Den visar aldrig ett "
        "värde eller en identitet.",
        "look": "Att titta på",
        "units": "Enheter och patienter",
        "backwards": "Ändrat bakåt i tiden",
        "rows": "Rader",
        "columns": "Kolumner, etiketter och koder",
        "distributions": "Fördelningar i det nya",
        "scores": "Poäng",
        "checks": "Kontroller",
        "definitions": "Definitioner",
        "expected": "Det som tiden för med sig",
        "indicators": "Indikatorer före och efter",
        "about_indicators": "Riket i båda delregistren, och de enheter där ändringen är större än "
        "förra värdets intervall; alla enheter står i indicators.csv. {own}",
        "own": "Var och en är räknad med sin leverans egna definitioner.",
        "not_own": "Båda är räknade med de definitioner som gäller nu, eftersom de äldre inte är "
        "sparade.",
        "group": "Grupp",
        "measure": "Indikator",
        "period": "Period",
        "earlier": "Förut",
        "later": "Nu",
        "change": "Ändring",
        "national": "Riket",
        "tables": "Rader per tabell",
        "table": "Tabell",
        "new": "Nya",
        "late": "Sena",
        "gone": "Borta",
        "filled": "Ifyllda",
        "rewritten": "Ändrade",
        "closed": "Bakåt i tiden",
        "about_tables": "Nya: det hände efter förra leveransen. Sena: det hade hänt men var inte "
        "registrerat. Ifyllda och ändrade: rader i båda leveranserna. Per år i rows.csv.",
        "per_unit": "Vårdförlopp per enhet",
        "unit": "Enhet",
        "moved": "Flyttade från / till",
        "about_units": "Enheter där något är sent, borta, ändrat eller flyttat; alla i units.csv.",
        "no_units": "Ingen enhet har något sent, borta, ändrat eller flyttat.",
        "how": "Rader som finns i båda leveranserna jämförs cell för cell. Nya rader jämförs med "
        "de nyaste i förra leveransen, från lika lång tid ({tests} prov, högst {level} risk för "
        "något falskt larm; gränserna är antagna).",
        "version": "Programversion",
        "fingerprints": "Leveransernas kontrollsummor",
        "files": "Filer",
    },
    "en": {
        "title": "What differs from the last delivery?",
        "kicker": "Internal – does not leave the registry",
        "before": "The last: read {day}, {name}",
        "after": "The new: read {day}, {name}",
        "repeated": "The delivery is identical to the extract loaded as {name}: the same files, "
        "byte for byte.",
        "nothing": "Nothing differs but what time brings.",
        "nothing_at_all": "Nothing differs.",
        "notable": "{n} differences to look at; {expected} more are what time brings.",
        "notable_one": "One difference to look at; {expected} more are what time brings.",
        "indicators_moved": "{n} of {of} indicators (national and units) changed by more "
        "than their uncertainty.",
        "no_indicator": "None of {of} indicators changed by more than its uncertainty.",
        "internal": "The page is internal: it shows counts of rows without a lower limit. It never "
        "shows a value or an identity.",
        "look": "To look at",
        "units": "Units and patients",
        "backwards": "Changed backwards in time",
        "rows": "Rows",
        "columns": "Columns, labels and codes",
        "distributions": "Distributions of what is new",
        "scores": "Scores",
        "checks": "Checks",
        "definitions": "Definitions",
        "expected": "What time brings",
        "indicators": "Indicators before and after",
        "about_indicators": "National figures in both registers, and units whose change is "
        "larger than the interval of the earlier value; all units are in indicators.csv. "
        "{own}",
        "own": "Each is computed by its delivery's own definitions.",
        "not_own": "Both are computed by the definitions in force, as the older ones are not kept.",
        "group": "Group",
        "measure": "Indicator",
        "period": "Period",
        "earlier": "Before",
        "later": "Now",
        "change": "Change",
        "national": "National",
        "tables": "Rows by table",
        "table": "Table",
        "new": "New",
        "late": "Late",
        "gone": "Gone",
        "filled": "Filled in",
        "rewritten": "Changed",
        "closed": "Backwards in time",
        "about_tables": "New: happened after the last delivery. Late: had happened and was not "
        "registered. Filled in and changed: rows of both deliveries. By year in rows.csv.",
        "per_unit": "Episodes by unit",
        "unit": "Unit",
        "moved": "Moved away / here",
        "about_units": "Units with anything late, gone, changed or moved; all in units.csv.",
        "no_units": "No unit has anything late, gone, changed or moved.",
        "how": "Rows of both deliveries are compared cell by cell. New rows are compared with the "
        "newest of the last delivery, over as long a time ({tests} tests, at most {level} risk of "
        "any false alarm; the limits are assumed).",
        "version": "Program version",
        "fingerprints": "Checksums of the deliveries",
        "files": "Files",
    },
}
