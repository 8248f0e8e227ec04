"""`nrs why` and `nrs pdf`: what is done with releases once they are made."""

from __future__ import annotations

from argparse import Namespace

from nrs_lib.cli.printing import definitions, table

_MOST = 5


def pdf(arguments: Namespace) -> int:
    """Put a PDF into each release that has none: those named, or all of an extract."""
    from nrs_lib.cli.reporting import opened
    from nrs_lib.places import outputs
    from nrs_lib.reports.folders import releases_in

    found = arguments.folder or releases_in(outputs() / opened(arguments.extract).extract_id)
    return on_paper(found, workers=arguments.workers)


def on_paper(folders, *, workers: int | None) -> int:
    """Put PDF into releases, and say how many have one."""
    from nrs_lib.reports.pdf import add_pdfs

    print(f"{add_pdfs(folders, workers=workers)} reports have their PDF beside the page.")
    return 0


def why(arguments: Namespace) -> int:
    """Explain the numbers of a release that were asked for, or list its parts."""
    from nrs_lib.reports.tracing.asking import ask, parts
    from nrs_lib.reports.tracing.numbers import read_numbers
    from nrs_lib.reports.tracing.wording import word

    asked = " ".join(arguments.words)
    if not asked:
        rows = parts(arguments.folder)
        print(word("outputs", str(read_numbers(arguments.folder)["language"])) + "\n")
        print(table(rows, ("name", "kind", "n", "cell")))
        return 0
    answers = ask(arguments.folder, asked)
    for answer in answers[:_MOST]:
        print(f"{answer.text}   [{answer.id}]")
        print(definitions(answer.facts) + "\n")
    if len(answers) > _MOST:
        language = str(read_numbers(arguments.folder)["language"])
        print(word("more", language, n=len(answers) - _MOST))
    return 0
