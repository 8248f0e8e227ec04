"""Disclosure control: what is released gives nobody away.

The names are looked up when first used, so that who only asks for a limit of the policy does
not pay for the libraries that the attacker solves with.
"""

from importlib import import_module

_LIES_IN = {
    "CELL": "clearance",
    "REASONS": "wording",
    "REST_MEANS": "wording",
    "ClearanceRecord": "clearance",
    "ClearedTable": "clearance",
    "Earlier": "earlier",
    "Policy": "policy",
    "Stamped": "stamping",
    "Told": "tracing",
    "clear": "clearing",
    "clear_all": "clearing",
    "read_policy": "policy",
    "reason_words": "wording",
    "stamped": "stamping",
    "verify": "stamping",
}
__all__ = sorted(_LIES_IN)


def __getattr__(name: str):
    if name not in _LIES_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LIES_IN[name]}"), name)
