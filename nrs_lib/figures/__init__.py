"""Figures, drawn from cleared numbers only.

The functions are looked up when first used, so that a page which needs only the theme does not
pay for the drawing library.
"""

from importlib import import_module

_DRAWN_IN = {
    "draw_before_after": "before_after",
    "draw_change": "change",
    "draw_completeness": "completeness",
    "draw_control_chart": "control_chart",
    "draw_control_charts": "control_chart",
    "draw_diagnoses": "diagnoses",
    "draw_flow": "flow",
    "draw_funnel": "funnel",
    "draw_goals": "goals",
    "draw_indicators": "indicators",
    "draw_instrument": "profile",
    "draw_perceived": "perceived",
    "draw_portrait": "portrait",
    "draw_profile": "profile",
    "draw_raw_funnel": "raw_funnel",
    "draw_responder_curves": "curves",
    "draw_responders": "responders",
    "draw_sick_leave": "sick_leave",
    "draw_trend": "trend",
    "draw_units": "comparison",
    "draw_versions": "versions",
    "write_profile_days": "profile_talk",
    "write_profile_key": "profile_talk",
    "write_profile_lead": "profile_talk",
    "write_profile_limits": "profile_talk",
    "write_questions": "profile_talk",
}
__all__ = sorted(_DRAWN_IN)


def __getattr__(name: str):
    if name not in _DRAWN_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_DRAWN_IN[name]}"), name)
