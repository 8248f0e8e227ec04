from __future__ import annotations

import datetime as dt

import pytest
import yaml

from nrs_lib.contracts.subscriptions import read_subscriptions
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Audience

ONE = {
    "recipient": "chef",
    "name": "Chefen",
    "units": ["U1"],
    "reports": ["prov"],
    "periods": ["year"],
    "language": "sv",
    "formats": ["html"],
    "until": dt.date(2024, 12, 31),
}


def _read(folder, *subscriptions):
    path = folder / "subs.yaml"
    path.write_text(yaml.safe_dump({"subscriptions": list(subscriptions)}), encoding="utf-8")
    return read_subscriptions(path)


def test_a_subscription_is_read_with_its_days(tmp_path) -> None:
    other = {k: v for k, v in ONE.items() if k != "units"} | {
        "recipient": "styr",
        "audience": "register",
        "from": "2024-01-01",
    }
    own, register = _read(tmp_path, ONE, other)

    assert own.units == ("U1",)
    assert own.last == dt.date(2024, 12, 31)
    assert register.audience is Audience.REGISTER
    assert [register.holds_on(dt.date(2023, 12, 31)), register.holds_on(dt.date(2024, 1, 1))] == [
        False,
        True,
    ]
    assert [own.holds_on(dt.date(2024, 12, 31)), own.holds_on(dt.date(2025, 1, 1))] == [True, False]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"unit": "U1"}, "unit"),
        ({"audience": "register"}, "one of the two"),
        ({"units": None}, "units"),
        ({"periods": ["month"]}, "periods"),
        ({"formats": ["docx"]}, "formats"),
        ({"recipient": "../x"}, "recipient"),
        ({"until": "snart"}, "until"),
        ({"from": dt.date(2025, 1, 1)}, "before it begins"),
        ({"language": "no"}, "language"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, changed, told) -> None:
    with pytest.raises(DefinitionError, match=told):
        _read(tmp_path, ONE | changed)


def test_a_recipient_stands_once(tmp_path) -> None:
    with pytest.raises(DefinitionError, match="twice"):
        _read(tmp_path, ONE, ONE | {"recipient": "CHEF"})
