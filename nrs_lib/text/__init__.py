"""Words and numbers as Swedish and English readers expect them."""

from nrs_lib.text.numbers import (
    EN_DASH,
    NBSP,
    change,
    change_interval,
    count,
    interval,
    iso_date,
    number,
    of,
    percent,
    percent_interval,
    share_percent,
)
from nrs_lib.text.words import (
    join_words,
    kept_whole,
    quoted,
    sort_key,
    sorted_words,
    spelled,
    whole,
)

__all__ = [
    "EN_DASH",
    "NBSP",
    "change",
    "change_interval",
    "count",
    "interval",
    "iso_date",
    "join_words",
    "kept_whole",
    "number",
    "of",
    "percent",
    "percent_interval",
    "quoted",
    "share_percent",
    "sort_key",
    "sorted_words",
    "spelled",
    "whole",
]
