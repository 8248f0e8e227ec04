"""Reports whose readers meet are begun one after the other, in the order asked for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from nrs_lib.reports.queueing import Line, Queue


@dataclass(frozen=True)
class Task:
    name: str
    line: Line | None


def own(unit: str, register: str = "NRSsv") -> Task:
    return Task(f"own {unit}", Line((register, ""), unit))


def national(name: str, register: str = "NRSsv") -> Task:
    return Task(f"national {name}", Line((register, ""), ""))


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
