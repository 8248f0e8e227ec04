"""Definition files are read strictly."""

from __future__ import annotations

import json

import pytest

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+$"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}},
    },
    "$defs": {
        "part": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"code": {"type": "string"}, "size": {"type": "number", "minimum": 0}},
        }
    },
}


def reading(home, text):
    (home / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    (home / "thing.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_definition(home / "thing.yaml", schema=home / "schema.json")


def test_a_right_file_is_read(tmp_path):
    assert reading(tmp_path, "name: ett\nparts: [{code: a, size: 2}]") == {
        "name": "ett",
        "parts": [{"code": "a", "size": 2}],
    }


@pytest.mark.parametrize(
    ("text", "where", "remedy"),
    [
        ("name: ett\nname: två", "thing.yaml: line 2", "once"),
        ("name: [", "thing.yaml: line", "Correct that line"),
        (b"name: \xff", "thing.yaml", "UTF-8"),
        ("", "thing.yaml: ", "Write a map"),
        ("nmae: ett", "thing.yaml: nmae", "Did you mean name?"),
        ("parts: []", "thing.yaml: name", "Add name"),
        ("name: 1", "thing.yaml: name", "Write text"),
        ("name: Ett", "thing.yaml: name", "^[a-z]+$"),
        ("name: ett\nparts: [{code: a}, {code: b, size: -1}]", "parts.b.size", "minimum: 0"),
        ("name: ett\nparts: [{code: a}, {sise: 1}]", "parts.2.sise", "Did you mean size?"),
    ],
)
def test_a_fault_is_named_with_its_place_and_remedy(text, where, remedy, tmp_path):
    with pytest.raises(DefinitionError) as caught:
        reading(tmp_path, text)
    assert where in caught.value.where
    assert remedy in caught.value.remedy


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_definition(tmp_path / "none.yaml", schema=tmp_path / "schema.json")
    assert caught.value.where == "none.yaml"


def test_no_definition_is_read_while_a_mark_is_left_and_each_is_named(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        reading(tmp_path, "name: TODO a name\nparts: [{code: a, size: 2}, {code: b, size: TODO}]")

    assert caught.value.what.splitlines() == [
        "2 marks are left to fill in.",
        "  name: TODO a name",
        "  parts.b.size: TODO",
    ]
    assert caught.value.where == "thing.yaml"
