"""Disclosure control: what is released gives nobody away."""

from nrs_lib.disclosure.clearing import REASONS, ClearanceRecord, ClearedTable, clear
from nrs_lib.disclosure.policy import Policy, read_policy
from nrs_lib.disclosure.stamping import Stamped, stamped, verify

__all__ = [
    "REASONS",
    "ClearanceRecord",
    "ClearedTable",
    "Policy",
    "Stamped",
    "clear",
    "read_policy",
    "stamped",
    "verify",
]
