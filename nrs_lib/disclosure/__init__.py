"""Disclosure control: what is released gives nobody away."""

from nrs_lib.disclosure.clearance import CELL, ClearanceRecord, ClearedTable
from nrs_lib.disclosure.clearing import clear, clear_all
from nrs_lib.disclosure.earlier import Earlier
from nrs_lib.disclosure.policy import Policy, read_policy
from nrs_lib.disclosure.stamping import Stamped, stamped, verify
from nrs_lib.disclosure.tracing import Told
from nrs_lib.disclosure.wording import REASONS, REST_MEANS, reason_words

__all__ = [
    "CELL",
    "REASONS",
    "REST_MEANS",
    "ClearanceRecord",
    "ClearedTable",
    "Earlier",
    "Policy",
    "Stamped",
    "Told",
    "clear",
    "clear_all",
    "read_policy",
    "reason_words",
    "stamped",
    "verify",
]
