"""Change thresholds among the definitions of a report."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.tables.defined import defined


@pytest.mark.parametrize(("language", "told"), [("sv", "och"), ("en", "and")])
def test_scales_of_a_form_with_one_threshold_share_a_line(language, told):
    scales = [one for one in read_instruments()["rand36"].scales if one.change_threshold]
    codes = [one.code for one in scales]
    found = defined([f"scale:{code}" for code in codes], judged=codes, language=language)

    (only,) = [one for one in found if one.key.startswith("threshold:")]

    assert all(one.label[language] in only.text for one in scales)
    assert f" {told} " in only.text


def test_other_limits_have_lines_of_their_own():
    codes = ["nrs_pain", "isi_total"]
    found = defined([f"scale:{code}" for code in codes], judged=codes)

    assert len([one for one in found if one.key.startswith("threshold:")]) == 2
