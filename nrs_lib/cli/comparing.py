"""`nrs compare` and `nrs why-moved`: two deliveries, and a figure that is not what it was."""

from __future__ import annotations

from argparse import Namespace

_LINES = 20


def compare(arguments: Namespace) -> int:
    """Compare two deliveries: a short summary here, the whole on a page and in files."""
    from nrs_lib.cohort.sides import side_of
    from nrs_lib.reports.comparison.page import lead, page_name, write_comparison
    from nrs_lib.reports.comparison.sentences import sentence, table_name
    from nrs_lib.stats.deliveries.comparison import compare as compared

    language = arguments.language
    found = compared(side_of(arguments.before), side_of(arguments.after))
    print("\n".join(lead(found, language)))
    for one in found.notable[:_LINES]:
        place = table_name(one.table, language)
        print(f"  {place}: " if place else "  ", sentence(one, language), sep="")
    if len(found.notable) > _LINES:
        print(f"  … +{len(found.notable) - _LINES}")
    folder = write_comparison(found)
    print((folder / page_name(language)).absolute().as_uri())
    return 0


def why_moved(arguments: Namespace) -> int:
    """Split the change of a figure into what made it."""
    from nrs_lib.cli.printing import table
    from nrs_lib.reports.comparison.moved import page_name, write_moved
    from nrs_lib.reports.comparison.moved_words import part_rows, sum_check, summary
    from nrs_lib.stats.moved.why import why_moved as split

    language = arguments.language
    moved = split(
        arguments.figure,
        extracts=_extracts(arguments),
        periods=_periods(arguments),
        unit_id=arguments.unit,
        register=arguments.register,
        time_point=arguments.time_point,
    )
    rows = part_rows(moved, language)
    print(table(rows, tuple(rows[0])), end="\n\n")
    print(summary(moved, language))
    print(sum_check(moved, language))
    print((write_moved(moved) / page_name(language)).absolute().as_uri())
    return 0


def _extracts(arguments: Namespace) -> tuple[str, str]:
    from nrs_lib.cohort.extracts import latest_extract_id
    from nrs_lib.errors import UsageError

    if arguments.start and not arguments.end:
        raise UsageError(
            "An extract to compare with is missing.", where="--to", remedy="Give --to too."
        )
    later = arguments.end or arguments.extract or latest_extract_id()
    return arguments.start or later, later


def _periods(arguments: Namespace) -> tuple[str, str]:
    from nrs_lib.errors import UsageError

    both = (arguments.from_period, arguments.to_period)
    if all(both) and not arguments.period:
        return both
    if arguments.period and not any(both):
        return arguments.period, arguments.period
    raise UsageError(
        "A period is missing, or there are too many.",
        where="--period",
        remedy="Give --period, or both --from-period and --to-period.",
    )
