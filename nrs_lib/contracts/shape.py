"""Definition files read strictly: no key twice, none unknown, none missing.

A misspelt key that is silently dropped would leave a default in force that nobody chose.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import fastjsonschema
import yaml

from nrs_lib.errors import DefinitionError

MARK = "TODO"
"""What a draft says where a person has to fill in; no definition is read while one is left."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAMING_KEYS = ("code", "key", "name", "property", "scheme", "doi")
_ODCS_FRAMES = ("schema", "properties", "customProperties", "value")
_JSON_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a map",
    "string": "text",
}


class _StrictLoader(_Loader):
    """YAML in which a key that stands twice is an error; YAML itself keeps the last."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_definition(path: Path, *, schema: Path) -> dict:
    """Read one YAML definition file and check it against its JSON Schema.

    Parameters
    ----------
    path
        The YAML file.
    schema
        The JSON Schema that it must follow.

    Raises
    ------
    DefinitionError
        The file cannot be read; marks are left to fill in, each named; or its first
        departure from the schema: names the file and the key, and says what to write instead.
    """
    document = read_yaml(path)
    refuse_marks(marks_in(document), where=path.name)
    check_shape(document, schema=schema, name=path.name)
    return document


def check_shape(document: object, *, schema: Path, name: str) -> None:
    """Check a document against a JSON Schema; ``name`` is its file, for the message.

    Raises
    ------
    DefinitionError
        Its first departure from the schema.
    """
    try:
        _validator(schema)(document)
    except fastjsonschema.JsonSchemaValueException as error:
        raise _as_definition_error(error, document, name) from None


def read_yaml(path: Path) -> object:
    """Read one YAML file in which no key stands twice.

    Raises
    ------
    DefinitionError
        The file is absent or no YAML; names file and line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except FileNotFoundError:
        raise DefinitionError(
            "A definition file is not there.",
            where=str(path.name),
            remedy="Put it back, or correct the name that points to it.",
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f": line {mark.line + 1}" if mark else ""
        raise DefinitionError(
            f"A definition file is not valid YAML: {getattr(error, 'problem', 'encoding')}.",
            where=f"{path.name}{line}",
            remedy="Correct that line; each key stands once, and the file is UTF-8.",
        ) from None


def refuse_marks(marks: Iterable[tuple[str, str]], *, where: str) -> None:
    """Refuse a definition that is still a draft.

    Parameters
    ----------
    marks
        Place in the file and text of each mark.
    where
        Name of the file.

    Raises
    ------
    DefinitionError
        There is a mark; the message names every one.
    """
    left = [f"{place}: {text}" for place, text in marks]
    if left:
        told = "1 mark is" if len(left) == 1 else f"{len(left)} marks are"
        raise DefinitionError(
            f"{told} left to fill in.\n  " + "\n  ".join(left),
            where=where,
            remedy=f"Write what each {MARK} asks for, or take the line away where it may go.",
        )


def marks_in(part: object) -> Iterator[tuple[str, str]]:
    """Place and text of every mark that a draft left in a document."""
    for place, value in entries_in(part):
        if isinstance(value, str) and value.startswith(MARK):
            yield place, value


def entries_in(part: object, steps: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    """Place and value of every single value in a document, lists by the names of their parts."""
    if isinstance(part, dict):
        for key, value in part.items():
            # A custom property is named by what it is, not by where ODCS puts it.
            named = () if key in _ODCS_FRAMES else (str(key),)
            yield from entries_in(value, (*steps, *named))
    elif isinstance(part, list):
        for place, value in enumerate(part, start=1):
            yield from entries_in(value, (*steps, _name_of(value) or str(place)))
    else:
        yield ".".join(steps), part


def _name_of(part: object) -> str:
    """What an entry of a list is called, empty where it has no name."""
    named = part if isinstance(part, dict) else {}
    names = [named[key] for key in _NAMING_KEYS if isinstance(named.get(key), str)]
    return names[0] if names else ""


def day_of(value: object, where: str) -> dt.date:
    """A day of a definition; ``where`` is its file and key.

    Raises
    ------
    DefinitionError
        It is no day.
    """
    # YAML reads a bare day as one, and a quoted one as text.
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise DefinitionError(
            "A day is not written as a day.", where=where, remedy="Write it like 2024-12-31."
        ) from None


@cache
def _validator(schema: Path) -> Callable[[object], object]:
    # fastjsonschema and not jsonschema, whose import alone costs every report two seconds.
    return fastjsonschema.compile(json.loads(schema.read_text(encoding="utf-8")))


def _as_definition_error(
    error: fastjsonschema.JsonSchemaValueException, document: object, name: str
) -> DefinitionError:
    steps = list(_named_path(document, error.path[1:]))
    if error.rule in ("additionalProperties", "required"):
        known = sorted(error.definition.get("properties", ()))
        # A misspelt key is both unknown and missing; the first says more.
        odd = sorted(map(str, set(error.value) - set(known)))
        if odd and error.definition.get("additionalProperties") is False:
            near = difflib.get_close_matches(odd[0], known, n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            return DefinitionError(
                f"Unknown key {odd[0]}.",
                where=f"{name}: {'.'.join([*steps, odd[0]])}",
                remedy=f"{meant}Known keys: {', '.join(known)}.",
            )
        absent = next(key for key in error.rule_definition if key not in error.value)
        return DefinitionError(
            f"The key {absent} is missing.",
            where=f"{name}: {'.'.join([*steps, absent])}",
            remedy=f"Add {absent}.",
        )
    return DefinitionError(
        "A key has a value that it cannot have.",
        where=f"{name}: {'.'.join(steps)}",
        remedy=_demand(error.rule, error.rule_definition),
    )


def _demand(rule: str, value: object) -> str:
    if rule == "enum":
        return f"Use one of: {', '.join(map(str, value))}."
    if rule == "type":
        kinds = [value] if isinstance(value, str) else value
        return f"Write {' or '.join(_JSON_TYPES[kind] for kind in kinds)}."
    if rule == "pattern":
        return f"Write it to match {value}."
    return f"It must satisfy {rule}: {value}."


def _named_path(document: object, path: Iterable[str]) -> Iterator[str]:
    # "scales.hads_total" tells an editor more than "scales[2]".
    for step in path:
        if not isinstance(document, list):
            document = document[step]
            yield step
            continue
        document = document[int(step)]
        yield _name_of(document) or str(int(step) + 1)
