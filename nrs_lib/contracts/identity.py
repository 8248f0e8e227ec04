"""What could name a person: personal identity numbers, and cells in the place of a heading."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+]?\d{4}"
)
_HEADING = re.compile(r"(?!.*\d{6})[^\W\d][\w .-]{0,63}")


def is_identity_number(text: str) -> bool:
    """Whether a text is a personal identity or coordination number.

    Six or eight digits that are a day of birth (61 to 91 for coordination numbers), an
    optional sign, four digits, and the check digit by Luhn's rule, as Skatteverket's
    SKV 704 has it. About seven of a thousand arbitrary ten-digit numbers pass too.
    """
    text = text.strip().replace(" ", "")
    if not _NUMBER.fullmatch(text):
        return False
    digits = [int(sign) for sign in text if sign.isdigit()][-10:]
    weighed = (digit * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in weighed) % 10 == 0


def is_heading(text: str) -> bool:
    """Whether a text can stand as the name of a column in a message.

    A file without heading has a patient's cells in its place; what begins with a digit, has
    six digits in a row or other signs than names have may be one, and is not shown.
    """
    return _HEADING.fullmatch(text) is not None
