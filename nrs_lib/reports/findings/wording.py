"""What the pages of findings say, in Swedish and English, each phrase written once."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "title": "Fynd i leveransen {as_of}",
        "unit_title": "Fynd i leveransen {as_of}: {unit}",
        "link": "Fynd i leveransen",
        "other_language": "In English",
        "finding_one": "{n} fynd",
        "findings_many": "{n} fynd",
        "row_one": "{n} rad",
        "rows_many": "{n} rader",
        "stopped": "Leveransen stoppas: {findings} gör att inget läses in. Rätta leveransen, eller "
        "kontraktet om det är fel, och läs in den igen.",
        "loaded": "Leveransen är inläst som uttag {extract}. Att läsa: {findings} i {rows}.",
        "passed": "Inget stoppar leveransen. Att läsa: {findings} i {rows}.",
        "clean": "Inget fynd: alla rader följer kontraktet.",
        "unit_lead": "Att läsa: {findings} i {rows} från enheten.",
        "internal": "Sidan är intern: den nämner alla enheter. En enhet får bara sin egen mapp, "
        "units/ med enhetens beteckning. Där står inget om andra enheter.",
        "no_values": "Här står bara var något är fel och vilken regel det bryter, aldrig ett värde "
        "och aldrig en patient. Radnumret gäller filen som registret lämnade; den första raden "
        "under rubriken är 1.",
        "unit_ask": "Registret kan se vilken patient en rad gäller. Rätta i registret, så är "
        "felet borta i nästa uttag.",
        "machine": "Alla rader med fynd, för maskiner:",
        "as_file": "Fynden som fil",
        "machine_columns": "Kolumner i findings.csv, åtskilda av semikolon: severity "
        "(allvarlighet), rule (regel), table och column (vår tabell och kolumn), file och "
        "heading (fil och rubrik i leveransen), row (rad), time_point (mättillfälle), unit_id "
        "(enhet), episode_row (vårdförloppets rad i huvudfilen), count (antal rader: 1, eller "
        "alla där fyndet gäller hela kolumnen).",
        "unit_machine": "Samma fynd som fil för kalkylprogram:",
        "account": "Rader in och ut",
        "account_lead": "Rader in är alltid analyserade plus avskilda. Avskilda rader räknas, "
        "sparas för sig och analyseras aldrig.",
        "account_stopped": "Inget är inläst, så inga rader är analyserade eller avskilda.",
        "table": "Tabell",
        "rows_in": "Rader in",
        "analysed": "Analyserade",
        "set_aside_rows": "Avskilda",
        "units": "Enheter",
        "units_lead": "Fynd per enhet. Rader som ingen enhet i listan har, och fel i hela "
        "kolumner, är registrets egna.",
        "unit": "Enhet",
        "registry": "Registret",
        "none": "inga",
        "where": "Var",
        "what": "Vad",
        "rows": "Rader",
        "row_numbers": "rad",
        "episodes": "Vårdförlopp",
        "more": "och {n} till i filen",
        "whole_column": "hela kolumnen",
        "rule": "regel",
        "stop": "Stoppar leveransen",
        "stop_means": "Ingenting läses in förrän detta är rättat.",
        "set_aside": "Raden är avskild",
        "set_aside_means": "Raden räknas och sparas för sig, men analyseras inte.",
        "mark": "Värdet räknas som saknat",
        "mark_means": "Resten av raden analyseras.",
        "ask": "Behöver ses över",
        "ask_means": "Värdet behålls och analyseras.",
        "short_stop": "Stoppar",
        "short_set_aside": "Avskilda",
        "short_mark": "Saknade",
        "short_ask": "Ses över",
        "as_of": "Uttag gjort {as_of}",
        "fingerprint": "Leveransens fingeravtryck",
        "extract": "Uttag",
        "code_version": "Programversion",
        "definitions": "Definitioner",
        "readers": "Internt, för registret",
        "unit_readers": "För enheten",
    },
    "en": {
        "title": "Findings in the delivery of {as_of}",
        "unit_title": "Findings in the delivery of {as_of}: {unit}",
        "link": "Findings in the delivery",
        "other_language": "På svenska",
        "finding_one": "{n} finding",
        "findings_many": "{n} findings",
        "row_one": "{n} row",
        "rows_many": "{n} rows",
        "stopped": "Nothing is loaded: the delivery is stopped by {findings}. Correct "
        "the delivery, or the contract if it is wrong, and load it again.",
        "loaded": "The delivery is loaded as extract {extract}. To be read: {findings} in {rows}.",
        "passed": "Nothing stops the delivery. To be read: {findings} in {rows}.",
        "clean": "No finding: every row follows the contract.",
        "unit_lead": "To be read: {findings} in {rows} of the unit.",
        "internal": "The page is internal: it names every unit. A unit gets its own folder only, "
        "units/ with its identifier. Nothing there is about other units.",
        "no_values": "Only where something is wrong and which rule it breaks stands here, never a "
        "value and never a patient. The row number is that of the file as delivered; the first row "
        "under the heading is 1.",
        "unit_ask": "The registry can see which patient a row is about. Correct it in the "
        "registry, and the next extract is right.",
        "machine": "Every row with a finding, for machines:",
        "as_file": "The findings as a file",
        "machine_columns": "Columns of findings.csv, separated by semicolons: severity, rule, "
        "table and column (ours), file and heading (as delivered), row, time_point, unit_id, "
        "episode_row (the episode's row in the main file), count (rows: 1, or all where the "
        "finding is about a whole column).",
        "unit_machine": "The same findings as a file for spreadsheets:",
        "account": "Rows in and out",
        "account_lead": "Rows in are always analysed plus set aside. Rows set aside are counted, "
        "kept apart and never analysed.",
        "account_stopped": "Nothing is loaded, so no rows are analysed or set aside.",
        "table": "Table",
        "rows_in": "Rows in",
        "analysed": "Analysed",
        "set_aside_rows": "Set aside",
        "units": "Units",
        "units_lead": "Findings by unit. Rows that no unit of the list has, and faults of whole "
        "columns, are the registry's own.",
        "unit": "Unit",
        "registry": "The registry",
        "none": "none",
        "where": "Where",
        "what": "What",
        "rows": "Rows",
        "row_numbers": "row",
        "episodes": "Episodes",
        "more": "and {n} more in the file",
        "whole_column": "the whole column",
        "rule": "rule",
        "stop": "Stops the delivery",
        "stop_means": "Nothing is loaded until this is corrected.",
        "set_aside": "The row is set aside",
        "set_aside_means": "The row is counted and kept apart, but not analysed.",
        "mark": "The value counts as missing",
        "mark_means": "The rest of the row is analysed.",
        "ask": "To be looked at",
        "ask_means": "The value is kept and analysed.",
        "short_stop": "Stop",
        "short_set_aside": "Aside",
        "short_mark": "Missing",
        "short_ask": "Look at",
        "as_of": "Read on {as_of}",
        "fingerprint": "Fingerprint of the delivery",
        "extract": "Extract",
        "code_version": "Program version",
        "definitions": "Definitions",
        "readers": "Internal, for the registry",
        "unit_readers": "For the unit",
    },
}
