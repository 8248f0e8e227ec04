"""What passes between the runner and its workers: orders out, outcomes back.

Light on purpose: a worker reads this before it has imported anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nrs_lib.reports.queueing import Line
from nrs_lib.terms import UNIT_BOUND

if TYPE_CHECKING:
    from nrs_lib.reports.catalog import Sidecar
    from nrs_lib.reports.folders import Folders
    from nrs_lib.reports.manifest import Provenance
    from nrs_lib.reports.subjects import Subject

Older = Literal["refuse", "supersede", "remake"]
WORKER_DIED = "worker died"
CONFIDED = "confided.json"
"""Name of the file in a kernel's private folder that tells whom a notebook is about."""
_MACHINE = {WORKER_DIED, "PlatformError"}


@dataclass(frozen=True)
class Failure:
    """Why a report failed, in words that hold no value.

    Attributes
    ----------
    cell
        The cell's id, or empty.
    family
        The error's class.
    reason
        What is known to be safe to show: our own errors' messages, never another's.
    """

    cell: str
    family: str
    reason: str

    @property
    def is_the_machines(self) -> bool:
        """Whether nothing in the report brings it about, unless it comes again."""
        return self.family in _MACHINE

    def __str__(self) -> str:
        place = f"cell {self.cell}: " if self.cell else ""
        return f"{place}{self.family}{': ' if self.reason else ''}{self.reason}"


@dataclass(frozen=True)
class Order:
    """One report to make.

    Attributes
    ----------
    template
        The notebook's source, as a machine that makes the report may not have its file.
    older
        What to do with a release that stands there already. One made from the same inputs
        is kept; one made from others stops the report (``refuse``) or is moved aside
        (``supersede``). ``remake`` makes both anew.
    made_from
        The parts of what it is made from; empty as long as they are not known.
    predecessor
        An executed notebook of another extract that has the same outputs, if there is one.
    plan
        The text of the unit's action plan, where the report opens with one.
    confided
        Whom it is about, told to its kernel alone. What is made of it is for its owner only,
        and nothing of the run is kept.
    """

    sidecar: Sidecar
    template: str
    subject: Subject
    parameters: Mapping[str, object]
    origin: Provenance
    key: tuple[str, str]
    places: Folders
    older: Older
    made_from: Mapping[str, object] = field(default_factory=dict)
    predecessor: Path | None = None
    plan: str = field(default="", repr=False)
    confided: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Report with its language, subject and period, for people."""
        return f"{self.sidecar.folder} {self.subject.folder} {self.period}".strip()

    @property
    def limit(self) -> float:
        """Seconds that it may take."""
        return self.sidecar.timeout

    @property
    def line(self) -> Line:
        """Where it waits for those whose readers may see both; see `Queue`."""
        # Not with this module, which a worker reads before anything else.
        from nrs_lib.reports.ledger_place import ledger_path

        about = {"invented": self.origin.invented, "folder": self.places.outputs}
        ledger = ledger_path(self.subject.register, **about)
        is_bound = self.sidecar.audience in UNIT_BOUND
        return Line(ledger, self.subject.subject_id if is_bound else "")

    def do(self, scratch: Path) -> Outcome:
        """Make it, in a worker; never raises."""
        from nrs_lib.reports.making import make

        return make(self, scratch=scratch)

    def failed(self, failure: Failure) -> Outcome:
        """What became of it when the worker could not tell."""
        return self.outcome("failed", failure)

    def is_worth_another(self, outcome: Outcome) -> bool:
        """Whether it failed for the machine's sake and not for its own."""
        return outcome.failure is not None and outcome.failure.is_the_machines

    @property
    def period(self) -> str:
        """The period's code, empty for a report that has none."""
        return str(self.parameters.get("period", ""))

    def outcome(
        self,
        status: str,
        failure: Failure | None = None,
        *,
        seconds: float = 0.0,
        running_seconds: float = 0.0,
    ) -> Outcome:
        """What became of this order."""
        return Outcome(
            name=self.name,
            report=self.sidecar.name,
            subject=self.subject,
            period=self.period,
            release=self.places.release,
            status=status,
            failure=failure,
            seconds=seconds,
            running_seconds=running_seconds,
        )


@dataclass(frozen=True)
class Outcome:
    """What became of an order.

    Attributes
    ----------
    release
        Where its release stands, if it was made.
    status
        ``made``, ``reissued`` (from another extract's notebook, as no number differs),
        ``kept`` (it stood there already), ``failed`` or ``not started``.
    failure
        Why it failed; holds no value.
    seconds
        Time it took, and of it the part for running the notebook.
    why
        What made it be made, where it was.
    """

    name: str
    report: str
    subject: Subject
    period: str
    release: Path
    status: str
    failure: Failure | None
    seconds: float
    running_seconds: float
    why: str = ""
