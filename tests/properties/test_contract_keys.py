"""A key that is misspelt anywhere in any contract is an error that names file and key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nrs_lib.contracts.reading import TABLES
from nrs_lib.contracts.shape import check_shape, read_yaml
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions

SCHEMA = definitions() / "profile.schema.json"


def maps(part: object) -> Iterator[dict]:
    """Every kind of map in a document, at whatever depth.

    Maps with the same keys, in maps with the same keys, are one kind to a schema.
    """
    seen = set()
    for kind, one in _maps(part, ()):
        if kind not in seen:
            seen.add(kind)
            yield one


def _maps(part: object, above: tuple) -> Iterator[tuple[tuple, dict]]:
    if isinstance(part, dict):
        above = (*above, frozenset(part), part.get("property"))
        yield above, part
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from _maps(inner, above)


def refused(document: object, name: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        check_shape(document, schema=SCHEMA, name=name)
    return caught.value


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_every_contract_is_guarded(table):
    name = f"{table}.odcs.yaml"
    document = read_yaml(definitions() / name)
    misspelt = 0
    for part in maps(document):
        for key in list(part):
            odd = key[:-1] + "ee"
            value = part.pop(key)
            part[odd] = value
            error = refused(document, name)
            assert error.where.startswith(f"{name}: "), key
            assert odd in error.where, key
            del part[odd]
            part[key] = value
            misspelt += 1
    check_shape(document, schema=SCHEMA, name=name)
    assert misspelt > 50


@pytest.mark.parametrize("table", TABLES)
def test_every_custom_property_of_every_contract_is_guarded(table):
    name = f"{table}.odcs.yaml"
    document = read_yaml(definitions() / name)
    for part in maps(document):
        if set(part) == {"property", "value"}:
            known, part["property"] = part["property"], part["property"] + "s"
            assert part["property"] in refused(document, name).where
            part["property"] = known
    check_shape(document, schema=SCHEMA, name=name)
