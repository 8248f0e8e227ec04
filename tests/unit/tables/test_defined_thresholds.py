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


def test_every_threshold_that_a_curve_marks_is_told_with_its_source():
    keys = ["scale:hads_depression"]
    alone = defined(keys, judged=["hads_depression"])
    drawn = defined(keys, judged=["hads_depression"], drawn={"hads_depression": "points"})

    of_copd = [one for one in drawn if "KOL" in one.text]
    assert [one.reference for one in of_copd] == ["10.1186/1477-7525-6-46"]
    assert not [one for one in alone if "KOL" in one.text]
