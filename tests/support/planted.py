"""Two synthetic deliveries a year apart, and changes that are planted in the later one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from nrs_lib.extract.comparing.difference import Difference
from nrs_lib.extract.synthetic import generate
from nrs_lib.extract.synthetic.writing import write
from nrs_lib.stats.deliveries.comparison import Comparison
from tests.support.deliveries import DIAGNOSES, INTERVENTIONS, ITEMS, SICK_LEAVE, UNITS, WIDE, Draft

EARLIER, LATER = dt.date(2022, 9, 1), dt.date(2023, 9, 1)
_LINKED, _LINKED_UNTIL = "2022-08-15", "2022-06-30"
_LARGEST = "SV028"
# Fewer instruments load faster.
_LEFT_OUT = "LISAT|cpaq|TSK|_mpi_(?!Paininterfer)|Goal_[wefo]|Incl_"
_ASKED = ("nrs_pain", "eq_vas", "eq5d3l", "eq5d5l", "isi", "hads")
_CHILDREN = (ITEMS, DIAGNOSES, INTERVENTIONS)


def a_registry(folder: Path, day: dt.date, *, seed: int = 1, scale: float = 0.1) -> Draft:
    """The synthetic registry as it was on a day, to be altered before it is written."""
    home = write(generate(seed=seed, scale=scale, as_of=day), folder, format="csv")
    files = {
        path.stem: pd.read_csv(path, sep=";", dtype="str", encoding="cp1252", keep_default_na=False)
        for path in sorted(home.glob("*.csv"))
    }
    return Draft(files, note=f"as_of: {day}\nsource: a test\nsynthetic: true\n")


def two_deliveries(folder: Path, *, seed: int = 1) -> tuple[Draft, Draft]:
    """A plain delivery and a plain later one, both with the sick leave linked in 2022."""
    before = a_registry(folder / "before", EARLIER, seed=seed)
    after = a_registry(folder / "after", LATER, seed=seed)
    linked = after.files[SICK_LEAVE].copy()
    linked["Linkage_date"] = _LINKED
    linked = linked[linked["End_date"].between("2000", _LINKED_UNTIL)].reset_index(drop=True)
    after.files[SICK_LEAVE] = linked
    for draft in (before, after):
        wide, items = draft.files[WIDE], draft.files[ITEMS]
        draft.files[WIDE] = wide.loc[:, ~wide.columns.str.contains(_LEFT_OUT)].copy()
        draft.files[ITEMS] = items[items["Instrument"].isin(_ASKED)].reset_index(drop=True)
    known = set(before.files[WIDE]["Patient_id"])
    before.files[SICK_LEAVE] = linked[linked["Patient_id"].isin(known)].reset_index(drop=True)
    return before, after


@dataclass
class Ground:
    """The two deliveries that changes are planted in, and old episodes nobody has used yet.

    ``closed`` ended long ago, ``followed`` were followed up long ago too.
    """

    before: Draft
    after: Draft
    closed: list[str] = field(init=False)
    followed: list[str] = field(init=False)
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        wide = self.before.files[WIDE]
        long_ago = wide["con_Answer_date"].ne("") & wide["Discharge_date"].between(
            "2018", "2020-07"
        )
        long_ago &= wide["ini_Height"].ne("") & wide["Discharge_destination"].ne("")
        followed = long_ago & wide["fol_Answer_date"].between("2018", "2020-08")
        self.followed = sorted(wide.loc[followed, "Episode_id"])
        self.closed = sorted(wide.loc[long_ago & ~followed, "Episode_id"])
        self.known = frozenset(wide["Episode_id"])

    @property
    def fresh(self) -> np.ndarray:
        """Rows of the later main file that were not in the earlier one."""
        return ~self.old

    @property
    def old(self) -> np.ndarray:
        """Rows of the later main file that were."""
        return self.after.files[WIDE]["Episode_id"].isin(self.known).to_numpy()

    def take(self) -> str:
        """An episode that ended long ago and that no other change has."""
        return self.closed.pop()

    def wide(self, episode: str, column: str, change: Callable[[str], str]) -> None:
        """Change one cell of the later main file."""
        frame = self.after.files[WIDE]
        mine = frame["Episode_id"] == episode
        frame.loc[mine, column] = frame.loc[mine, column].map(change)

    def first(self, file: str, column: str, change: Callable[[str], str], *, key: str) -> None:
        """Change a column in the first row of an episode in another file."""
        frame = self.after.files[file]
        place = frame.index[(frame["Episode_id"] == key) & (frame[column] != "")][0]
        frame.loc[place, column] = change(frame.loc[place, column])

    def without(self, draft: Draft, episode: str) -> None:
        """Take an episode and all that belongs to it out of a delivery."""
        for name in (WIDE, *_CHILDREN):
            frame = draft.files[name]
            draft.files[name] = frame[frame["Episode_id"] != episode].reset_index(drop=True)


@dataclass(frozen=True)
class Planted:
    """One change: how it is planted, and as what the comparison must name it."""

    name: str
    plant: Callable[[Ground], None]
    kind: str
    where: Mapping[str, str]
    facts: Mapping[str, object] = field(default_factory=dict)


def _plus(step: float, *, low: float = -1e9, high: float = 1e9) -> Callable[[str], str]:
    def change(cell: str) -> str:
        if not cell:
            return cell
        number = min(max(float(cell.replace(",", ".")) + step, low), high)
        return f"{number:g}".replace(".", ",")

    return change


def _late_episode(ground: Ground) -> None:
    ground.without(ground.before, ground.take())


def _gone_episode(ground: Ground) -> None:
    ground.without(ground.after, ground.take())


def _late_questionnaire(ground: Ground) -> None:
    episode, wide = ground.followed.pop(), ground.before.files[WIDE]
    columns = [name for name in wide if name.startswith("fol_")]
    wide.loc[wide["Episode_id"] == episode, columns] = ""
    items = ground.before.files[ITEMS]
    mine = (items["Episode_id"] == episode) & items["Time_point"].str.contains("år")
    ground.before.files[ITEMS] = items[~mine].reset_index(drop=True)


def _gone_questionnaire(ground: Ground) -> None:
    episode, wide = ground.followed.pop(), ground.after.files[WIDE]
    columns = [name for name in wide if name.startswith("fol_")]
    wide.loc[wide["Episode_id"] == episode, columns] = ""
    items = ground.after.files[ITEMS]
    mine = (items["Episode_id"] == episode) & items["Time_point"].str.contains("år")
    ground.after.files[ITEMS] = items[~mine].reset_index(drop=True)


def _gone_rows(file: str) -> Callable[[Ground], None]:
    def plant(ground: Ground) -> None:
        frame, episode = ground.after.files[file], ground.take()
        if file == SICK_LEAVE:
            known = set(ground.before.files[SICK_LEAVE]["Patient_id"])
            place = frame.index[frame["Patient_id"].isin(known)][:3]
        else:
            place = frame.index[frame["Episode_id"] == episode][:1]
        ground.after.files[file] = frame.drop(index=place).reset_index(drop=True)

    return plant


def _corrected_sick_leave(ground: Ground) -> None:
    known = set(ground.before.files[SICK_LEAVE]["Patient_id"])
    frame = ground.after.files[SICK_LEAVE]
    place = frame.index[frame["Patient_id"].isin(known)][-1]
    frame.loc[place, "Net_days"] = _plus(-1, low=0)(frame.loc[place, "Net_days"])


def _other_code(file: str, column: str, old: str, new: str) -> Callable[[Ground], None]:
    """A code that old rows never had."""

    def plant(ground: Ground) -> None:
        for draft, rows in ((ground.before, slice(None)), (ground.after, ground.old)):
            frame = draft.files[file]
            frame.loc[rows, column] = frame.loc[rows, column].replace(old, new)

    return plant


def _ceased_code(ground: Ground) -> None:
    frame = ground.after.files[WIDE]
    column = frame.loc[ground.fresh, "ini_Pain_location"]
    frame.loc[ground.fresh, "ini_Pain_location"] = column.replace(
        "Flera eller växlande", "Nedre kroppshalvan"
    )


def _swapped(ground: Ground) -> None:
    names = ["ini_Belief_recovery", "ini_Belief_work"]
    frame = ground.after.files[WIDE]
    frame[names] = frame[names[::-1]].to_numpy()


def _everywhere(file: str, column: str, change: Callable[[str], str]) -> Callable[[Ground], None]:
    def plant(ground: Ground) -> None:
        ground.after.files[file][column] = ground.after.files[file][column].map(change)

    return plant


def _mirrored_item(ground: Ground) -> None:
    items = ground.after.files[ITEMS]
    mine = items["Item"] == "isi_3"
    items.loc[mine, "Value"] = items.loc[mine, "Value"].map(lambda cell: str(4 - int(cell)))


def _days(days: int) -> Callable[[str], str]:
    return lambda cell: (
        f"{dt.date.fromisoformat(cell) + dt.timedelta(days=days):%Y-%m-%d}" if cell else cell
    )


def _unit(unit: str, column: str, value: str) -> Callable[[Ground], None]:
    def plant(ground: Ground) -> None:
        units = ground.after.files[UNITS]
        units.loc[units["Unit_id"] == unit, column] = value

    return plant


def _moved(source: str, target: str, share: float) -> Callable[[Ground], None]:
    def plant(ground: Ground) -> None:
        units, wide = ground.after.files[UNITS], ground.after.files[WIDE]
        row = units[units["Unit_id"] == source].assign(Unit_id=target, Unit_name=f"Ny {target}")
        if share == 1:
            units = units[units["Unit_id"] != source]
        ground.after.files[UNITS] = pd.concat([units, row], ignore_index=True)
        mine = wide.index[wide["Unit_id"] == source]
        wide.loc[mine[: round(share * len(mine))], "Unit_id"] = target

    return plant


def _silent_unit(ground: Ground) -> None:
    wide = ground.after.files[WIDE]
    gone = set(wide.loc[ground.fresh & (wide["Unit_id"] == _LARGEST).to_numpy(), "Episode_id"])
    for name in (WIDE, *_CHILDREN):
        frame = ground.after.files[name]
        ground.after.files[name] = frame[~frame["Episode_id"].isin(gone)].reset_index(drop=True)


def _merged_patients(ground: Ground) -> None:
    wide = ground.after.files[WIDE]
    one, other = (wide["Episode_id"] == ground.take() for _ in range(2))
    wide.loc[other, "Patient_id"] = wide.loc[one, "Patient_id"].iloc[0]


def _fresh(
    column: str, change: Callable[[str], str], *, every: int = 1
) -> Callable[[Ground], None]:
    def plant(ground: Ground) -> None:
        wide = ground.after.files[WIDE]
        places = np.flatnonzero(ground.fresh)[::every]
        wide.loc[places, column] = wide.loc[places, column].map(change)

    return plant


def _fresh_items(item: str, change: Callable[[str], str]) -> Callable[[Ground], None]:
    def plant(ground: Ground) -> None:
        wide, items = ground.after.files[WIDE], ground.after.files[ITEMS]
        fresh = set(wide.loc[ground.fresh, "Episode_id"])
        mine = (items["Item"] == item) & items["Episode_id"].isin(fresh)
        items.loc[mine, "Value"] = items.loc[mine, "Value"].map(change)

    return plant


def _early_version(ground: Ground) -> None:
    wide, items = ground.after.files[WIDE], ground.after.files[ITEMS]
    fresh = set(wide.loc[ground.fresh, "Episode_id"])
    mine = (items["Instrument"] == "eq5d5l") & items["Episode_id"].isin(fresh)
    items.loc[mine, "Instrument"] = "eq5d3l"
    items.loc[mine, "Item"] = items.loc[mine, "Item"].str.replace("eq5d5l", "eq5d3l")
    items.loc[mine, "Value"] = items.loc[mine, "Value"].map(lambda cell: str(min(int(cell), 3)))


def _spelt(ground: Ground) -> None:
    column = ground.after.files[INTERVENTIONS]["Profession"]
    ground.after.files[INTERVENTIONS]["Profession"] = column.replace("Fysioterapeut", "Sjukgymnast")


def _twice(ground: Ground) -> None:
    diagnoses = ground.after.files[DIAGNOSES]
    ground.after.files[DIAGNOSES] = pd.concat([diagnoses, diagnoses.iloc[:40]], ignore_index=True)


def _cell(episode_column: str, change: Callable[[str], str]) -> Callable[[Ground], None]:
    return lambda ground: ground.wide(ground.take(), episode_column, change)


def _row(file: str, column: str, change: Callable[[str], str]) -> Callable[[Ground], None]:
    return lambda ground: ground.first(file, column, change, key=ground.take())


def _late_diagnosis(ground: Ground) -> None:
    frame, episode = ground.before.files[DIAGNOSES], ground.take()
    place = frame.index[frame["Episode_id"] == episode][-1:]
    ground.before.files[DIAGNOSES] = frame.drop(index=place).reset_index(drop=True)


def _one_closed(unit: str, *, until: str) -> Callable[[Ground], None]:
    return _unit(unit, "Left_date", until)


ANSWERS = "answers"
PLANTED = (
    Planted("unit gone silent", _silent_unit, "unit_silent", {"unit_id": _LARGEST}),
    Planted("episode added late", _late_episode, "rows_late_old", {"table": "episode"}),
    Planted("episode removed", _gone_episode, "rows_gone", {"table": "episode"}),
    Planted("questionnaire late", _late_questionnaire, "rows_late_old", {"table": ANSWERS}),
    Planted("questionnaire removed", _gone_questionnaire, "rows_gone", {"table": ANSWERS}),
    Planted("diagnosis late", _late_diagnosis, "rows_late_old", {"table": "diagnosis"}),
    Planted("diagnosis removed", _gone_rows(DIAGNOSES), "rows_gone", {"table": "diagnosis"}),
    Planted("items removed", _gone_rows(ITEMS), "rows_gone", {"table": "item"}),
    Planted(
        "intervention removed", _gone_rows(INTERVENTIONS), "rows_gone", {"table": "intervention"}
    ),
    Planted("sick leave removed", _gone_rows(SICK_LEAVE), "rows_gone", {"table": "sick_leave"}),
    Planted(
        "episode corrected backwards",
        _cell("Age", _plus(1)),
        "cells_backwards",
        {"table": "episode", "column": "age"},
    ),
    Planted(
        "questionnaire corrected backwards",
        _cell("ini_Height", _plus(1)),
        "cells_backwards",
        {"table": ANSWERS, "column": "height_cm"},
    ),
    Planted(
        "cell emptied backwards",
        _cell("Discharge_destination", lambda cell: ""),
        "cells_backwards",
        {"table": "episode", "column": "discharge_destination"},
    ),
    Planted(
        "item corrected backwards",
        _row(ITEMS, "Value", lambda cell: "1" if cell != "1" else "2"),
        "cells_backwards",
        {"table": "item", "column": "value"},
    ),
    Planted(
        "diagnosis corrected backwards",
        _row(DIAGNOSES, "ICD10", lambda cell: "M79.1" if cell != "M79.1" else "M79.7"),
        "cells_backwards",
        {"table": "diagnosis", "column": "icd10_se"},
    ),
    Planted(
        "intervention corrected backwards",
        _row(INTERVENTIONS, "Individual_visits", _plus(1)),
        "cells_backwards",
        {"table": "intervention", "column": "n_individual_visits"},
    ),
    Planted(
        "sick leave corrected backwards",
        _corrected_sick_leave,
        "cells_backwards",
        {"table": "sick_leave", "column": "net_days"},
    ),
    Planted(
        "consent withdrawn afterwards",
        _cell("Consent_withdrawn", lambda cell: "Ja"),
        "cells_filled_closed",
        {"table": "episode", "column": "consent_withdrawn"},
    ),
    Planted("label spelt in another way", _spelt, "spelling_new", {"column": "Profession"}),
    Planted(
        "code never seen before",
        _other_code(WIDE, "Referral_source", "Sjukhusklinik", "Primärvård"),
        "code_new",
        {"table": "episode", "column": "referral_source"},
        {"code": "hospital_clinic"},
    ),
    Planted(
        "code no longer used",
        _ceased_code,
        "code_ceased",
        {"table": ANSWERS, "column": "pain_main_location"},
        {"code": "several"},
    ),
    Planted(
        "column begun",
        lambda ground: ground.before.drop(WIDE, "ini_BMI") and None,
        "column_new",
        {"table": "questionnaire", "column": "bmi"},
    ),
    Planted(
        "column left out",
        lambda ground: ground.after.drop(WIDE, "ini_PA_exercise") and None,
        "column_gone",
        {"table": "questionnaire", "column": "pa_exercise_min"},
    ),
    Planted(
        "column renamed",
        lambda ground: ground.after.rename(WIDE, Dr_vistits="Dr_visits") and None,
        "name_new",
        {"column": "Dr_visits"},
    ),
    Planted(
        "columns swapped",
        _swapped,
        "swapped",
        {"table": ANSWERS, "column": "belief_recovery"},
        {"other": "belief_return_to_work"},
    ),
    Planted(
        "question's direction turned",
        _mirrored_item,
        "mirrored",
        {"table": "item", "column": "value:isi_3"},
        {"size": 4.0},
    ),
    Planted(
        "decimal sign lost",
        _everywhere(INTERVENTIONS, "Hours", lambda cell: cell.replace(",", "")),
        "scaled",
        {"table": "intervention", "column": "hours"},
        {"size": 10.0},
    ),
    Planted(
        "dates a year off",
        _everywhere(WIDE, "Referral_date", _days(-365)),
        "dates_shifted",
        {"table": "episode", "column": "referral_date"},
        {"size": -365.0},
    ),
    Planted(
        "numbers shifted",
        _everywhere(WIDE, "Program_weeks", _plus(1)),
        "shifted",
        {"table": "episode", "column": "program_length_weeks"},
        {"size": 1.0},
    ),
    Planted(
        "code recoded",
        _everywhere(
            WIDE, "Program_type", lambda cell: cell.replace("Kombinerat", "Gruppbehandling")
        ),
        "recoded",
        {"table": "episode", "column": "program_type"},
        {"old": "combined", "new": "group"},
    ),
    Planted(
        "unit renamed",
        _unit("SV003", "Unit_name", "Nya namnet"),
        "unit_changed",
        {"unit_id": "SV003", "column": "unit_name"},
    ),
    Planted(
        "unit in another region",
        _unit("SV004", "Region", "Region Skåne"),
        "unit_changed",
        {"unit_id": "SV004", "column": "region"},
    ),
    Planted(
        "unit closed", _one_closed("SV005", until="2023-09-01"), "unit_closed", {"unit_id": "SV005"}
    ),
    Planted(
        "unit with another id", _moved("SV006", "SV099", 1), "unit_replaced", {"unit_id": "SV006"}
    ),
    Planted("unit split", _moved("SV007", "SV098", 0.5), "unit_split", {"unit_id": "SV007"}),
    Planted("patients merged", _merged_patients, "patients_merged", {"table": "episode"}),
    Planted(
        "mean moved",
        _fresh_items("eq_vas", _plus(-25, low=0)),
        "shift_mean",
        {"table": ANSWERS, "column": "eq_vas"},
    ),
    Planted(
        "spread grown",
        _fresh("ini_Weight", lambda cell: cell and _plus(60)(cell), every=2),
        "shift_spread",
        {"table": ANSWERS, "column": "weight_kg"},
    ),
    Planted(
        "more left blank",
        _fresh("Education_recode", lambda cell: "", every=2),
        "shift_missing",
        {"table": "episode", "column": "education"},
    ),
    Planted(
        "other patients",
        _fresh("Gender_sex", lambda cell: "Man", every=2),
        "shift_share",
        {"table": "episode", "column": "sex"},
    ),
    Planted("version before its time", _early_version, "version_outside", {"column": "eq5d3l"}),
    Planted(
        "the registry's own score changed",
        _everywhere(WIDE, "ini_HAD_anxiety", _plus(3, high=21)),
        "agreement_worse",
        {"column": "hads_anxiety"},
    ),
    Planted("rows twice", _twice, "finding_new", {"table": "diagnosis"}),
)
"""Every change, named; each touches rows and columns of its own."""


def planted(before: Draft, after: Draft) -> Ground:
    """Plant all of them."""
    ground = Ground(before, after)
    for one in PLANTED:
        one.plant(ground)
    return ground


def named(found: Comparison, change: Planted) -> list[Difference]:
    """The differences of a comparison that name a change."""
    return [
        one
        for one in found.differences
        if one.kind == change.kind
        and all(getattr(one, key) == value for key, value in change.where.items())
        and all(one.facts.get(key) == value for key, value in change.facts.items())
    ]
