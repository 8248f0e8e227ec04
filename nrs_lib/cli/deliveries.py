"""`nrs synth`, `nrs load`, `nrs codebook`: deliveries out and in, and what they hold."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Container, Iterable, Mapping

from tqdm import tqdm

from nrs_lib.cli.printing import table
from nrs_lib.extract.declared import Declared

FORMATS = ("sav", "csv", "dta", "xpt", "xlsx", "parquet")
"""Kinds of files that `nrs synth` writes."""
_SHA_SIGNS = 12
_LINES, _FEWEST = 22, 5
"""Of a screen of 30 lines, those that files and findings share, and the least for findings."""


def declared_in(arguments: Namespace) -> Declared:
    """What the command's words say of text files."""
    return Declared(arguments.encoding, arguments.delimiter, arguments.decimal)


def synth(arguments: Namespace) -> int:
    """Write a synthetic registry as a delivery."""
    from nrs_lib.extract.synthetic import generate
    from nrs_lib.extract.synthetic.registry import AS_OF
    from nrs_lib.extract.synthetic.writing import write

    made = generate(seed=arguments.seed, scale=arguments.scale, as_of=arguments.as_of or AS_OF)
    print(f"Synthetic delivery: {write(made, arguments.out, format=arguments.format)}")
    return 0


def load(arguments: Namespace) -> int:
    """Load a delivery, or only check it; its findings are written either way."""
    from nrs_lib.cohort.extracts import extract_ids
    from nrs_lib.reports.findings.intake import take_in

    known = set(extract_ids())
    # On a terminal alone, and on its error stream: what is printed can be piped.
    with tqdm(desc="nrs load", unit=" steps", disable=None, leave=False) as bar:
        taken = take_in(
            arguments.path,
            as_of=arguments.as_of,
            check_only=arguments.check_only,
            declared=declared_in(arguments),
            progress=lambda step: (bar.set_postfix_str(step, refresh=False), bar.update()),
        )
    findings = taken.account.findings.frame.to_dict("records")
    show_delivery(taken.files, findings)
    print(f"Rows: {_sum(taken.account.rows)}")
    print(f"Findings: {taken.page.absolute().as_uri()}")
    if taken.extract is None:
        print("Only checked; nothing was stored.")
        return 0
    _tell_repeated(taken.extract, known)
    print(f"Extract: {taken.extract.extract_id}")
    return 0


def _tell_repeated(extract, known: Container[str]) -> None:
    """Say when the very same files were loaded before."""
    from nrs_lib.cohort.extracts import loaded_before

    same = [one for one in loaded_before(extract.passport["fingerprint"]) if one in known]
    if extract.extract_id in same:
        print(f"Identical to the extract loaded before as {extract.extract_id}.")
    elif same:
        print(
            f"The same files were loaded before as {', '.join(same)}; since then definitions, "
            "version or day differ."
        )


def _sum(rows: Mapping[str, Mapping[str, int]]) -> str:
    """Rows of all tables: in, and what became of them."""
    told = {key: sum(row[key] for row in rows.values()) for key in next(iter(rows.values()))}
    return f"{told['rows_in']} in = {told['analysed']} analysed + {told['set_aside']} set aside"


def codebook(arguments: Namespace) -> int:
    """Write what every table, column and code is, and the scoring pages that it leads to."""
    from nrs_lib.places import outputs
    from nrs_lib.reports.codebook.book import write_codebook
    from nrs_lib.reports.scoring_manual.manual import write_manual

    folder = arguments.out or outputs()
    for path in (*write_codebook(folder), *write_manual(folder)):
        print(path.absolute().as_uri())
    return 0


def show_delivery(
    files: Iterable[Mapping[str, object]], findings: Iterable[Mapping[str, object]]
) -> None:
    """Show how each file was read, and the findings as far as a screen holds; never a value."""
    told = [{**file, "sha256": str(file["sha256"])[:_SHA_SIGNS]} for file in files]
    files = table(told, ("name", "rows", "sha256", "read_as"))
    print(files, end="\n\n")
    room = max(_LINES - files.count("\n"), _FEWEST)
    findings = [{**finding, "what": finding.get("message_en", "")} for finding in findings]
    if not findings:
        print("No findings.\n")
        return
    heads = ("severity", "table", "column", "rule", "count", "rows", "what")
    for shown in range(min(len(findings), room), 0, -1):
        lines = table(findings[:shown], heads)
        if lines.count("\n") <= room:
            break
    more = len(findings) - shown
    print(lines + (f"\nand {more} more" if more else ""), end="\n\n")
