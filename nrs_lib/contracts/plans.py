"""Action plans: what a unit wants to improve, and when it looks at how it went.

A plan is the unit's own file, one for each unit, and holds no patient: a personal identity
number anywhere in it, comments too, is refused before anything else is read.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nrs_lib.contracts.identity import holds_identity_number
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.shape import day_of, read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions, plans
from nrs_lib.terms import Audience, Direction, Register

OPEN = ("planned", "under_way")
"""States of a focus that is worked on, or soon will be."""
_TEXTS = ("why", "what", "who", "learnt")
_AT_HOME = (Audience.OWN_UNIT, Audience.CARE_TEAM)
# Written where a file in another encoding had a letter that is none.
_NO_LETTER = "\ufffd"


@dataclass(frozen=True)
class Focus:
    """One thing that a unit wants to improve.

    Attributes
    ----------
    measure
        Code of the measure.
    goal
        The level to reach, in the measure's own unit; shares from 0 to 1. None where nobody
        has planned anything yet, as are the days then.
    what, who
        What will be done, and which role does it, by language; one of the two may be absent.
    starts, review
        The day of the change, and the day to look at what came of it.
    status
        ``planned``, ``under_way``, ``done`` or ``stopped``.
    why, learnt
        Why this, and what was learnt, by language; may be empty.
    words_kept
        Whether there are such texts that the unit keeps to itself.
    day_ordered
        Whether the day of the change was given when slides were ordered, and by no plan.
    """

    measure: str
    goal: float | None = None
    what: Mapping[str, str] = field(default_factory=dict)
    who: Mapping[str, str] = field(default_factory=dict)
    starts: dt.date | None = None
    review: dt.date | None = None
    status: str = ""
    why: Mapping[str, str] = field(default_factory=dict)
    learnt: Mapping[str, str] = field(default_factory=dict)
    words_kept: bool = False
    day_ordered: bool = False

    @property
    def is_planned(self) -> bool:
        """Whether somebody has planned it: it has a goal or a day."""
        return self.goal is not None or self.starts is not None

    def without_words(self) -> Focus:
        """The same as others may see it, where the unit keeps its own words to itself."""
        texts = {name: {} for name in _TEXTS}
        return replace(self, **texts, words_kept=any(getattr(self, name) for name in _TEXTS))

    @property
    def is_open(self) -> bool:
        """Whether it is worked on, or soon will be."""
        return self.status in OPEN

    @property
    def wants_higher(self) -> bool:
        """Whether a higher value is the better one, as the measure's definition says."""
        return read_measures()[self.measure].direction is not Direction.HIGHER_WORSE


@dataclass(frozen=True)
class Plan:
    """A unit's plan: one to three things, the first the most important.

    Attributes
    ----------
    words_shown_to
        Readers outside the unit who may see its texts; goals and days follow the numbers.
    """

    unit: str
    register: Register
    focuses: tuple[Focus, ...]
    words_shown_to: tuple[Audience, ...] = ()

    def seen_by(self, focus: Focus, audience: Audience) -> Focus:
        """A focus as a reader may see it; what everybody may see other units may too."""
        if audience in _AT_HOME:
            return focus
        allowed = {*self.words_shown_to}
        if Audience.PUBLIC in allowed:
            allowed.add(Audience.OTHER_UNITS)
        return focus if audience in allowed else focus.without_words()

    def focus_on(self, measure: str) -> Focus | None:
        """The focus with this measure; None where the plan has none."""
        return next((one for one in self.focuses if one.measure == measure), None)

    @property
    def first(self) -> Focus:
        """The first that is open, else the first."""
        return next((one for one in self.focuses if one.is_open), self.focuses[0])


def plan_path(unit_id: str) -> Path:
    """Where a unit's plan is, if it has one."""
    return plans() / f"{unit_id}.yaml"


def read_plan(path: Path, *, measures: Sequence[str]) -> Plan:
    """Read a unit's plan.

    Parameters
    ----------
    path
        The file, named after its unit.
    measures
        Codes that a plan can be about.

    Raises
    ------
    DefinitionError
        The file holds a personal identity number, lacks a key or has one too many, is not named
        after its unit, or says what cannot be; names file, focus and key, never a text.
    """
    _refuse_people(path)
    raw = read_definition(path, schema=definitions() / "plan.schema.json")
    if raw["unit"] != path.stem:
        raise DefinitionError(
            "A plan is not named after its unit, so it would be another unit's.",
            where=f"{path.name}: unit",
            remedy=f"Save it as {raw['unit']}.yaml.",
        )
    times = Counter(part["measure"] for part in raw["focuses"])
    focuses = []
    for part in raw["focuses"]:
        where = f"{path.name}: focuses.{part['measure'][:40]}"
        if times[part["measure"]] > 1:
            raise DefinitionError(
                "A measure stands twice in a plan.", where=where, remedy="Put the two together."
            )
        focuses.append(_focus(part, where, measures))
    shown_to = tuple(Audience(one) for one in raw.get("words_shown_to", ()))
    return Plan(raw["unit"], Register(raw["register"]), tuple(focuses), shown_to)


def _refuse_people(path: Path) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        # Told by what reads the file next.
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if holds_identity_number(line):
            raise DefinitionError(
                "A plan holds what looks like a personal identity number.",
                where=f"{path.name}: line {number}",
                remedy="Take it away, from every copy. A plan is about the unit's work.",
            )


def _focus(part: Mapping[str, object], where: str, measures: Sequence[str]) -> Focus:
    measure = str(part["measure"])
    if measure not in measures:
        raise DefinitionError(
            "A plan is about a measure that cannot be followed quarter by quarter.",
            where=f"{where}: measure",
            remedy=f"Use one of {', '.join(measures)}.",
        )
    starts, review = (day_of(part[name], f"{where}: {name}") for name in ("starts", "review"))
    if review <= starts:
        raise DefinitionError(
            "A plan is looked at before its change has begun.",
            where=f"{where}: review",
            remedy="Give a day after starts; half a year or a year shows more than a quarter.",
        )
    for name, text in _texts(part):
        if not text.isprintable() or _NO_LETTER in text:
            raise DefinitionError(
                "A plan's text has signs that cannot be printed.",
                where=f"{where}: {name}",
                remedy="Write it on one line, and save the file as UTF-8.",
            )
    if part["status"] not in OPEN and "learnt" not in part:
        raise DefinitionError(
            "A plan has ended and does not say what was learnt.",
            where=f"{where}: learnt",
            remedy="Write in a sentence what you would do again, and what not.",
        )
    return Focus(
        measure=measure,
        goal=_goal(measure, float(part["goal"]), f"{where}: goal"),
        starts=starts,
        review=review,
        status=str(part["status"]),
        **{name: dict(part.get(name, {})) for name in _TEXTS},
    )


def _texts(part: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in _TEXTS:
        for language, text in part.get(name, {}).items():
            yield f"{name}.{language}", text


def _goal(measure: str, goal: float, where: str) -> float:
    if read_measures()[measure].kind != "share":
        return goal
    if not 1 < goal <= 100:
        raise DefinitionError(
            "A goal for a share is not a per cent.",
            where=where,
            remedy="Write it from 2 to 100: 70 is 70 %.",
        )
    return goal / 100
