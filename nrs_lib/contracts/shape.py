"""Definition files read strictly: no key twice, none unknown, none missing.

A misspelt key that is silently dropped would leave a default in force that nobody chose.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import yaml

from nrs_lib.errors import DefinitionError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
        The file cannot be read, or its first departure from the schema; names the file and
        the key, and says what to write instead.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
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
            f"A definition file is not valid YAML: {getattr(error, 'problem', None) or 'encoding'}.",
            where=f"{path.name}{line}",
            remedy="Correct that line; each key stands once, and the file is UTF-8.",
        ) from None
    errors = sorted(_validator(schema).iter_errors(document), key=lambda e: list(map(str, e.path)))
    if errors:
        raise _as_definition_error(errors[0], document, path.name)
    return document


@cache
def _validator(schema: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


def _as_definition_error(
    error: jsonschema.ValidationError, document: object, name: str
) -> DefinitionError:
    where = ".".join(_named_path(document, error.absolute_path))
    if error.validator == "additionalProperties":
        known = sorted(error.schema["properties"])
        odd = sorted(map(str, set(error.instance) - set(known)))[0]
        near = difflib.get_close_matches(odd, known, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        return DefinitionError(
            f"Unknown key {odd}.",
            where=f"{name}: {'.'.join(filter(None, [where, odd]))}",
            remedy=f"{meant}Known keys: {', '.join(known)}.",
        )
    if error.validator == "required":
        absent = next(key for key in error.validator_value if key not in error.instance)
        return DefinitionError(
            f"The key {absent} is missing.", where=f"{name}: {where}", remedy=f"Add {absent}."
        )
    return DefinitionError(
        "A key has a value that it cannot have.",
        where=f"{name}: {where}",
        remedy=_demand(error),
    )


def _demand(error: jsonschema.ValidationError) -> str:
    rule, value = error.validator, error.validator_value
    if rule == "enum":
        return f"Use one of: {', '.join(map(str, value))}."
    if rule == "type":
        kinds = [value] if isinstance(value, str) else value
        return f"Write {' or '.join(_JSON_TYPES[kind] for kind in kinds)}."
    if rule == "pattern":
        return f"Write it as {value}: lower case, digits, underscore."
    return f"It must satisfy {rule}: {value}."


def _named_path(document: object, path: Iterator[str | int]) -> Iterator[str]:
    # "scales.hads_total" tells an editor more than "scales[2]".
    for step in path:
        document = document[step]
        if isinstance(step, int) and isinstance(document, dict):
            keys = ("code", "key", "scheme", "name", "property")
            yield next((str(document[k]) for k in keys if k in document), f"[{step + 1}]")
        else:
            yield f"[{step + 1}]" if isinstance(step, int) else str(step)
