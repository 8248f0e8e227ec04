"""An audit that is carried over finds in an account what auditing the whole release finds."""

from __future__ import annotations

from unittest import mock

import pytest

from nrs_lib.disclosure import read_policy
from nrs_lib.reports import assembling
from nrs_lib.reports.accounts import bare_page
from nrs_lib.reports.audit import cleared_numbers
from nrs_lib.reports.audit.auditing import audit_release
from nrs_lib.reports.audit.carried import (
    carried_over,
    is_spotless,
    seen_in_page,
    seen_in_workbook,
)
from nrs_lib.terms import Audience
from tests.support.planted_leaks import identity_number
from tests.support.releases import few_outputs, write
from tests.support.templates import a_template

BOTH = "Vårdförlopp i leveransen, båda delregistren"
PLAIN = (("Uttag", "2023-09-01-00000001"), ("Version", "0.1.0 (0123456789ab)"))
CLEAN = [
    PLAIN,
    (("Uttag", "2023-09-01-12345678"), ("Version", "0.1.0 (012345678901)")),
    (
        *PLAIN,
        (
            "Vårdförlopp i leveransen, båda delregistren",
            "20\u00a0437 = 20\u00a0430 inlästa + 7 avskilda",
        ),
    ),
    (*PLAIN, ("Svar utanför svarsalternativen, satta som saknade", "3 i hela leveransen")),
]
LEAKS = [
    (*PLAIN, ("Uttag", identity_number("19121212"))),
    (*PLAIN, ("Uttag", "PBCDFGHJKL")),
    (*PLAIN, ("Uttag", "4711 av 4713")),
    (*PLAIN, ("Uttag", "4711 patienter")),
    (*PLAIN, ("Uttag", "4711")),
    (*PLAIN, ("Version", "episode_id")),
]


@pytest.fixture(scope="module")
def sidecar(tmp_path_factory):
    return a_template(tmp_path_factory.mktemp("carried"), "prov")


def audit(folder, account):
    with mock.patch.object(assembling, "account", return_value=account):
        return audit_release(write(folder, few_outputs()))


def seen(sidecar, account) -> list:
    page = bare_page(account, sidecar=sidecar, is_synthetic=True)
    return [seen_in_page(page, "report.html"), seen_in_workbook(account, "report.xlsx")]


def spotless(sidecar, account) -> bool:
    told = {"audience": Audience.OWN_UNIT, "policy": read_policy()}
    return is_spotless(seen(sidecar, account), **told)


@pytest.mark.parametrize("account", CLEAN)
def test_a_clean_account_leaves_the_audit_as_it_would_come_out(tmp_path, sidecar, account):
    before = audit(tmp_path / "before", PLAIN)
    whole = audit(tmp_path / "now", account)
    assert spotless(sidecar, account)

    carried = carried_over(before.as_dict(), was=seen(sidecar, PLAIN), now=seen(sidecar, account))

    assert carried == whole.as_dict()


@pytest.mark.parametrize("account", LEAKS)
def test_what_the_whole_audit_finds_in_an_account_is_found(tmp_path, sidecar, account):
    assert {one.file for one in audit(tmp_path, account).findings} & {"report.html", "report.xlsx"}
    assert not spotless(sidecar, account)


def test_what_is_held_against_no_number_reads_no_measure(sidecar, monkeypatch) -> None:
    def is_asked() -> None:
        raise AssertionError("measures are read")

    monkeypatch.setattr(cleared_numbers, "_with_steps", is_asked)
    monkeypatch.setattr(cleared_numbers, "_with_order", is_asked)

    about = {"audience": Audience.OWN_UNIT, "policy": read_policy()}
    assert is_spotless(seen(sidecar, PLAIN), **about)
