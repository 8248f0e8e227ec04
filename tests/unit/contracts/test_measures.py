import re

import pytest

from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_contract
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.text import number


def test_every_rule_points_at_a_column_and_at_codes_that_exist():
    contracts = {
        "episode": read_contract("episode"),
        **dict.fromkeys(("initial", "discharge"), read_contract("questionnaire")),
    }
    for measure in read_measures().values():
        if measure.rule is None:
            continue
        field = contracts[measure.rule.table].field(measure.rule.column)
        if measure.kind == "share" and field.logical_type != "boolean":
            known = {code.code for code in read_codelist(field.codelist).codes}
            assert {*measure.rule.codes, *measure.rule.not_counted} <= known, measure.code


def test_words_say_the_threshold_that_the_instrument_has():
    on_scales = [measure for measure in read_measures().values() if measure.scale]
    assert on_scales
    for measure in on_scales:
        threshold = scale(measure.scale).change_threshold
        size = threshold.size * (100 if threshold.kind == "relative" else 1)
        for language, words in measure.definition.items():
            decimals = 0 if float(size).is_integer() else 1
            told = re.escape(number(size, decimals, language=language))
            assert re.search(rf" {told}(%|\s)", words)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("kind: median", "kind: medan", "unknown kind"),
        ("    scale: nrs_pain", "    skala: nrs_pain", "skala"),
        ("{table: episode, column: age}", "{table: episod, column: age}", "table"),
        ("- code: women", "- code: age", "stands twice"),
        ("    scale: nrs_pain\n", "", "does not rest on"),
    ],
)
def test_a_faulty_measure_is_named(tmp_path, old, new, named):
    text = (definitions() / "measures.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "measures.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=named):
        read_measures(path)
