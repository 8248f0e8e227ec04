"""`nrs synth`, `nrs load`, `nrs codebook`: deliveries out and in, and what they hold."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping

from nrs_lib.cli.printing import table

_SHA_SIGNS = 12


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
    if arguments.check_only:
        from nrs_lib.extract.loading import load as read

        delivery = read(arguments.path, as_of=arguments.as_of)
        show_delivery(
            [file.as_dict() for file in delivery.files],
            delivery.findings.frame.to_dict("records"),
        )
        print("Only checked; nothing was stored.")
        return 0
    from nrs_lib.cohort.extracts import extract_ids, loaded_before
    from nrs_lib.cohort.preparing import prepare

    known = set(extract_ids())
    extract = prepare(arguments.path, as_of=arguments.as_of)
    show_delivery(extract.passport["files"], extract.passport["findings"])
    same = [one for one in loaded_before(extract.passport["fingerprint"]) if one in known]
    if extract.extract_id in same:
        print(
            f"Identical to the extract loaded before as {extract.extract_id}; nothing was stored."
        )
    elif same:
        print(
            f"The same files were loaded before as {', '.join(same)}; since then definitions, "
            "version or day differ."
        )
    print(f"Extract: {extract.extract_id}")
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
