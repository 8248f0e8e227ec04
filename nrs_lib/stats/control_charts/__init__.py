"""Control charts: whether a series over time holds more than chance."""

from nrs_lib.stats.control_charts.charts import ControlChart, control_chart
from nrs_lib.stats.control_charts.phases import Phase
from nrs_lib.stats.control_charts.series import chart_of, phase_on
from nrs_lib.stats.control_charts.verdicts import Assurance, Variation

__all__ = [
    "Assurance",
    "ControlChart",
    "Phase",
    "Variation",
    "chart_of",
    "control_chart",
    "phase_on",
]
