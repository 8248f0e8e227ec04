from __future__ import annotations

import datetime as dt
import itertools
import json
import zipfile
from dataclasses import replace

import pytest

from nrs_lib.contracts.subscriptions import Subscription
from nrs_lib.errors import DefinitionError, DisclosureError, RunError
from nrs_lib.reports.manifest import provenance
from nrs_lib.reports.outbox import sending
from nrs_lib.reports.outbox.choosing import check_subscriptions, parcels
from nrs_lib.reports.outbox.sending import LETTER, LOG, lay_ready
from nrs_lib.reports.site.holding import Readers, held
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Audience, Register
from tests.support.desks import SUBJECT, Desk
from tests.support.stamps import a_figure
from tests.support.templates import an_extract

OTHER = Subject(Register.NRSSV, "U2", "Enhet 018")
NATION = Subject(Register.NRSSV, "national", "Riket")
UNITS = [SUBJECT, OTHER]
DAY = dt.date(2024, 6, 1)
CHIEF = Subscription(
    recipient="chef",
    name="Chefen",
    units=("U1",),
    audience=None,
    reports=("prov", "riket", "alla"),
    periods=("year",),
    language="sv",
    formats=("html", "csv"),
    first=None,
    last=dt.date(2024, 12, 31),
)


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outbox")
    made = [
        Desk(folder, provenance(an_extract())),
        Desk(folder, provenance(an_extract()), subject=OTHER),
        Desk(folder, provenance(an_extract()), subject=NATION, report="riket", audience="register"),
        Desk(
            folder, provenance(an_extract()), subject=NATION, report="alla", audience="other_units"
        ),
    ]
    for desk in made:
        desk.write(a_figure(audience=str(desk.sidecar.audience)))
    return folder, made


@pytest.fixture
def releases(desks):
    return held(desks[0], Readers())


def _sent(releases, *subscriptions, day=DAY):
    return parcels(subscriptions, releases, units=UNITS, day=day)


def _named(parcel) -> set[tuple[str, str]]:
    return {(str(one.audience), one.subject.subject_id) for one in parcel.releases}


def test_a_units_recipient_gets_its_own_and_what_is_for_all_units(releases) -> None:
    [parcel] = _sent(releases, CHIEF)

    assert _named(parcel) == {("own_unit", "U1"), ("other_units", "national")}


def test_nobody_ever_gets_another_units_own_report(releases) -> None:
    audiences = [None, *(Audience(name) for name in ("other_units", "register", "public"))]
    for units, audience in itertools.product([(), ("U1",), ("U2",), ("U1", "U2")], audiences):
        if bool(units) == bool(audience):
            continue
        [parcel] = _sent(releases, replace(CHIEF, units=units, audience=audience))
        own = {subject for reader, subject in _named(parcel) if reader == "own_unit"}
        assert own == set(units)


def test_a_wrong_choice_is_stopped_before_it_leaves(releases, tmp_path) -> None:
    [parcel] = _sent(releases, CHIEF)
    strange = next(one for one in releases if one.subject == OTHER)

    with pytest.raises(RunError, match="could not be"):
        lay_ready([replace(parcel, releases=(strange,))], outbox=tmp_path, day=DAY)
    assert not list(tmp_path.glob("**/*.html"))
    with pytest.raises(DisclosureError, match="somebody else"):
        sending._check_reader(strange, (), Audience.REGISTER)


def test_a_folder_has_the_files_a_letter_and_a_line_in_the_log(releases, tmp_path) -> None:
    lines = lay_ready(_sent(releases, CHIEF), outbox=tmp_path, day=DAY)

    folder = tmp_path / "chef"
    assert {path.name for path in folder.iterdir()} == {
        LETTER,
        "U1_prov_2022.html",
        "U1_prov_2022.csv.zip",
        "national-NRSsv_alla_2022.html",
        "national-NRSsv_alla_2022.csv.zip",
    }
    letter = (folder / LETTER).read_text("utf-8")
    assert letter.startswith("Till: Chefen\nÄmne: Rapporter från")
    assert "U1_prov_2022.html" in letter
    assert "inte vidare utanför enheten" in letter
    assert "till och med 2024-12-31" in letter
    assert max(map(len, letter.splitlines())) <= 90
    [line] = [json.loads(text) for text in (tmp_path / LOG).read_text("utf-8").splitlines()]
    assert [line] == lines
    assert (line["day"], line["recipient"]) == ("2024-06-01", "chef")
    assert set(line["files"]) == {path.name for path in folder.iterdir()}


def test_the_same_command_again_lays_nothing_new(releases, tmp_path) -> None:
    lay_ready(_sent(releases, CHIEF), outbox=tmp_path, day=DAY)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    again = _sent(releases, CHIEF, day=dt.date(2024, 12, 1))
    assert lay_ready(again, outbox=tmp_path, day=dt.date(2024, 12, 1)) == []
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_run_cut_off_before_the_log_is_made_good(releases, tmp_path) -> None:
    lay_ready(_sent(releases, CHIEF), outbox=tmp_path, day=DAY)
    (tmp_path / LOG).unlink()

    assert [
        line["recipient"] for line in lay_ready(_sent(releases, CHIEF), outbox=tmp_path, day=DAY)
    ]
    assert len((tmp_path / LOG).read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"last": dt.date(2024, 5, 31)}, "expired"),
        ({"first": dt.date(2024, 6, 2)}, "not_begun"),
        ({"periods": ("quarter",)}, "nothing"),
        ({"periods": ("rolling",)}, "nothing"),
    ],
)
def test_what_is_not_due_is_told_and_not_sent(releases, tmp_path, changed, state) -> None:
    found = _sent(releases, replace(CHIEF, **changed))

    assert found[0].state == state
    assert lay_ready(found, outbox=tmp_path, day=DAY) == []
    assert not list(tmp_path.iterdir())


def test_quarters_up_to_one_are_sent_to_who_asked_for_rolling_periods(tmp_path) -> None:
    desk = Desk(tmp_path, provenance(an_extract()), period="2023Q2-4Q", audience="own_unit")
    desk.write(a_figure(audience="own_unit"), may_supersede=True)
    found = held(tmp_path, Readers())
    sent = {
        kind: parcels([replace(CHIEF, periods=(kind,))], found, units=UNITS, day=DAY)[0].state
        for kind in ("year", "rolling")
    }

    assert sent == {"year": "nothing", "rolling": "due"}


def test_a_recipient_gets_reports_and_letter_in_the_subscriptions_language(tmp_path) -> None:
    for language in ("sv", "en"):
        desk = Desk(tmp_path / "outputs", provenance(an_extract()), language=language)
        desk.write(a_figure())
    soon = replace(CHIEF, language="en", last=dt.date(2024, 7, 1))
    [parcel] = _sent(held(tmp_path / "outputs", Readers()), soon)
    lay_ready([parcel], outbox=tmp_path / "outbox", day=DAY)

    assert [one.language for one in parcel.releases] == ["en"]
    page = (tmp_path / "outbox" / "chef" / "U1_prov_2022.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "ends soon" in (tmp_path / "outbox" / "chef" / LETTER).read_text("utf-8")


def test_figures_go_out_as_drawings_and_as_pixels(releases, tmp_path) -> None:
    lay_ready(_sent(releases, replace(CHIEF, formats=("figures",))), outbox=tmp_path, day=DAY)

    with zipfile.ZipFile(tmp_path / "chef" / "U1_prov_2022.figures.zip") as pack:
        assert pack.namelist() == ["linje.svg", "linje.png"]
        assert pack.read("linje.png").startswith(b"\x89PNG")


def test_a_recipient_whose_format_is_missing_waits_and_others_do_not(releases, tmp_path) -> None:
    paper = replace(CHIEF, recipient="papper", formats=("pdf",))

    with pytest.raises(RunError, match="1 recipients") as fault:
        lay_ready(_sent(releases, paper, CHIEF), outbox=tmp_path, day=DAY)
    assert "nrs pdf" in fault.value.remedy
    assert {path.name for path in tmp_path.iterdir()} == {"chef", LOG}


def test_a_subscription_that_can_never_be_filled_is_refused(desks) -> None:
    catalog = {desk.sidecar.name: desk.sidecar for desk in desks[1]}
    fits = replace(CHIEF, reports=("prov", "alla"))
    check_subscriptions([fits], catalog=catalog, units=UNITS)

    for changed, told in (
        ({"reports": ("riket",)}, "not made for"),
        ({"reports": ("okand",)}, "does not exist"),
        ({"units": ("U9",)}, "does not have"),
    ):
        with pytest.raises(DefinitionError, match=told):
            check_subscriptions([replace(fits, **changed)], catalog=catalog, units=UNITS)
