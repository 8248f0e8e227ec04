"""Faults in recodes, codings, weights, components and profiles are found before any data."""

from __future__ import annotations

import copy

import pytest
import yaml

from nrs_lib.contracts.components import FILE, read_component_weights
from nrs_lib.contracts.instruments import read_instruments, scale
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from tests.support.instrument_files import instrument_folder

CODING = {
    "code": "from_1",
    "suffix": "_from1",
    "label": {"sv": "Från 1", "en": "From 1"},
    "lowest": 1,
    "sets": [{"items": ["mood3_1", "mood3_2", "mood3_3"], "answers": [0, 1, 2, 3, 4]}],
    "evidence": "assumed",
    "reference": "Made up for tests",
}


def item(raw):
    return raw["items"][0]


def total(raw):
    return raw["scales"][0]


def recoded(raw, **more):
    item(raw).update(recode=[0, 1, 2, 3, 4], **more)


def condition(raw, **other):
    when = {"item": "mood3_2", "answers": [0], "recode": [0, 1, 2, 3, 4]} | other
    recoded(raw, recode_when=[when])


def coded(raw, **other):
    raw["codings"] = [copy.deepcopy(CODING) | other]


def weighted(raw, **other):
    total(raw).update(
        {
            "method": "weighted_sum",
            "weights": dict.fromkeys(total(raw)["items"], 1),
            "range": [0, 12],
        }
        | other
    )
    total(raw)["missing"] |= {"default": "complete", "allowed": ["complete"]}


def component(raw, **other):
    total(raw).pop("items")
    total(raw).pop("range")
    total(raw).update(
        method="component",
        component={
            "name": "pcs",
            "weights": "us_orthogonal",
            "norms": "us_1990",
            "parts": {"pf": "mood3_first", "rp": "mood3_first"},
        }
        | other,
    )


FAULTS = {
    "worths for other answers": (lambda raw: item(raw).update(recode=[0, 1]), ".recode", "one"),
    "worths up and down": (
        lambda raw: item(raw).update(recode=[0, 2, 1, 3, 4]),
        ".recode",
        "rise or fall",
    ),
    "recoded and reversed": (lambda raw: recoded(raw, reversed=True), ".recode", "alone"),
    "condition alone": (
        lambda raw: (condition(raw), item(raw).pop("recode")),
        "items.mood3_1.recode",
        "Give it",
    ),
    "condition on itself": (lambda raw: condition(raw, item="mood3_1"), "recode_when", "another"),
    "condition on nobody": (lambda raw: condition(raw, item="x"), "recode_when.x", "another"),
    "condition that never holds": (
        lambda raw: condition(raw, answers=[7]),
        "recode_when.mood3_2",
        "from 0 to 4",
    ),
    "condition with other worths": (lambda raw: condition(raw, recode=[1, 2]), "when", "one"),
    "coding without an item": (
        lambda raw: coded(raw, sets=[{"items": ["mood3_1"], "answers": [0, 1, 2, 3, 4]}]),
        "codings.from_1.sets",
        "every item",
    ),
    "coding that loses an answer": (
        lambda raw: coded(raw, sets=[CODING["sets"][0] | {"answers": [0, 1, 2, 3, 3]}]),
        "codings.from_1.sets.mood3_1",
        "once",
    ),
    "coding that looks like an item": (
        lambda raw: (
            coded(raw, suffix="_2"),
            raw["items"].append({"code": "mood3_1_2", "min": 0, "max": 4}),
            raw["codings"][0]["sets"][0]["items"].append("mood3_1_2"),
            raw.update(unused_items=[{"code": "mood3_1_2", "reason": "none"}]),
        ),
        "codings.from_1.suffix",
        "another",
    ),
    "count from and up to": (
        lambda raw: total(raw).update(method="count", range=[0, 3], counts_from=2, counts_to=3),
        ".counts_to",
        "Keep one",
    ),
    "count of reversed items": (
        lambda raw: total(raw).update(method="count", range=[0, 3], counts_from=2),
        ".counts_from",
        "1 to 4",
    ),
    "weight left out": (
        lambda raw: weighted(raw, weights={"mood3_1": 1}),
        ".weights",
        "each item",
    ),
    "weight of nobody": (
        lambda raw: weighted(raw, weights=dict.fromkeys([*total(raw)["items"], "x"], 1)),
        ".weights",
        "each item",
    ),
    "range without the weights": (
        lambda raw: weighted(raw, weights={"mood3_1": 1, "mood3_2": -1, "mood3_3": 1}),
        ".range",
        "[-4, 8]",
    ),
    "range without the constant": (lambda raw: weighted(raw, constant=2), ".range", "[2, 14]"),
    "constant of a plain sum": (lambda raw: total(raw).update(constant=2), ".constant", "Take"),
    "weights of a plain sum": (
        lambda raw: total(raw).update(weights=dict.fromkeys(total(raw)["items"], 1)),
        ".weights",
        "both or neither",
    ),
    "mean rescaled": (
        lambda raw: total(raw).update(method="mean", rescale=[0, 100], range=[0, 100]),
        ".rescale",
        "items instead",
    ),
    "rescaled with the raw range": (
        lambda raw: total(raw).update(rescale=[0, 100]),
        ".range",
        "[0, 100]",
    ),
    "component without its domains": (component, ".component.parts", "Domains"),
    "component by unknown weights": (
        lambda raw: component(raw, weights="x"),
        ".component.weights",
        "us_orthogonal",
    ),
    "component by unknown norms": (
        lambda raw: component(raw, norms="x"),
        ".component.norms",
        "us_1990",
    ),
    "unknown component": (lambda raw: component(raw, name="x"), ".component.name", "pcs"),
    "component of later scales": (
        lambda raw: component(
            raw,
            parts=dict.fromkeys(("pf", "rp", "bp", "gh", "vt", "sf", "re", "mh"), "mood3_first"),
        ),
        ".component.parts.pf",
        "before",
    ),
    "no range": (lambda raw: total(raw).pop("range"), ".range", "lowest and highest"),
    "profile beyond the range": (
        lambda raw: total(raw).update(profile={"worst": 13, "best": 0, "reference": "x"}),
        ".profile",
        "0 to 12",
    ),
    "profile of one point": (
        lambda raw: total(raw).update(profile={"worst": 3, "best": 3, "reference": "x"}),
        ".profile",
        "two different",
    ),
    "band to reach that is not there": (
        lambda raw: total(raw)["change_thresholds"][0].update(
            reaches={"scheme": "halves", "band": "top"}
        ),
        ".reaches",
        "low, high",
    ),
    "band that everybody is in": (
        lambda raw: total(raw)["change_thresholds"][0].update(
            reaches={"scheme": "halves", "band": "high"}
        ),
        ".reaches",
        "do not reach",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place_and_remedy(fault, tmp_path):
    change, where, remedy = FAULTS[fault]
    folder = instrument_folder(tmp_path, change)
    with pytest.raises(DefinitionError) as caught:
        read_instruments(folder)
    assert caught.value.where.startswith("mood3.yaml: ")
    assert where in caught.value.where
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("change", [recoded, condition, coded, weighted])
def test_the_unbroken_ones_are_accepted(change, tmp_path):
    assert set(read_instruments(instrument_folder(tmp_path, change))) == {"mood3"}


def test_a_threshold_reaches_the_best_band_below_the_next_bound():
    threshold = scale("hads_anxiety").threshold("points_1_7_to_none")
    assert threshold.reaches.limit == 8


def test_a_profile_follows_range_and_direction_unless_the_file_says_otherwise():
    worse, better = scale("hads_anxiety").profile, scale("mpi_life_control").profile
    assert (worse.worst, worse.best) == (21, 0)
    assert (better.worst, better.best) == (0, 6)
    assert scale("mpi_solicitous").profile is None
    assert scale("mpi_support").profile.reference


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda raw: raw["norms"][0]["mean"].pop("pf"), "norms.us_1990.mean"),
        (lambda raw: raw["norms"][0]["sd"].update(xx=1), "norms.us_1990.sd"),
        (lambda raw: raw["weights"][0]["components"]["pcs"].pop("mh"), "components.pcs"),
        (lambda raw: raw["norms"].append(raw["norms"][0]), "norms.us_1990"),
        (lambda raw: raw["weights"].append(raw["weights"][0]), "weights.us_orthogonal"),
    ],
    ids=["mean", "sd", "weight", "norms twice", "weights twice"],
)
def test_faulty_norms_and_weights_are_named(change, where, tmp_path):
    raw = yaml.safe_load((definitions() / FILE).read_text(encoding="utf-8"))
    change(raw)
    path = tmp_path / FILE
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_component_weights(path)
    assert where in caught.value.where
