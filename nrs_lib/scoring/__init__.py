"""From answers to scores, bands and improvement, by definitions that are data."""

from nrs_lib.scoring.bands import band
from nrs_lib.scoring.engine import Scored
from nrs_lib.scoring.profile import on_profile, profile
from nrs_lib.scoring.questionnaires import score
from nrs_lib.scoring.thresholds import changed

__all__ = ["Scored", "band", "changed", "on_profile", "profile", "score"]
