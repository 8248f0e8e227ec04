"""`nrs plan`: a unit's action plan, begun from its present values, and checked."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from nrs_lib.cli import options


def add_plans(commands) -> None:
    """Add the command's words."""
    command = commands.add_parser("plan", help="a unit's action plan, which its report opens with")
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    action = actions.add_parser("init", help="write a form to fill in, with the present value")
    action.add_argument("--unit", required=True, metavar="U")
    action.add_argument(
        "--measure", required=True, nargs="+", metavar="M", help="one to three, as response_12m"
    )
    action.add_argument(
        "--period", help="whose values stand in the form; the last whole year otherwise"
    )
    action.add_argument("--replace", action="store_true", help="overwrite an older plan")
    options.add_extract(action)
    options.add_language(action)
    action.set_defaults(do=init)
    action = actions.add_parser("check", help="check plans; all in the folder when none is named")
    action.add_argument("file", type=Path, nargs="*", metavar="FILE")
    action.set_defaults(do=check)


def add_choices(command) -> None:
    """What slides about improvement work take in the place of a plan."""
    choices = command.add_argument_group("improvement work, in the place of what the plan says")
    choices.add_argument(
        "--audience", metavar="READERS", help="own_unit, other_units or public; of slides"
    )
    choices.add_argument("--measure", metavar="M", help="an indicator, as response_12m")
    choices.add_argument(
        "--change", metavar="DAY", type=options.day, help="day of the change, as 2022-03-01"
    )


def init(arguments: Namespace) -> int:
    """Write the form of a unit's plan."""
    from nrs_lib.cli.reporting import opened
    from nrs_lib.reports.plan_form import write_form

    path = write_form(
        opened(arguments.extract),
        unit_id=arguments.unit,
        measures=arguments.measure,
        period=arguments.period,
        language=arguments.language,
        replace=arguments.replace,
    )
    print(path)
    print(f"Fill in what says TODO. Then: nrs plan check {path}")
    return 0


def check(arguments: Namespace) -> int:
    """Check plans, and say in a line each what they want."""
    from nrs_lib.cli.printing import show_error
    from nrs_lib.errors import DefinitionError, UsageError
    from nrs_lib.places import plans
    from nrs_lib.reports.plans import checked_plan
    from nrs_lib.tables.plan_sentences import goal_words

    paths = arguments.file or sorted(plans().glob("*.yaml"))
    if not paths:
        raise UsageError(
            "There is no plan to check.",
            where=str(plans()),
            remedy="Begin one with `nrs plan init`, or name a file.",
        )
    code = 0
    for path in paths:
        try:
            plan = checked_plan(path)
        except DefinitionError as fault:
            show_error(fault)
            code = fault.exit_code
            continue
        for focus in plan.focuses:
            print(
                f"{plan.unit} {plan.register}: {focus.measure}, {goal_words(focus, 'en')}, "
                f"from {focus.starts}, {focus.status.replace('_', ' ')}, review {focus.review}"
            )
    return code
