"""What the auditor finds wrong and what to do about it, in Swedish and English."""

from __future__ import annotations

from nrs_lib.reports.audit.verdicts import AuditRule, Verdict, Words


def _fails(sv: str, en: str, remedy: Words) -> AuditRule:
    return AuditRule(Verdict.FAIL, {"sv": sv, "en": en}, remedy)


def _asks(sv: str, en: str, remedy: Words) -> AuditRule:
    return AuditRule(Verdict.REVIEW, {"sv": sv, "en": en}, remedy)


def _do(sv: str, en: str) -> Words:
    return {"sv": sv, "en": en}


_CLEAR = _do(
    "Låt talet passera nrs_lib.disclosure.clear för sin mottagare, och rita det som den ger.",
    "Clear it for its reader with nrs_lib.disclosure.clear, and draw what that gives.",
)
_REMAKE = _do(
    "Gör om rapporten från sin mall; ändra aldrig i en utlämning.",
    "Make the report again from its template; never edit a release.",
)
_STRIP = _do(
    "Ta bort det ur filen och skriv filen på nytt.",
    "Take it out of the file, and write the file again.",
)
_POOL = _do(
    "Slå ihop perioder eller kategorier, eller dölj ett tal till.",
    "Pool periods or merge categories, or hide one more cell.",
)
_GROUPS = _do("Lämna ut grupper, aldrig personer.", "Release groups, never people.")
_RESULTS = _do("Lämna ut resultat, inte data.", "Export results, not data.")

RULES: dict[str, AuditRule] = {
    # --- what a release is ------------------------------------------------------------------
    "no_manifest": _fails(
        "En fil hör inte till någon utlämning.", "A file belongs to no release.", _REMAKE
    ),
    "not_in_manifest": _fails(
        "En fil saknas i utlämningens förteckning.",
        "A file is not in its release's manifest.",
        _REMAKE,
    ),
    "missing_file": _fails(
        "En fil som förteckningen nämner finns inte.",
        "A file that the manifest names is not there.",
        _REMAKE,
    ),
    "changed_file": _fails(
        "En fil är inte den som förteckningen nämner.",
        "A file is not the one that its manifest names.",
        _REMAKE,
    ),
    "unstamped": _fails(
        "Ett resultat har ingen stämpel i förteckningen.",
        "An output has no stamp in the manifest.",
        _REMAKE,
    ),
    "no_description": _fails(
        "En utlämning säger inte vad dess tal är.",
        "A release does not tell what its numbers are.",
        _REMAKE,
    ),
    "unknown_file": _fails(
        "En fil är av ett slag som ingen utlämning innehåller.",
        "A file is of a kind that no release holds.",
        _STRIP,
    ),
    "unreadable": _fails(
        "En fil går inte att läsa, så inget är känt om den.",
        "A file cannot be read, so nothing is known of it.",
        _REMAKE,
    ),
    "policy": _asks(
        "Utlämningen är prövad enligt en annan policy än dagens.",
        "The release was cleared under another policy than today's.",
        _REMAKE,
    ),
    # --- who it is about --------------------------------------------------------------------
    "personal_identity_number": _fails(
        "Det finns något som kan vara ett personnummer.",
        "There is what may be a personal identity number.",
        _do("Ta bort det och ta reda på varifrån det kom.", "Remove it, and find its source."),
    ),
    "person_id": _fails(
        "Det finns en beteckning på en patient eller ett vårdförlopp.",
        "There is an identifier of a patient or an episode.",
        _GROUPS,
    ),
    "row_level": _fails(
        "En tabell har en rad för varje person eller vårdförlopp.",
        "A table has one row for each person or episode.",
        _GROUPS,
    ),
    # --- where numbers hide -----------------------------------------------------------------
    "outside_address": _fails(
        "En fil hänvisar till en adress utanför sig själv.",
        "A file refers to an address outside itself.",
        _STRIP,
    ),
    "script": _fails(
        "En fil innehåller ett skript, ett formulär eller ett inbäddat dokument.",
        "A file holds a script, a form or an embedded document.",
        _STRIP,
    ),
    "comment": _fails(
        "En fil innehåller en kommentar som läsaren inte ser.",
        "A file holds a comment that readers do not see.",
        _STRIP,
    ),
    "hidden_content": _fails(
        "Innehåll är gömt i stället för utelämnat.", "Content is hidden and not left out.", _STRIP
    ),
    "metadata": _fails(
        "En fils metadata innehåller tal eller namn.",
        "A file's metadata hold numbers or names.",
        _STRIP,
    ),
    "embedded_file": _fails("En fil ligger inuti en annan.", "A file lies inside another.", _STRIP),
    "hidden_text": _fails(
        "En text som inte syns på sidan innehåller ett tal som inte är prövat.",
        "A text that is not seen on the page holds a number that is not cleared.",
        _CLEAR,
    ),
    "uncleared_number": _fails(
        "Ett tal visas som inte är prövat.", "A number is shown that was not cleared.", _CLEAR
    ),
    "uncleared_count": _fails(
        "Ett antal personer visas som inte är prövat.",
        "A count of people is shown that was not cleared.",
        _CLEAR,
    ),
    "single_points": _fails(
        "En bild har märken för tal som inte är prövade, så som enskilda personers är.",
        "A drawing has marks for numbers that were not cleared, as single people's are.",
        _CLEAR,
    ),
    "axis_limits": _fails(
        "En axel har ett märke som inte är ett jämnt tal, så som ett enskilt värde kan vara.",
        "An axis has a mark that is no round number, as a single value may be.",
        _CLEAR,
    ),
    # --- the policy, number by number -------------------------------------------------------
    "few": _fails(
        "Ett tal vilar på färre personer än policyn tillåter.",
        "A number rests on fewer people than the policy allows.",
        _POOL,
    ),
    "small_count": _fails("Ett litet antal visas.", "A small count is shown.", _POOL),
    "whole_group": _fails(
        "Alla eller nästan alla i en grupp har något gemensamt.",
        "All or all but a few of a group have something.",
        _POOL,
    ),
    "few_units": _fails(
        "Ett tal för riket vilar på för få enheter.",
        "A national number rests on too few units.",
        _POOL,
    ),
    "dominance": _fails(
        "En enhet utgör nästan hela ett tal för riket.",
        "One unit makes up nearly all of a national number.",
        _POOL,
    ),
    "rest": _fails(
        "Riket utan den egna enheten är för få personer.",
        "The nation less the own unit is too few people.",
        _POOL,
    ),
    "not_allowed": _fails(
        "Ett slags tal visas som mottagaren inte får se.",
        "A statistic is shown that this audience may not see.",
        _do("Utelämna det.", "Leave it out."),
    ),
    "not_rounded": _fails(
        "Ett antal är inte avrundat som policyn säger.",
        "A count is not rounded as the policy says.",
        _CLEAR,
    ),
    "number_in_hidden": _fails(
        "Ett dolt tal har ett tal i sin beskrivning.",
        "A hidden cell has a number in its description.",
        _CLEAR,
    ),
    "step_of_few": _fails(
        "Mellan två steg eller två punkter på en kurva ligger mycket få personer.",
        "Between two steps, or two points of a curve, are very few people.",
        _POOL,
    ),
    "extreme": _fails(
        "Ett minsta, ett största eller ett avvikande värde är en enda persons.",
        "A minimum, a maximum or an outlier is one person's value.",
        _do("Visa kvartiler i stället.", "Show quartiles instead."),
    ),
    "few_beyond": _fails(
        "En kvantil, en median eller en ände av dess intervall har mycket få personer på ena "
        "sidan.",
        "A quantile, a median or an end of its interval has very few people on one side.",
        _do(
            "Visa kvantiler närmare mitten, eller för fler personer.",
            "Show quantiles nearer the middle, or those of more people.",
        ),
    ),
    "saturated_model": _fails(
        "En modell har nästan lika många parametrar som personer.",
        "A model has nearly as many parameters as people.",
        _do("Anpassa en mindre modell.", "Fit a smaller model."),
    ),
    "small_group_model": _fails(
        "En koefficient är en liten grupps resultat.",
        "A coefficient is the result of a small group.",
        _do("Slå ihop dess nivåer eller utelämna den.", "Merge its levels, or leave it out."),
    ),
    "model_not_told": _fails(
        "En koefficient säger inte hur många personer och parametrar den vilar på.",
        "A coefficient does not tell how many people and parameters stand behind it.",
        _do(
            "Gör den med nrs_lib.stats.coefficients.coefficient_estimates och pröva den.",
            "Make it with nrs_lib.stats.coefficients.coefficient_estimates, and clear it.",
        ),
    ),
    # --- what can be worked out -------------------------------------------------------------
    "recoverable": _fails(
        "Ett dolt tal går att räkna ut, eller nästan, av det som visas.",
        "A hidden number can be worked out, or nearly, from what is shown.",
        _POOL,
    ),
    "contradiction": _asks(
        "Summor och delar stämmer inte överens, så inget går att räkna ut av dem.",
        "Totals and parts do not agree, so nothing can be worked out of them.",
        _REMAKE,
    ),
    "shown_elsewhere": _fails(
        "Ett tal som är dolt på ett ställe visas på ett annat.",
        "A number that is hidden in one place is shown in another.",
        _CLEAR,
    ),
    "unsafe_difference": _fails(
        "Två utlämningar till samma läsare skiljer sig med mycket få personer.",
        "Two releases for the same reader differ by very few people.",
        _POOL,
    ),
    # --- researchers' outputs ---------------------------------------------------------------
    "file_type": _fails(
        "Filer av det här slaget lämnas inte ut.",
        "Files of this kind are not released.",
        _do("Skriv CSV, HTML, SVG eller text.", "Export as CSV, HTML, SVG or text."),
    ),
    "too_large": _fails(
        "En fil är större än ett resultat behöver vara.",
        "A file is larger than a result needs to be.",
        _RESULTS,
    ),
    "unnamed_rows": _fails(
        "Inget namnger raderna i en tabell, som när varje rad är en person.",
        "Nothing names the rows of a table, as when each is a person.",
        _do(
            "Redovisa grupper med antal. Är raderna grupper, skriv vilka i en kolumn.",
            "Show groups with their counts. If the rows are groups, name them in a column.",
        ),
    ),
    "many_rows": _asks(
        "En tabell har fler rader än resultat brukar ha.",
        "A table has more rows than results have.",
        _RESULTS,
    ),
    "no_context": _asks(
        "En tabell med resultat säger inte hur många personer den vilar på.",
        "A table of results does not tell how many people it rests on.",
        _do("Lägg till en kolumn n.", "Add a column n."),
    ),
    "no_underlying_data": _fails(
        "En figur saknar tabell med talen bakom den.",
        "A figure has no table of the numbers behind it.",
        _do("Lägg en CSV med samma namn bredvid den.", "Put a CSV of that name beside it."),
    ),
    "percent_of_n": _fails(
        "En procentsats och dess nämnare ger ett litet antal.",
        "A per cent and its denominator give a small count.",
        _do("Dölj procentsatsen också.", "Hide the per cent too."),
    ),
    "model": _asks(
        "En modells koefficienter måste en människa titta på.",
        "A model's coefficients are for a person to look at.",
        _do("Ange hur många varje grupp har.", "Say how many each group has."),
    ),
    "other_content": _asks(
        "En text har tal som ingen regel kan bedöma.",
        "A text has numbers that no rule can judge.",
        _do("Låt en människa läsa den.", "Let a person read it."),
    ),
}
