"""Words and numbers as Swedish and English readers expect them."""

from nrs_lib.text.numbers import (
    NBSP,
    change,
    count,
    interval,
    iso_date,
    number,
    of,
    percent,
    percent_interval,
)
from nrs_lib.text.words import join_words, sort_key, sorted_words

__all__ = [
    "NBSP",
    "change",
    "count",
    "interval",
    "iso_date",
    "join_words",
    "number",
    "of",
    "percent",
    "percent_interval",
    "sort_key",
    "sorted_words",
]
