"""`nrs why`: what is done with releases once they are made."""

from __future__ import annotations

from argparse import Namespace

from nrs_lib.cli.printing import definitions, table

_MOST = 5


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
