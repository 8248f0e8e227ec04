"""`nrs report` and `nrs list`: reports, and what there is to make them from."""

from __future__ import annotations

from argparse import Namespace
from contextlib import nullcontext

from nrs_lib.cli.printing import table
from nrs_lib.terms import Register

INTERRUPTED = 130
_STANDING = ("made", "reissued", "kept")


def report(arguments: Namespace) -> int:
    """Make one report about the subjects asked for."""
    from nrs_lib.errors import UsageError
    from nrs_lib.reports.producing import produce, subjects_for
    from nrs_lib.reports.stored_templates import named_template
    from nrs_lib.terms import NATIONAL

    if arguments.pdf:
        from nrs_lib.reports.pdf import check_paper

        check_paper()
    sidecar = named_template(arguments.template).in_language(arguments.language)
    choices = {name: getattr(arguments, name) for name in ("measure", "change", "audience")}
    sidecar = sidecar.choosing({name: str(one) for name, one in choices.items() if one is not None})
    is_national = sidecar.subject == NATIONAL
    if is_national and arguments.unit:
        raise UsageError("A report about the nation has no units.", where="--unit")
    if not is_national and not (arguments.unit or arguments.all):
        raise UsageError(
            "A report about units needs to know which.",
            where=sidecar.name,
            remedy="Give --unit with one or more ids, or --all.",
        )
    extract = opened(arguments.extract)
    subjects = subjects_for(
        sidecar,
        extract,
        register=Register(arguments.register) if arguments.register else None,
        unit_ids=arguments.unit,
    )
    with _machines(arguments.dask, extract) as executor:
        summary, index = produce(
            [(sidecar, subject, arguments.period) for subject in subjects],
            extract=extract,
            workers=arguments.workers,
            older="remake" if arguments.force else "refuse",
            executor=executor,
        )
    _put_on_paper(summary, arguments)
    return told(summary, index, with_reasons=arguments.why)


def _machines(address: str | None, extract):
    """A cluster's executor where one is named; else this machine's own workers."""
    if address is None:
        return nullcontext()
    from nrs_lib.places import outputs
    from nrs_lib.reports.clusters import dask_executor

    return dask_executor(address, extract=extract, outputs=outputs())


def _put_on_paper(summary, arguments: Namespace) -> None:
    """Give every report that stands its PDF, where that was asked for."""
    from nrs_lib.cli.releases import on_paper

    standing = [one.release for one in summary.outcomes if one.status in _STANDING]
    if arguments.pdf and standing:
        on_paper(standing, workers=arguments.workers)


def edition(arguments: Namespace) -> int:
    """Make an edition, or show what would be made."""
    from nrs_lib.places import outputs
    from nrs_lib.reports.editions import plan, read_edition
    from nrs_lib.reports.producing import produce
    from nrs_lib.reports.running import orders_of

    if arguments.pdf:
        from nrs_lib.reports.pdf import check_paper

        check_paper()
    wanted = read_edition(arguments.plan)
    extract = opened(arguments.extract or wanted.extract_id)
    reports = wanted.reports(extract)
    older = "remake" if arguments.force else "supersede"
    orders = orders_of(reports, extract=extract, outputs=outputs(), older=older)
    planned = list(plan(orders, outputs()))
    print(f"{wanted.title['en']}: {len(planned)} reports from extract {extract.extract_id}")
    for line in _grouped(planned, every=arguments.why):
        print(line)
    if arguments.dry_run:
        return 0
    with _machines(arguments.dask, extract) as executor:
        summary, index = produce(
            reports,
            extract=extract,
            workers=arguments.workers or wanted.workers,
            older=older,
            memory=wanted.memory,
            executor=executor,
            seen={one.order.name: one.mark for one in planned if one.mark},
        )
    _put_on_paper(summary, arguments)
    return told(summary, index, with_reasons=arguments.why)


def _grouped(planned, *, every: bool) -> list[str]:
    """Reports with the same fate and reason on one line; each by name where asked for."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for fate, reason, order, _ in planned:
        of = f"{order.sidecar.folder} {order.period}".strip()
        groups.setdefault((fate, reason, of), []).append(order.subject.folder)
    lines = []
    for (fate, reason, of), names in groups.items():
        lines.append(f"  {fate} {len(names):>3}  {of}: {reason}")
        if every:
            lines.append(f"            {', '.join(names)}")
    return lines


def scores(arguments: Namespace) -> int:
    """Write how each score is computed, in Swedish and English."""
    from nrs_lib.places import outputs
    from nrs_lib.reports.scoring_manual.manual import write_manual

    for path in write_manual(arguments.out or outputs()):
        print(path.absolute().as_uri())
    return 0


def grade(arguments: Namespace) -> int:
    """Grade the statistics, write the page, and fail when a method promises too much."""
    from nrs_lib.errors import RunError
    from nrs_lib.places import outputs
    from nrs_lib.reports.grades.page import write_grades
    from nrs_lib.stats.grading.coverage import grades
    from nrs_lib.stats.grading.verdicts import Verdict

    found = grades(thorough=arguments.thorough, seed=arguments.seed)
    chain, registries = _chain(arguments) if arguments.chain else ([], 0)
    folder = arguments.out or outputs()
    made = write_grades(
        found,
        folder,
        seed=arguments.seed,
        thorough=arguments.thorough,
        chain=chain,
        registries=registries,
    )
    for path in made:
        print(path.absolute().as_uri())
    narrow = Verdict.TOO_NARROW
    failed = [one.situation.code for one in found if one.verdict == narrow]
    failed += [f"{one.register} {one.measure}" for one in chain if one.verdict == narrow]
    if failed:
        raise RunError(
            f"{len(failed)} of {len(found) + len(chain)} grades are of intervals too narrow.",
            where=", ".join(failed),
            remedy="Mend the method; the page tells how often it held the truth.",
        )
    return 0


def _chain(arguments: Namespace):
    """Invent registries, load each as any delivery, and grade what is made of them."""
    import tempfile
    from pathlib import Path

    import pandas as pd

    from nrs_lib.cohort.preparing import prepare
    from nrs_lib.contracts.grading import read_grading
    from nrs_lib.extract.synthetic import generate
    from nrs_lib.extract.synthetic.writing import write
    from nrs_lib.stats.grading.chain import compared_with_truth, grade_chain

    many = read_grading().chain.registries["thorough" if arguments.thorough else "quick"]
    parts = []
    for place in range(many):
        print(f"{place + 1} of {many}  Inventing, loading and comparing ...", flush=True)
        made = generate(seed=arguments.seed + place, scale=arguments.scale)
        with tempfile.TemporaryDirectory(prefix="nrs-grade-") as home:
            delivery = write(made, Path(home) / "delivery")
            extract = prepare(delivery, folder=Path(home) / "outputs")
            parts.append(compared_with_truth(extract, made.truth["units"]))
    return grade_chain(pd.concat(parts)), many


def told(summary, index, *, with_reasons: bool = False) -> int:
    """Show how a run went; give its exit code."""
    print("\n".join(summary.lines()))
    if with_reasons:
        print("\n".join(summary.reasons()))
    print(f"Index: {index}")
    if summary.interrupted:
        print("Interrupted. What is made stays; the same command goes on from here.")
        return INTERRUPTED
    summary.raise_for_failures()
    return 0


def opened(extract_id: str | None):
    """The extract with this id, or the one loaded last."""
    from nrs_lib.cohort.extracts import latest_extract_id, open_extract
    from nrs_lib.reports.subjects import path_part

    return open_extract(path_part(extract_id or latest_extract_id(), where="--extract"))


def show(arguments: Namespace) -> int:
    """List extracts and reports, or the units of an extract."""
    from nrs_lib.cohort.extracts import extract_ids
    from nrs_lib.reports.catalog import catalog
    from nrs_lib.reports.subjects import units_of

    if arguments.units:
        units = units_of(opened(arguments.extract).units)
        rows = [
            {"unit": unit.subject_id, "register": unit.register, "name": unit.label}
            for unit in units
        ]
        print(table(rows, ("unit", "register", "name")))
        return 0
    print("Extracts, the one loaded last at the end:")
    for extract_id in extract_ids():
        print(f"  {extract_id}")
    print("\nReports:")
    reports = [
        {
            "report": sidecar.name,
            "about": sidecar.subject,
            "for": sidecar.audience,
            "parameters": ", ".join(sidecar.parameters),
            "what": sidecar.summary["en"],
        }
        for sidecar in catalog().values()
    ]
    print(table(reports, ("report", "about", "for", "parameters", "what")))
    return 0


def ledger(_arguments: Namespace) -> int:
    """Tell how much has been released, and check that no entry was changed and none is missing.

    Raises
    ------
    DisclosureError
        An entry was changed, or releases stand that have none.
    """
    from nrs_lib.errors import DisclosureError
    from nrs_lib.places import outputs
    from nrs_lib.reports.folders import releases_in
    from nrs_lib.reports.ledger import every_ledger
    from nrs_lib.reports.manifest import read_manifest
    from nrs_lib.reports.standing import is_entered

    found = every_ledger()
    for one in found:
        for line in one.lines():
            print(line)
    if not found:
        print("Nothing has been released yet.")
    standing = [release for home in outputs().glob("*/") for release in releases_in(home)]
    unknown = [
        "/".join(release.parts[-4:])
        for release in standing
        if not is_entered(read_manifest(release), outputs=outputs())
    ]
    if unknown:
        raise DisclosureError(
            f"{len(unknown)} of {len(standing)} releases that stand are not in the ledger.",
            where=", ".join(unknown[:5]),
            remedy="Was it put back from an older backup? Give the commands of their editions "
            "again: each is tested against the ledger and entered.",
        )
    return 0
