"""Swedish personal identity numbers, which no delivery may hold."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+]?\d{4}"
)


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
