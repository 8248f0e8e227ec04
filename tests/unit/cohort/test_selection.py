import pytest

from nrs_lib.cohort.pairing import pair
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.errors import ParameterError
from nrs_lib.terms import TimePoint
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
SCALES = ("nrs_pain",)


def chosen(**changes):
    extract = an_extract([an_episode("e1", **changes)], [an_answer("e1", "initial")])
    return a_population(extract).in_period(YEAR)


def ids(frame):
    return frame["episode_id"].tolist()


def test_each_group_is_chosen_by_its_own_date():
    cohort = chosen(first_visit_date="2021-12-31", discharge_date="2022-01-01")
    assert ids(cohort.registered) == []
    assert ids(cohort.discharged) == ["e1"]


def test_assessment_only_is_registered_but_never_followed():
    cohort = chosen(care_process="assessment_only")
    assert ids(cohort.registered) == ["e1"]
    assert ids(cohort.discharged) == []
    assert ids(cohort.due) == []


def test_withdrawn_consent_is_in_no_group():
    cohort = chosen(consent_withdrawn=True)
    assert ids(cohort.registered) == []
    assert cohort.population.n_withdrawn == 1


@pytest.mark.parametrize(
    ("discharge", "is_due"),
    [
        ("2021-06-15", True),
        ("2020-12-31", False),  # due on the last day of 2021
        ("2021-01-01", True),  # due on the first day of 2022
        ("2022-06-15", False),  # due in 2023
    ],
)
def test_followup_belongs_to_the_period_it_falls_due_in(discharge, is_due):
    assert (ids(chosen(discharge_date=discharge).due) == ["e1"]) is is_due


@pytest.mark.parametrize(
    "group", ["referred", "visited", "registered", "started", "discharged", "due"]
)
def test_a_column_of_a_group_is_that_of_its_episodes(group):
    episodes = [
        an_episode("gone", consent_withdrawn=True),
        an_episode("before", first_visit_date="2021-12-31", discharge_date="2021-06-15"),
        an_episode("within", unit_id="SV002"),
        an_episode("assessed", care_process="assessment_only"),
    ]
    cohort = a_population(an_extract(episodes, [an_answer("within", "initial")])).in_period(YEAR)
    frame = getattr(cohort, group)
    assert len(frame) > 0
    assert cohort.column(group, "unit_id").equals(frame["unit_id"])
    assert cohort.days(group).between("2022-01-01", "2022-12-31").all()
    assert len(cohort.days(group)) == len(frame)


def test_followup_is_not_missed_before_its_grace_has_passed():
    extract = an_extract(
        [
            an_episode("late", discharge_date="2022-06-01"),  # due 2023-06-01, 92 days to 1 Sept
            an_episode("later", discharge_date="2022-06-02"),
        ],
        [an_answer("late", "initial")],
    )
    assert ids(a_population(extract).in_period(Period.parse("2023")).due) == ["late"]


def test_the_dead_are_not_asked():
    assert ids(chosen(discharge_date="2021-06-15", deceased=True).due) == []


def test_the_registrys_own_due_date_goes_before_ours():
    cohort = chosen(discharge_date="2021-06-15", followup_due_date="2023-01-15")
    assert ids(cohort.due) == []


@pytest.mark.parametrize(
    ("answered", "counts"),
    [("2022-03-15", False), ("2022-03-16", True), ("2022-12-15", True), ("2022-12-16", False)],
)
def test_a_followup_outside_its_window_is_no_followup(answered, counts):
    # Discharged 2021-06-15: the window is 274 to 548 days later.
    extract = an_extract(
        [an_episode("e1", discharge_date="2021-06-15")],
        [an_answer("e1", "followup_12m", answered_date=answered)],
    )
    answers = a_population(extract).answers_at(TimePoint.FOLLOWUP_12M)
    assert answers.loc["e1", "has_answered"] == counts


def test_a_unit_of_the_other_register_is_refused():
    extract = an_extract([an_episode("e1")], [an_answer("e1", "initial")])
    with pytest.raises(ParameterError, match="not one of the 3 units of NRSsv"):
        Population(extract, register="NRSsv", unit_id="PV001")


def test_registers_are_never_pooled():
    extract = an_extract(
        [an_episode("e1"), an_episode("e2", unit_id="PV001", register="NRSpv")],
        [an_answer("e1", "initial")],
    )
    assert ids(a_population(extract).in_period(YEAR).registered) == ["e1"]


def test_a_pair_needs_both_answers():
    extract = an_extract(
        [an_episode("both"), an_episode("start"), an_episode("later"), an_episode("none")],
        [
            an_answer("both", "initial", nrs_pain=8.0),
            an_answer("both", "discharge", nrs_pain=0.0),
            an_answer("start", "initial", nrs_pain=7.0),
            an_answer("start", "discharge"),
            an_answer("later", "discharge", nrs_pain=3.0),
        ],
        scales=SCALES,
    )
    pairs = pair(
        a_population(extract).in_period(YEAR), scales=SCALES, time_point=TimePoint.DISCHARGE
    )
    assert pairs[["episode_id", "start", "later"]].values.tolist() == [["both", 8.0, 0.0]]
