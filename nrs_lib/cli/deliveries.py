"""`nrs synth`, `nrs load`, `nrs codebook`: deliveries out and in, and what they hold."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping

from tqdm import tqdm

from nrs_lib.cli.printing import table
from nrs_lib.extract.declared import Declared

FORMATS = ("sav", "csv", "dta", "xpt", "xlsx", "parquet")
"""Kinds of files that `nrs synth` writes."""
_SHA_SIGNS = 12


def declared_in(arguments: Namespace) -> Declared:
    """What the command's words say of text files."""
    return Declared(arguments.encoding, arguments.delimiter, arguments.decimal)


def synth(arguments: Namespace) -> int:
    """Write a synthetic registry as a delivery."""
    from nrs_lib.extract.synthetic import generate
    from nrs_lib.extract.synthetic.registry import AS_OF
    from nrs_lib.extract.synthetic.writing import write

    registry = generate(seed=arguments.seed, scale=arguments.scale, as_of=arguments.as_of or AS_OF)
    print(f"Synthetic delivery: {write(registry, arguments.out, format=arguments.format)}")
    return 0


def load(arguments: Namespace) -> int:
    """Load a delivery, or only check it."""
    # On a terminal alone, and on its error stream: what is printed can be piped.
    with tqdm(desc="nrs load", unit=" steps", disable=None, leave=False) as bar:
        how = {
            "as_of": arguments.as_of,
            "declared": declared_in(arguments),
            "progress": lambda step: (bar.set_postfix_str(step, refresh=False), bar.update()),
        }
        if arguments.check_only:
            from nrs_lib.extract.loading import load as read

            delivery = read(arguments.path, **how)
            files = [file.as_dict() for file in delivery.files]
            findings = delivery.findings.frame.to_dict("records")
            last = "Only checked; nothing was stored."
        else:
            from nrs_lib.cohort.preparing import prepare

            extract = prepare(arguments.path, **how)
            files, findings = extract.passport["files"], extract.passport["findings"]
            last = f"Extract: {extract.extract_id}"
    show_delivery(files, findings)
    print(last)
    return 0


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
    """Show how each file was read, and every finding; never a value."""
    told = [{**file, "sha256": str(file["sha256"])[:_SHA_SIGNS]} for file in files]
    print(table(told, ("name", "rows", "sha256", "read_as")), end="\n\n")
    findings = list(findings)
    if findings:
        named = [{**finding, "what": finding.get("message_en", "")} for finding in findings]
        heads = ("severity", "table", "column", "rule", "count", "rows", "what")
        print(table(named, heads), end="\n\n")
    else:
        print("No findings.\n")
