import datetime as dt
import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.cautions import Bound, Caution
from nrs_lib.errors import DisclosureError, ParameterError
from nrs_lib.reports import bundles
from nrs_lib.reports.bundle_desk import VARIABLE, check_bundle, open_bundle
from nrs_lib.reports.bundles import (
    MANIFEST,
    build_bundle,
    checksums,
    needed_columns,
    recent_periods,
    seal,
)
from nrs_lib.reports.cleared_files import read_cleared, write_cleared
from nrs_lib.reports.desk import Desk
from nrs_lib.reports.ledger import released_in
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.sections import scales
from nrs_lib.terms import Audience
from tests.support.bundles import CANARY, OWN, a_small_register

PERIODS = ("2022", "2021H2")


@pytest.fixture(scope="module")
def extract():
    """Three of the unit's own patients have withdrawn their consent."""
    made = a_small_register()
    made.episodes.loc[:2, "consent_withdrawn"] = True
    return made


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture(scope="module")
def built(extract, outputs):
    return build_bundle(extract, unit_id=OWN, register="NRSsv", periods=PERIODS, folder=outputs)


@pytest.fixture
def bundle(built, tmp_path):
    """A copy that a test may spoil."""
    return shutil.copytree(built, tmp_path / OWN)


def rewritten(bundle, name, frame):
    """Put a changed table in a bundle, with checksums that fit, as a faulty builder would."""
    frame.to_parquet(bundle / f"{name}.parquet", index=False)
    resealed(bundle)


def resealed(bundle, **changes):
    stored = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    del stored["seal"]
    stored |= {"files": checksums(bundle), **changes}
    (bundle / MANIFEST).write_text(json.dumps(stored | {"seal": seal(stored)}), encoding="utf-8")


def test_numbers_from_a_bundle_equal_those_of_the_report(extract, outputs, built):
    opened = open_bundle(built)
    for code, names in zip(PERIODS, (opened.manifest.sections, ["change"]), strict=True):
        desk = opened.at(code)
        report = Desk(
            extract=extract,
            register=desk.register,
            subject=OWN,
            period=desk.period,
            audience=Audience.OWN_UNIT,
            folder=outputs,
        )
        for name in names:
            ours, theirs = desk.section(name), report.section(name)
            pd.testing.assert_frame_equal(ours.table, theirs.table, check_dtype=False)
            assert ours.record == theirs.record
        assert set(desk.scales) <= set(report.scales)
        assert desk.quarters == report.quarters
    check_bundle(built)  # Reading wrote nothing there.


def test_bundle_holds_one_unit_under_new_keys(extract, built):
    episodes = pd.read_parquet(built / "episodes.parquet")
    answers = pd.read_parquet(built / "answers.parquet")
    mine = extract.episodes[extract.episodes["unit_id"] == OWN]
    assert set(episodes["unit_id"]) == {OWN}
    assert not set(episodes["episode_id"]) & set(mine["episode_id"])
    assert set(answers["episode_id"]) <= set(episodes["episode_id"])
    for name, columns in needed_columns().items():
        assert set(pd.read_parquet(built / f"{name}.parquet").columns) == set(columns)
    assert "patient_id" not in episodes


def test_no_byte_of_another_unit(built):
    content = b"".join(path.read_bytes() for path in built.rglob("*") if path.is_file())
    tables = [pd.read_parquet(path).to_csv() for path in built.rglob("*.parquet")]
    for mark in (CANARY, "SV002", "SV006", "p-own"):
        assert mark.encode() not in content
        assert not any(mark in table for table in tables)


def test_keys_differ_between_two_bundles_of_the_same_unit(extract, outputs, built, tmp_path):
    keys = set(pd.read_parquet(built / "episodes.parquet")["episode_id"])
    stored = f"{extract.extract_id}/internal"
    shutil.copytree(outputs / stored, tmp_path / stored)
    again = build_bundle(extract, unit_id=OWN, register="NRSsv", periods=["2022"], folder=tmp_path)
    others = set(pd.read_parquet(again / "episodes.parquet")["episode_id"])
    build_bundle(extract, unit_id=OWN, register="NRSsv", periods=["2022"], folder=tmp_path)
    third = set(pd.read_parquet(again / "episodes.parquet")["episode_id"])
    assert len(keys | others | third) == 3 * len(keys)


def test_one_that_a_release_overtook_is_not_built(extract, outputs, built, tmp_path, monkeypatch):
    stored = f"{extract.extract_id}/internal"
    shutil.copytree(outputs / stored, tmp_path / stored, ignore=shutil.ignore_patterns("bundles"))
    not_own = bundles._not_own

    def overtaken(desk):
        cleared = not_own(desk)
        about = {"subject": "national", "report": "r", "period": "2022", "extract_id": "another"}
        nation = [cell for cell in released_in(cleared.values()) if cell[2] == "national"]
        desk.ledger.record(Entry.of(Audience.REGISTER, **about), nation)
        return cleared

    monkeypatch.setattr(bundles, "_not_own", overtaken)
    with pytest.raises(DisclosureError, match="While this report was made"):
        build_bundle(extract, unit_id=OWN, register="NRSsv", periods=["2022"], folder=tmp_path)
    assert list(tmp_path.rglob(MANIFEST)) == []


def test_patients_who_withdrew_consent_are_not_in_it(extract, built):
    assert set(extract.episodes.loc[:2, "unit_id"]) == {OWN}
    assert len(pd.read_parquet(built / "episodes.parquet")) == 60 - 3


def test_a_bundle_never_computes_the_nation(built):
    with pytest.raises(DisclosureError, match="stored, cleared"):
        assert open_bundle(built)._reference


def test_every_scale_of_any_period_is_offered(built):
    desk = open_bundle(built)
    assert "nrs_pain" in desk.every_directed_scale
    assert set(desk.directed_scales) <= set(desk.every_directed_scale) <= set(scales())


def test_only_the_owner_may_read(built):
    for path in [built.parent, built, *built.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_nothing_is_left_aside(built):
    assert [path.name for path in built.parent.iterdir()] == [OWN]


def test_environment_points_at_the_bundle(built, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(built))
    desk = open_bundle()
    assert (desk.subject, desk.period.code, desk.is_national) == (OWN, "2022", False)
    assert [period.code for period in desk.periods] == list(PERIODS)
    assert desk.subject_label == f"Enheten {OWN}"


def test_without_a_bundle_nothing_opens(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(DisclosureError, match="no bundle"):
        open_bundle()
    with pytest.raises(DisclosureError, match="no bundle"):
        open_bundle(tmp_path)


def test_a_period_outside_the_bundle_is_refused(built):
    with pytest.raises(ParameterError, match="2022, 2021H2"):
        open_bundle(built).at("2019")


def test_unknown_unit_and_empty_choice_of_periods_are_refused(extract, tmp_path):
    with pytest.raises(ParameterError):
        build_bundle(extract, unit_id="SV999", register="NRSsv", folder=tmp_path)
    with pytest.raises(ParameterError, match="no period"):
        build_bundle(extract, unit_id=OWN, register="NRSsv", periods=[], folder=tmp_path)
    assert not list(tmp_path.rglob("*.parquet"))


def test_recent_periods_are_whole_and_have_patients(extract):
    codes = [p.code for p in recent_periods(Population(extract, register="NRSsv", unit_id=OWN))]
    assert codes[:2] == ["2022", "2021"]
    assert "2022H1" in codes
    assert "2023" not in codes  # Not over when the extract was made.
    assert "2023Q1" not in codes  # Over, but without a patient.
    assert "2019" not in codes
    assert len(codes) == len(set(codes))


def test_the_last_four_quarters_stand_after_the_years(extract):
    extract = replace(extract, as_of=dt.date(2022, 10, 5))
    codes = [p.code for p in recent_periods(Population(extract, register="NRSsv", unit_id=OWN))]
    assert codes[codes.index("2022Q3-4Q") - 1] in ("2019", "2020", "2021")
    assert len([code for code in codes if "-" in code]) == 1


@pytest.mark.parametrize("name", ["episodes.parquet", "cleared/2022.parquet", "cleared/2022.json"])
def test_a_changed_file_is_found(bundle, name):
    content = (bundle / name).read_bytes()
    (bundle / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DisclosureError, match="changed") as refusal:
        check_bundle(bundle)
    assert name in refusal.value.where


def test_an_added_file_and_a_missing_one_are_found(bundle):
    (bundle / "more.parquet").write_bytes(b"")
    (bundle / "more.parquet").chmod(0o600)
    with pytest.raises(DisclosureError, match="added"):
        check_bundle(bundle)
    (bundle / "more.parquet").unlink()
    (bundle / "answers.parquet").unlink()
    with pytest.raises(DisclosureError, match="removed"):
        check_bundle(bundle)


def test_a_second_unit_is_refused_without_its_name(bundle):
    episodes = pd.read_parquet(bundle / "episodes.parquet")
    episodes.loc[0, "unit_id"] = "SV002"
    rewritten(bundle, "episodes", episodes)
    with pytest.raises(DisclosureError, match="2 units") as refusal:
        check_bundle(bundle)
    assert "SV002" not in str(refusal.value)


def test_rows_of_strangers_and_extra_columns_are_refused(bundle):
    answers = pd.read_parquet(bundle / "answers.parquet")
    rewritten(bundle, "answers", answers.assign(patient_id="x"))
    with pytest.raises(DisclosureError, match="no section reads"):
        check_bundle(bundle)
    answers.loc[0, "episode_id"] = "stranger"
    rewritten(bundle, "answers", answers)
    with pytest.raises(DisclosureError, match="1 rows belong to no episode"):
        check_bundle(bundle)


def test_a_bundle_others_can_read_is_refused(bundle):
    (bundle / "answers.parquet").chmod(0o640)
    with pytest.raises(DisclosureError, match="read by others"):
        check_bundle(bundle)
    (bundle / "answers.parquet").chmod(0o600)
    bundle.chmod(0o755)
    with pytest.raises(DisclosureError, match="read by others"):
        check_bundle(bundle)


def test_a_link_out_of_the_bundle_is_refused(bundle, tmp_path):
    (bundle / "answers.parquet").rename(tmp_path / "elsewhere")
    (bundle / "answers.parquet").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DisclosureError, match="link"):
        check_bundle(bundle)


def test_an_edited_manifest_is_refused(bundle):
    stored = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    (bundle / MANIFEST).write_text(json.dumps(stored | {"unit_name": "Annan"}), encoding="utf-8")
    with pytest.raises(DisclosureError, match="manifest was changed"):
        check_bundle(bundle)


def test_numbers_cleared_under_an_earlier_policy_are_refused(bundle):
    resealed(bundle, policy_sha256="0" * 64)
    with pytest.raises(DisclosureError, match="policy has changed"):
        check_bundle(bundle)


def test_cleared_numbers_that_name_another_unit_are_refused(bundle):
    sections = read_cleared(bundle / "cleared", "2022")
    sections["units"].table.loc[1, "group"] = "SV002"
    write_cleared(bundle / "cleared", "2022", sections)
    resealed(bundle)
    with pytest.raises(DisclosureError, match="name another unit"):
        check_bundle(bundle)


def test_a_hidden_row_with_a_number_does_not_come_back(built, tmp_path):
    sections = read_cleared(built / "cleared", "2022")
    table = sections["units"].table
    table.loc[0, ["hidden", "estimate"]] = ["few", 0.5]
    write_cleared(tmp_path, "2022", sections)
    with pytest.raises(DisclosureError, match="hidden rows"):
        read_cleared(tmp_path, "2022")


def test_what_readers_must_be_told_comes_back_with_cleared_numbers(built, tmp_path):
    sections = read_cleared(built / "cleared", "2022")
    told = Caution.of("values_missing", "nrs_pain", n=Bound("fewer", 5), of=60)
    sections["units"] = replace(sections["units"], cautions=(told,))

    write_cleared(tmp_path, "2022", sections)

    assert read_cleared(tmp_path, "2022")["units"].cautions == (told,)
