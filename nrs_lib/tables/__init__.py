"""Tables and sentences, made from cleared numbers only."""

from nrs_lib.tables.annual_findings import write_annual_findings
from nrs_lib.tables.annual_volume import show_units_volume
from nrs_lib.tables.caution import write_caution
from nrs_lib.tables.choices import show_choices, write_first_steps
from nrs_lib.tables.colophon import show_clearance, show_definitions
from nrs_lib.tables.diagnoses import show_diagnoses
from nrs_lib.tables.empty import show_empty
from nrs_lib.tables.formulas import show_formulas, show_sources
from nrs_lib.tables.improvement import (
    show_before_after,
    write_certainty,
    write_change,
    write_done,
    write_goal,
    write_next,
    write_topic,
)
from nrs_lib.tables.judgements import write_judgements
from nrs_lib.tables.lead import write_lead
from nrs_lib.tables.losses import write_losses
from nrs_lib.tables.occasions import show_bands, show_occasions
from nrs_lib.tables.period import write_period, write_period_beside, write_sick_leave_period
from nrs_lib.tables.person import show_item_answers, show_profile_definitions
from nrs_lib.tables.plain_summary import write_plain_summary
from nrs_lib.tables.plan import show_plan, write_plan
from nrs_lib.tables.portrait import show_portrait
from nrs_lib.tables.programme import show_programme
from nrs_lib.tables.quality import (
    show_fields,
    show_followups,
    show_instruments,
    show_quality_by_unit,
)
from nrs_lib.tables.quality_account import (
    show_coverage,
    show_delays,
    show_findings,
    show_sensitivity,
)
from nrs_lib.tables.quality_lead import write_quality_lead
from nrs_lib.tables.quality_sentences import write_sensitivity
from nrs_lib.tables.responders import show_responders
from nrs_lib.tables.responses import show_response_by_unit, show_responses
from nrs_lib.tables.results import show_change, show_start
from nrs_lib.tables.sick_leave import (
    show_sick_leave_categories,
    show_sick_leave_days,
    show_sick_leave_moves,
    show_sick_leave_windows,
)
from nrs_lib.tables.sick_leave_lead import write_sick_leave_lead
from nrs_lib.tables.sick_leave_limits import write_sick_leave_limits
from nrs_lib.tables.unanswered import write_unanswered
from nrs_lib.tables.volume import show_course, show_volume
from nrs_lib.tables.year_before import write_year_before
from nrs_lib.tables.years import show_years

__all__ = [
    "show_bands",
    "show_before_after",
    "show_change",
    "show_choices",
    "show_clearance",
    "show_course",
    "show_coverage",
    "show_definitions",
    "show_delays",
    "show_diagnoses",
    "show_empty",
    "show_fields",
    "show_findings",
    "show_followups",
    "show_formulas",
    "show_instruments",
    "show_item_answers",
    "show_occasions",
    "show_plan",
    "show_portrait",
    "show_profile_definitions",
    "show_programme",
    "show_quality_by_unit",
    "show_responders",
    "show_response_by_unit",
    "show_responses",
    "show_sensitivity",
    "show_sick_leave_categories",
    "show_sick_leave_days",
    "show_sick_leave_moves",
    "show_sick_leave_windows",
    "show_sources",
    "show_start",
    "show_units_volume",
    "show_volume",
    "show_years",
    "write_annual_findings",
    "write_caution",
    "write_certainty",
    "write_change",
    "write_done",
    "write_first_steps",
    "write_goal",
    "write_judgements",
    "write_lead",
    "write_losses",
    "write_next",
    "write_period",
    "write_period_beside",
    "write_plain_summary",
    "write_plan",
    "write_quality_lead",
    "write_sensitivity",
    "write_sick_leave_lead",
    "write_sick_leave_limits",
    "write_sick_leave_period",
    "write_topic",
    "write_unanswered",
    "write_year_before",
]
