"""Reports whose readers meet are begun one after the other, in the order asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from nrs_lib.reports import outposts
from nrs_lib.reports.ledger_place import ledger_path
from nrs_lib.reports.pool import Pool
from nrs_lib.reports.queueing import Line, Queue
from nrs_lib.reports.running import orders_of
from nrs_lib.reports.subjects import Subject
from nrs_lib.reports.workshops import Workshop
from nrs_lib.terms import Register
from tests.support.templates import a_template, an_extract
from tests.support.timed import Timed


@dataclass(frozen=True)
class Task:
    name: str
    line: Line | None


def own(unit: str, register: str = "NRSsv") -> Task:
    return Task(f"own {unit}", Line(Path(register), unit))


def national(name: str, register: str = "NRSsv") -> Task:
    return Task(f"national {name}", Line(Path(register), ""))


SHARED = Task("shared numbers", None)


@pytest.mark.parametrize(
    ("running", "waiting", "begun"),
    [
        ([], [national("a")], 0),
        ([own("U1")], [own("U2")], 0),
        ([own("U1")], [own("U1")], None),
        ([own("U1")], [own("U1"), own("U2")], 1),
        ([own("U1")], [national("a")], None),
        ([national("a")], [own("U1")], None),
        ([national("a")], [national("b")], None),
        ([national("a")], [national("b", "NRSpv")], 0),
        ([national("a")], [SHARED], 0),
        ([SHARED], [national("a")], 0),
        # Nobody gets past a report that it meets, or two runs would differ.
        ([own("U1")], [national("a"), own("U2")], None),
        ([own("U1")], [national("a"), own("U2"), own("P1", "NRSpv")], 2),
    ],
)
def test_the_first_that_meets_nobody_before_it_is_begun(running, waiting, begun):
    queue = Queue(waiting)
    assert queue.next(running) == (None if begun is None else waiting[begun])


def test_what_is_begun_waits_no_more():
    queue = Queue([own("U1"), own("U2")])
    assert [queue.next([]), queue.next([]), queue.next([]), bool(queue)] == [
        own("U1"),
        own("U2"),
        None,
        False,
    ]


def test_each_meets_the_same_before_it_with_any_number_of_workers():
    tasks = [own("U1"), national("a"), own("U1"), own("U2"), own("P1", "NRSpv"), national("b")]
    tasks = [Task(f"{place} {task.name}", task.line) for place, task in enumerate(tasks)]

    def met(workers: int, *, slowest: bool) -> dict[str, set[str]]:
        queue, running, done, found = Queue(tasks), [], [], {}
        while queue or running:
            while len(running) < workers and (task := queue.next(running)):
                found[task.name] = {
                    one.name
                    for one in done
                    if one.line.ledger == task.line.ledger
                    and (task.line.unit in ("", one.line.unit) or not one.line.unit)
                }
                running.append(task)
            done.append(running.pop(-1 if slowest else 0))
        return found

    alone = met(1, slowest=False)
    assert alone["5 national b"] == {task.name for task in tasks if "P1" not in task.name} - {
        "5 national b"
    }
    for workers in (2, 3, 6):
        for slowest in (True, False):
            assert met(workers, slowest=slowest) == alone


def test_what_a_report_is_for_decides_whom_it_waits_for(tmp_path):
    def line(audience: str, subject: Subject, invented: str = "") -> Line:
        about = {"audience": audience, "subject": "national" if subject.is_national else "unit"}
        sidecar = a_template(tmp_path / audience, "good", "a_text()", **about)
        asked = [(sidecar, subject, "2022")]
        [order] = orders_of(asked, extract=an_extract(), outputs=tmp_path)
        made_from = {**order.origin.extract, "invented": invented}
        return replace(order, origin=replace(order.origin, extract=made_from)).line

    unit, nation = (Subject(Register.NRSSV, name) for name in ("U1", "national"))
    ledger = ledger_path("NRSsv", folder=tmp_path)
    assert line("own_unit", unit) == line("care_team", unit) == Line(ledger, "U1")
    assert line("other_units", unit) == line("public", nation) == Line(ledger, "")
    assert line("public", nation, "synthetic-1").ledger != ledger


@pytest.fixture(params=["own workers", "an executor"])
def do(request, tmp_path, monkeypatch):
    """What does tasks, two at a time."""
    if request.param == "an executor":
        monkeypatch.setattr(outposts, "do_there", lambda task, _: task.do(tmp_path))
        with ThreadPoolExecutor(2) as executor:
            yield lambda tasks: list(outposts.handed_out(tasks, executor, None))
        return
    with Pool(Workshop(tmp_path, {}, None), workers=2) as pool:
        yield lambda tasks: list(pool.outcomes(tasks))


def test_two_that_meet_are_never_done_at_a_time(do):
    first, second = sorted(do([Timed(name, Line(Path("NRSsv"), "U1")) for name in "ab"]))

    assert first[2] <= second[1]
