"""Every rule has a delivery that breaks it and one that just does not."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.rules import read_rules
from tests.contracts.flaws import OPTIONAL, Flaw, found, later, loaded
from tests.support.deliveries import DIAGNOSES, INTERVENTIONS, ITEMS, SICK_LEAVE, UNITS, WIDE, Draft

# 640823-3234 is Skatteverket's own published example; nobody has it.
_EXAMPLE_NUMBER = "640823-3234"

# Rules about bytes and kinds of files, tested with the files.
ABOUT_FILES = {
    "no_final_newline",
    "mixed_line_ends",
    "spreadsheet_formulas",
    "made_by_spreadsheet",
    "decimal_contradicts",
    "decimal_ambiguous",
}

FLAWS = (
    # --- columns ---
    Flaw(
        "an extra column",
        "unknown_column",
        "stop",
        "nrs_wide",
        "Favourite_colour",
        lambda d: d.put(WIDE, 1, Favourite_colour="ultramarine"),
        count=4,
        told=("ultramarine",),
        good=lambda d: d.rename(WIDE, Episode_id="EPISODE_ID"),
    ),
    Flaw(
        "the same answer in two columns",
        "column_twice",
        "stop",
        "questionnaire",
        "ini_PRI",
        lambda d: d.put(WIDE, 1, ini_PRI="3"),
        count=4,
        good=lambda d: d.rename(WIDE, PRI="ini_PRI"),
    ),
    Flaw(
        "no column for the register",
        "missing_column",
        "stop",
        "unit",
        "Register",
        lambda d: d.drop(UNITS, "Register"),
        count=2,
        good=lambda d: d.drop(UNITS, "Region"),
    ),
    Flaw(
        "decimal comma and point in one file",
        "decimal_mixed",
        "stop",
        "questionnaire",
        "con_EQ5D_index",
        lambda d: d.put(WIDE, 1, con_EQ5D_index="0.515").put(WIDE, 2, con_EQ5D_index="0.3"),
        count=4,
        told=("0.515",),
        good=lambda d: (
            d.put(WIDE, 1, ini_EQ5D_index="0.25", con_EQ5D_index="0.5")
            .put(WIDE, 2, ini_EQ5D_index="0.1", con_EQ5D_index="0.3")
            .put(WIDE, 3, ini_EQ5D_index="0.6")
            .put(WIDE, 1, fol_EQ5d_index="0.725")
        ),
    ),
    Flaw(
        "columns shifted by one",
        "column_not_of_type",
        "stop",
        "questionnaire",
        "ini_Answer_date",
        lambda d: [d.put(WIDE, row, ini_Answer_date="43") for row in (1, 2, 3)],
        count=3,
    ),
    # --- cells ---
    Flaw(
        "a label that no list has",
        "unknown_label",
        "stop",
        "episode",
        "Education_recode",
        lambda d: d.put(WIDE, 2, Education_recode="Folkhögskola"),
        told=("Folkhögskola",),
        good=lambda d: d.put(WIDE, 2, Education_recode="universitet/högskola"),
    ),
    Flaw(
        "a lisat number whose direction nobody knows",
        "unknown_label",
        "stop",
        "questionnaire",
        "ini_LISAT_Life",
        lambda d: d.put(WIDE, 1, ini_LISAT_Life="4"),
        good=lambda d: d.put(WIDE, 1, ini_LISAT_Life="Ganska tillfredsställande"),
    ),
    Flaw(
        "a label read with the wrong encoding",
        "wrong_encoding",
        "stop",
        "questionnaire",
        "SMPERIOD",
        lambda d: d.put(WIDE, 1, SMPERIOD="Periodvis Ã¥terkommande"),
        told=("Ã¥terkommande",),
        good=lambda d: d.put(WIDE, 1, SMPERIOD="periodvis  återkommande"),
    ),
    Flaw(
        "a number with a remark",
        "not_of_type",
        "mark",
        "episode",
        "Age",
        lambda d: d.put(WIDE, 1, Age="ca 46"),
        told=("ca 46",),
        good=lambda d: d.put(WIDE, 1, Age="46,0"),
    ),
    Flaw(
        "a number too large for any computer",
        "not_of_type",
        "mark",
        "questionnaire",
        "con_EQ5D_index",
        lambda d: d.put(WIDE, 2, con_EQ5D_index="1e309"),
        told=("1e309",),
        good=lambda d: d.put(WIDE, 2, con_EQ5D_index=" 0,7 "),
    ),
    Flaw(
        "a day without its century",
        "not_of_type",
        "mark",
        "episode",
        "Referral_date",
        lambda d: d.put(WIDE, 1, Referral_date="21-01-10"),
        told=("21-01-10",),
    ),
    Flaw(
        "pain above ten",
        "out_of_range",
        "mark",
        "questionnaire",
        "exported_nrs_7d",
        lambda d: d.put(WIDE, 1, ini_NRS7="77"),
        told=("77",),
        good=lambda d: d.put(WIDE, 1, ini_NRS7="10"),
    ),
    Flaw(
        "pain of zero at a pain clinic",
        "implausible",
        "ask",
        "questionnaire",
        "exported_nrs_7d",
        lambda d: d.put(WIDE, 1, ini_NRS7="Ingen värk"),
        good=lambda d: d.put(WIDE, 1, ini_NRS7="1"),
    ),
    Flaw(
        "a diagnosis that is no code",
        "bad_form",
        "mark",
        "diagnosis",
        "icd10_se",
        lambda d: d.put(DIAGNOSES, 2, ICD10="ryggont"),
        told=("ryggont",),
        good=lambda d: d.put(DIAGNOSES, 2, ICD10="f321"),
    ),
    Flaw(
        "a unit that is a path",
        "bad_form",
        "stop",
        "unit",
        "unit_id",
        lambda d: d.put(UNITS, 2, Unit_id="../pv"),
        told=("../pv",),
    ),
    Flaw(
        "an answer after the extract",
        "date_out_of_range",
        "mark",
        "questionnaire",
        "answered_date",
        lambda d: d.put(WIDE, 1, fol_Answer_date="2023-09-02"),
        told=("2023-09-02",),
        good=lambda d: d.put(WIDE, 1, Followup_due_date="2031-01-01"),
    ),
    Flaw(
        "a visit in the year 201",
        "date_out_of_range",
        "mark",
        "episode",
        "first_visit_date",
        lambda d: d.put(WIDE, 3, First_visit_date="0201-02-01"),
        told=("0201-02-01",),
    ),
    Flaw(
        "an episode without a care process",
        "required_missing",
        "set_aside",
        "episode",
        "care_process",
        lambda d: d.put(WIDE, 4, Care_process=""),
        good=lambda d: d.put(WIDE, 4, Age=""),
    ),
    Flaw(
        "a personal identity number",
        "personal_identity_number",
        "stop",
        "episode",
        "Patient_id",
        lambda d: d.put(WIDE, 3, Patient_id=_EXAMPLE_NUMBER),
        told=(_EXAMPLE_NUMBER, "640823"),
        good=lambda d: d.put(WIDE, 3, Patient_id="640823-3235"),
    ),
    Flaw(
        "a unit named as the nation",
        "reserved_name",
        "stop",
        "unit",
        "unit_id",
        lambda d: d.add(UNITS, Unit_id="National", Unit_name="Riket", Register="Primärvård"),
    ),
    # --- keys and references ---
    Flaw(
        "the same episode twice",
        "duplicate_key",
        "stop",
        "episode",
        "episode_id",
        lambda d: d.put(WIDE, 3, Episode_id="0002"),
        count=2,
        told=("0002",),
        good=lambda d: d.put(WIDE, 3, Episode_id="2"),
    ),
    Flaw(
        "two answers to one question",
        "duplicate_key",
        "set_aside",
        "item",
        "episode_id, time_point, item",
        lambda d: _again(d, ITEMS, 1, Value="3"),
        count=2,
    ),
    Flaw(
        "an answer delivered twice",
        "duplicate_row",
        "set_aside",
        "item",
        "episode_id, time_point, item",
        lambda d: _again(d, ITEMS, 1),
        good=lambda d: _again(d, ITEMS, 1, Item="hads_03"),
    ),
    Flaw(
        "an episode at an unlisted unit",
        "unknown_reference",
        "stop",
        "episode",
        "unit_id",
        lambda d: d.put(WIDE, 3, Unit_id="pv99"),
        told=("pv99",),
    ),
    Flaw(
        "a diagnosis of nobody",
        "unknown_reference",
        "set_aside",
        "diagnosis",
        "episode_id",
        lambda d: d.put(DIAGNOSES, 4, Episode_id="0999"),
        told=("0999",),
    ),
    Flaw(
        "an answer whose episode is set aside",
        "follows_set_aside",
        "set_aside",
        "item",
        "episode_id",
        lambda d: d.put(WIDE, 1, Discharge_date="2021-02-15"),
        count=6,
        beside=(ITEMS,),
    ),
    Flaw(
        "a question no instrument has",
        "unknown_item",
        "stop",
        "item",
        "instrument, item",
        lambda d: d.put(ITEMS, 2, Item="hads_77"),
    ),
    # --- order in time ---
    Flaw(
        "discharge before the programme starts",
        "date_order",
        "set_aside",
        "episode",
        "program_start_date, discharge_date",
        lambda d: d.put(WIDE, 2, Discharge_date="2021-03-31"),
        told=("2021-03-31",),
        good=lambda d: d.put(WIDE, 2, Discharge_date="2021-04-01"),
    ),
    Flaw(
        "a sick leave that ends before it begins",
        "period_order",
        "set_aside",
        "sick_leave",
        "start_date, end_date",
        lambda d: d.put(SICK_LEAVE, 3, End_date="2020-12-31"),
        good=lambda d: d.put(SICK_LEAVE, 3, End_date="2021-01-01"),
    ),
    Flaw(
        "the last questionnaire answered first",
        "answer_order",
        "ask",
        "questionnaire",
        "answered_date",
        lambda d: d.put(WIDE, 2, con_Answer_date="2021-02-19"),
        good=lambda d: d.put(WIDE, 2, con_Answer_date="2021-02-20"),
    ),
    Flaw(
        "a follow-up after two years",
        "followup_window",
        "ask",
        "questionnaire",
        "answered_date",
        lambda d: d.put(WIDE, 1, fol_Answer_date=later("2021-06-01", 549)),
        good=lambda d: d.put(WIDE, 1, fol_Answer_date=later("2021-06-01", 548)),
    ),
    Flaw(
        "a follow-up of an episode without discharge",
        "followup_without_discharge",
        "ask",
        "questionnaire",
        "time_point",
        lambda d: d.put(WIDE, 4, fol_NRS7="5"),
        good=lambda d: d.put(WIDE, 2, fol_NRS7="5"),
    ),
    Flaw(
        "an assessment after the programme started",
        "date_order",
        "set_aside",
        "episode",
        "assessment_date, program_start_date",
        lambda d: d.put(WIDE, 2, Assessment_date="2021-04-02"),
        good=lambda d: d.put(WIDE, 2, Assessment_date="2021-04-01"),
    ),
    Flaw(
        "a follow-up due before discharge",
        "date_order",
        "set_aside",
        "episode",
        "discharge_date, followup_due_date",
        lambda d: d.put(WIDE, 2, Followup_due_date="2021-06-30"),
        good=lambda d: d.put(WIDE, 2, Followup_due_date="2022-07-01"),
    ),
    Flaw(
        "a visit before the unit joined",
        "unit_closed",
        "ask",
        "episode",
        "first_visit_date",
        lambda d: d.put(UNITS, 1, Joined_date="2021-02-02"),
        good=lambda d: d.put(UNITS, 1, Joined_date="2021-02-01", Left_date="2021-03-01"),
    ),
    Flaw(
        "two open episodes of one patient",
        "overlapping_episodes",
        "ask",
        "episode",
        "patient_id, unit_id",
        lambda d: d.put(WIDE, 2, Patient_id="P1"),
        good=lambda d: d.put(
            WIDE, 2, Patient_id="P1", First_visit_date="2021-06-01", Program_start_date="2021-06-01"
        ),
    ),
    Flaw(
        "a register that was not there yet",
        "code_not_in_force",
        "ask",
        "unit",
        "register",
        lambda d: d.put(UNITS, 2, Joined_date="2015-12-31"),
        good=lambda d: d.put(UNITS, 2, Joined_date="2016-01-01"),
    ),
    Flaw(
        "a duration of pain told again at discharge",
        "not_reported_then",
        "mark",
        "questionnaire",
        "con_Pain_duration",
        lambda d: d.put(WIDE, 1, con_Pain_duration="777"),
        told=("777",),
        # An export may have every column at every time point, as long as it is empty.
        good=lambda d: d.put(WIDE, 1, con_Pain_duration=""),
    ),
    Flaw(
        "a goal reached before discharge",
        "not_reported_then",
        "ask",
        "episode",
        "goal_area_work",
        lambda d: d.put(WIDE, 4, Goal_area_work="Ja"),
        good=lambda d: d.put(WIDE, 1, Goal_area_work="Ja"),
    ),
    Flaw(
        "a diagnosis at the follow-up",
        "not_reported_then",
        "ask",
        "diagnosis",
        "icd10_se",
        lambda d: d.put(DIAGNOSES, 2, Time_point="1-årsuppföljning"),
        good=lambda d: d.put(DIAGNOSES, 2, Time_point="Avslut", Diagnosis_no="1", ICD10="M54.5"),
    ),
    Flaw(
        "a measure without a discharge",
        "not_reported_then",
        "ask",
        "intervention",
        "hours",
        lambda d: d.put(INTERVENTIONS, 3, Episode_id="0004"),
        good=lambda d: d.put(INTERVENTIONS, 3, Episode_id="0003"),
    ),
    # --- what fits together ---
    Flaw(
        "a discharge questionnaire without a programme",
        "discharge_without_programme",
        "ask",
        "questionnaire",
        "time_point",
        lambda d: d.put(WIDE, 3, con_NRS7="5"),
        good=lambda d: d.put(WIDE, 4, con_NRS7="5"),
    ),
    Flaw(
        "persistent pain longer than all pain",
        "persistent_exceeds_total",
        "mark",
        "questionnaire",
        "persistent_pain_days",
        lambda d: d.put(WIDE, 1, Persist_Pain_dur="2001"),
        told=("2001",),
        good=lambda d: d.put(WIDE, 1, Persist_Pain_dur="2000"),
    ),
    Flaw(
        "pain for less than three months",
        "short_pain_duration",
        "ask",
        "questionnaire",
        "pain_duration_days",
        lambda d: d.put(WIDE, 3, Pain_duration="89"),
        good=lambda d: d.put(WIDE, 3, Pain_duration="90"),
    ),
    Flaw(
        "a first diagnosis that is not pain",
        "first_diagnosis_not_pain",
        "ask",
        "diagnosis",
        "icd10_se",
        lambda d: d.put(DIAGNOSES, 3, ICD10="M80.0"),
        good=lambda d: d.put(DIAGNOSES, 3, ICD10="M54.5"),
    ),
    Flaw(
        "a first diagnosis from another chapter",
        "first_diagnosis_other_chapter",
        "ask",
        "diagnosis",
        "icd10_se",
        lambda d: d.put(DIAGNOSES, 3, ICD10="F32.1"),
        good=lambda d: d.put(DIAGNOSES, 3, ICD10="F45.4"),
    ),
    Flaw(
        "another number of regions than marked",
        "region_count_differs",
        "ask",
        "questionnaire",
        "exported_pain_region_index",
        lambda d: d.put(WIDE, 1, PRI="4"),
        good=lambda d: d.put(WIDE, 2, PRI="5"),
        beside=(ITEMS,),
    ),
    Flaw(
        "a profile without its scales",
        "profile_without_scales",
        "ask",
        "questionnaire",
        "mpi_profile",
        lambda d: _scales(d, 1).put(WIDE, 2, ini_mpi_profile="Adaptiv"),
        good=lambda d: _scales(d, 1).put(WIDE, 1, ini_mpi_profile="Adaptiv"),
    ),
    Flaw(
        "sick leave above full time",
        "sick_leave_above_full",
        "ask",
        "sick_leave",
        "extent",
        lambda d: d.put(SICK_LEAVE, 2, Extent="0,75"),
        good=lambda d: d.put(
            SICK_LEAVE, 2, Extent="1", Start_date="2021-01-01", End_date="2021-01-02"
        ),
    ),
)


def _again(draft: Draft, file: str, row: int, **cells: str) -> Draft:
    return draft.add(file, **draft.files[file].loc[row - 1].to_dict() | cells)


def _scales(draft: Draft, row: int) -> Draft:
    names = ("Painseverity", "Paininterfer", "Lifecontrol", "Affectdistress")
    names += ("Socialsupport", "Punishing", "Solicitous", "Distracting")
    return draft.put(WIDE, row, **{f"ini_mpi_{name}": "3,5" for name in names})


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: flaw.name)
def test_flaw_is_found_where_it_is_and_not_told(flaw: Flaw, tmp_path):
    findings, told = found(flaw.bad, tmp_path / "bad", beside=flaw.beside)
    if flaw.severity == "stop":
        rows = "rows" if flaw.count else ""
        assert f"{flaw.table}.{flaw.column}: {flaw.rule}, {flaw.count} {rows}" in told
    else:
        hits = findings[findings["rule"] == flaw.rule]
        where = ["table", "column", "severity", "count"]
        assert (flaw.table, flaw.column, flaw.severity, flaw.count) in [
            tuple(hit) for hit in hits[where].itertuples(index=False)
        ]
    for cell in flaw.told:
        assert cell not in told


@pytest.mark.parametrize("flaw", [flaw for flaw in FLAWS if flaw.good], ids=lambda flaw: flaw.name)
def test_what_just_passes_is_not_found(flaw: Flaw, tmp_path):
    delivery = loaded(flaw.good, tmp_path / "good", beside=flaw.beside)
    assert flaw.rule not in set(delivery.findings.frame["rule"])


def test_the_tiny_delivery_is_flawless(tmp_path):
    delivery = loaded(lambda draft: None, tmp_path / "tiny", beside=OPTIONAL)
    assert delivery.findings.frame.empty
    assert delivery.balance["set_aside"].sum() == 0


def test_every_rule_has_a_flaw():
    # Scores and versions are tested with the scoring.
    elsewhere = ABOUT_FILES | {"exported_score_differs", "instrument_not_in_force"}
    assert {flaw.rule for flaw in FLAWS} | elsewhere == set(read_rules())
