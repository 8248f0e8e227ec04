"""Population-averaged models of answers that come in clusters: generalised estimating equations."""

from nrs_lib.stats.gee.estimating import Family, Working
from nrs_lib.stats.gee.model import Covariance, GeeModel
from nrs_lib.stats.gee.population_averaged import population_averaged_model

__all__ = ["Covariance", "Family", "GeeModel", "Working", "population_averaged_model"]
