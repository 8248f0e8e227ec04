"""What a notebook about one person works with, and how it learns whom it is about.

The pseudonym's episode comes in a file of its own in the run's private folder. It is read
once and removed, and is no parameter, so that no notebook, manifest or list of processes ever
holds it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nrs_lib.cohort.extracts import Extract, latest_extract_id, open_extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.person import Course, example_course, item_answers, person_population
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.patient_profile import read_profile_form
from nrs_lib.disclosure import ClearedTable, clear_all
from nrs_lib.reports.desk import LATEST
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.manifest import invented
from nrs_lib.reports.orders import CONFIDED
from nrs_lib.stats.estimates import KEY, Estimates, combined
from nrs_lib.stats.person import person_days, person_items, person_scores
from nrs_lib.stats.spread import start_spread
from nrs_lib.terms import PERSON, Audience, Register

PROFILE, ITEMS = "profile", "items"


@dataclass(frozen=True)
class PersonDesk:
    """One person's numbers beside the nation's spread, cleared for the care team.

    Attributes
    ----------
    instrument
        The one instrument that is looked at; empty for the whole profile.
    """

    extract: Extract
    course: Course
    instrument: str = ""

    @property
    def scales(self) -> tuple[str, ...]:
        """The scales that are shown: the profile's, or an instrument's own."""
        if not self.instrument:
            return self._delivered(read_profile_form().scales)
        own = read_instruments()[self.instrument].scales
        shown = [one.code for one in own if one.profile is not None and not one.on_request]
        return self._delivered(shown)

    def _delivered(self, codes: Sequence[str]) -> tuple[str, ...]:
        return tuple(code for code in codes if code in self.extract.answers)

    @property
    def profile(self) -> ClearedTable:
        """The person's scores and changes, and the nation's spread at the start."""
        return self._cleared[PROFILE]

    @property
    def items(self) -> ClearedTable:
        """The person's answers to the instrument's items."""
        return self._cleared[ITEMS]

    @cached_property
    def _cleared(self) -> dict[str, ClearedTable]:
        days = person_days(self._population)
        sections = {PROFILE: combined([days, self._own, self._spread])}
        if self.instrument:
            answers = item_answers(self.extract, self.course, instrument=self.instrument)
            items = person_items(answers, instrument=self.instrument)
            # Where there are no answers to items there is nothing to date.
            sections[ITEMS] = combined([days, items]) if len(items.table) else items
        ledger = Ledger.of(self.course.register, invented=invented(self.extract))
        keys = self._spread.table[list(KEY)]
        earlier = ledger.earlier(keys, audience=Audience.CARE_TEAM, subject=PERSON)
        return clear_all(sections, audience=Audience.CARE_TEAM, earlier=earlier)

    @cached_property
    def _population(self) -> Population:
        return person_population(self.extract, self.course)

    @cached_property
    def _own(self) -> Estimates:
        return person_scores(self._population, scales=self.scales)

    @cached_property
    def _spread(self) -> Estimates:
        # The last whole year: the same for everybody, so that it says nothing of anyone.
        last = Period.parse(str(self.extract.as_of.year - 1))
        everybody = Population(self.extract, register=self.course.register)
        return start_spread(everybody.in_period(last), scales=self.scales)


def open_person_desk(*, extract_id: str, register: str, instrument: str = "") -> PersonDesk:
    """Open the numbers of the person whom the run was told of, in private.

    Where nobody was told of, as when the notebook is opened by itself, it is about a made-up
    person; an extract of patients refuses.

    Raises
    ------
    ExtractError
        No extract has this id.
    ParameterError
        Nobody was told of, and the people of the extract are real.
    """
    extract = open_extract(latest_extract_id() if extract_id == LATEST else extract_id)
    confided = Path(CONFIDED)
    if not confided.is_file():
        return PersonDesk(extract, example_course(extract, register=register), instrument)
    episode_id = json.loads(confided.read_text(encoding="utf-8"))
    confided.unlink()
    return PersonDesk(extract, Course(Register(register), episode_id), instrument)
