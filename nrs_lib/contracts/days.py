"""Days in files that people write."""

from __future__ import annotations

import datetime as dt

from nrs_lib.errors import DefinitionError


def day_of(value: object, where: str) -> dt.date:
    """The day that a YAML file says: as YAML reads it, or as a text.

    Raises
    ------
    DefinitionError
        It is no day; ``where`` names file and key.
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
