"""`nrs why`: what a printed number was made from, told to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import reason_words
from nrs_lib.errors import UsageError
from nrs_lib.reports.manifest import verify_release
from nrs_lib.reports.tracing.numbers import read_numbers
from nrs_lib.reports.tracing.wording import word
from nrs_lib.terms import PERSON, Scope
from nrs_lib.text import count

_FIRST_SIGNS = 12
_UNNAMED = "unit_"

Fact = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """Why one number is what it is.

    Attributes
    ----------
    id, text
        The number's id in its release, and how it is printed.
    facts
        Pairs of term and words, in the order to be read.
    """

    id: str
    text: str
    facts: tuple[Fact, ...]


def ask(folder: Path, asked: str) -> list[Answer]:
    """Explain the numbers of a release that an id or a piece of text points to.

    Parameters
    ----------
    folder
        A release: the folder with ``report.html`` and ``manifest.json``.
    asked
        An id such as ``volume-3-2``, or text that stands in a number, its row or its column.
        An id is taken first, then numbers printed just so, then any that hold the text.

    Raises
    ------
    DisclosureError
        The release is not what its manifest says, or has no numbers.
    UsageError
        No number fits.
    """
    manifest, told = verify_release(folder), read_numbers(folder)
    every = [(output, one) for output in told["outputs"] for one in output["numbers"]]
    wanted = _plain(asked)
    for fits in (
        lambda one: one["id"] == asked.strip(),
        lambda one: _plain(one["text"]) == wanted,
        lambda one: wanted in _plain(f"{one['row']} {one['column']} {one['text']}"),
    ):
        found = [(output, one) for output, one in every if fits(one)]
        if found and wanted:
            # A number in a table before a text that holds many.
            found.sort(key=lambda pair: len(pair[1]["from"]))
            return [_answer(output, one, told, manifest) for output, one in found]
    raise UsageError(
        "No number of the release fits.",
        where=asked[:60],
        remedy="Without words, the command lists the parts; in the page, each cell has its id.",
    )


def parts(folder: Path) -> list[dict[str, object]]:
    """The outputs of a release that have numbers: name, kind, cell and how many."""
    verify_release(folder)
    return [
        {**{key: output[key] for key in ("name", "kind", "cell")}, "n": len(output["numbers"])}
        for output in read_numbers(folder)["outputs"]
        if output["numbers"]
    ]


def _plain(text: str) -> str:
    # People type an ordinary blank and hyphen where print has its own.
    return " ".join(text.replace("\u2212", "-").replace("\u2013", "-").split()).casefold()


def _answer(
    output: Mapping[str, object],
    one: Mapping[str, object],
    told: Mapping[str, object],
    manifest: Mapping[str, object],
) -> Answer:
    language = str(told["language"])
    origins = [output["origins"][place] for place in one["from"]]
    where = ": ".join(filter(None, (str(one["row"]), str(one["column"]))))
    facts = [(word("stands", language), f"{output['name']}{' – ' + where if where else ''}")]
    for place, row in enumerate(origins, start=1):
        if len(origins) > 1:
            facts.append(("", word("part", language, place=place, of=len(origins))))
        facts += _of_row(row, told, language)
    facts += _of_release(output, told, manifest, language)
    return Answer(str(one["id"]), str(one["text"]), tuple(facts))


def _of_row(row: Mapping[str, object], told: Mapping[str, object], language: str) -> Iterator[Fact]:
    measure = told["measures"][row["measure"]]
    known = [told["definitions"][key] for key in measure["definitions"]]
    yield word("measure", language), f"{measure['label']} ({row['measure']})"
    for one in known:
        if one["detail"]:
            yield word("definition", language), one["detail"]
    if "category" in row:
        yield word("category", language), _category(row, language)
    yield word("whose", language), _whose(row, language)
    when = [word(str(row["time_point"]), language)] if "time_point" in row else []
    when += [word("period", language, period=row["period"])] if "period" in row else []
    if when:
        yield word("when", language), ", ".join(when)
    yield word("statistic", language), word(str(row["statistic"]), language)
    if "hidden" in row:
        why = reason_words(str(row["hidden"]), str(row["measure"]), language)
        yield word("hidden", language), why
    if "denominator" in row:
        pair = {name: count(row[name], language=language) for name in ("numerator", "denominator")}
        yield word("of", language), word("of_told", language, **pair)
    elif "n" in row:
        yield word("people", language), count(row["n"], language=language)
    if "method" in row:
        yield word("method", language), word(str(row["method"]), language)
    for one in known:
        if one["evidence"]:
            yield word(one["evidence"], language), f"{one['text']} [{one['reference']}]"


def _category(row: Mapping[str, object], language: str) -> str:
    code = str(row["category"])
    measure = read_measures().get(str(row["measure"]))
    if measure is not None and measure.codelist:
        return read_codelist(measure.codelist).labels(language).get(code, code)
    if measure is not None and code in measure.categories:
        return measure.categories[code][language]
    return word(code, language)


def _whose(row: Mapping[str, object], language: str) -> str:
    scope, group = str(row["scope"]), str(row["group"])
    if scope == Scope.UNIT and not group.startswith(_UNNAMED):
        scope = "unit_named"
    if group == PERSON:
        scope = PERSON
    return word(scope, language, group=group)


def _of_release(
    output: Mapping[str, object],
    told: Mapping[str, object],
    manifest: Mapping[str, object],
    language: str,
) -> Iterator[Fact]:
    choices = [key for key in output["definitions"] if key.startswith("convention:")]
    assumed = [key for key in choices if told["definitions"][key]["evidence"] == "assumed"]
    fills = {"n": len(choices), "assumed": len(assumed)}
    yield word("conventions", language), word("conventions_told", language, **fills)
    tables = ", ".join(f"{table} {version}" for table, version in told["contracts"].items())
    sha = str(manifest["definitions_sha256"])[:_FIRST_SIGNS]
    yield word("contracts", language), word("contracts_told", language, tables=tables, sha=sha)
    extract, code, policy = (manifest[key] for key in ("extract", "code", "policy"))
    yield word("extract", language), f"{extract['id']} ({extract['fingerprint'][:_FIRST_SIGNS]})"
    commit = f", {code['commit'][:_FIRST_SIGNS]}" if code.get("commit") else ""
    yield word("code", language), f"{code['version']} ({code['sha256'][:_FIRST_SIGNS]}{commit})"
    yield word("cell", language), f"{manifest['report']}, {output['cell']}"
    cleared = word(
        "clearance_told",
        language,
        audience=manifest["audience"],
        policy=policy["name"],
        version=policy["version"],
        sha=str(policy["sha256"])[:_FIRST_SIGNS],
    )
    yield word("clearance", language), cleared
