"""Answers of the same persons at several time points, persons in units: mixed models."""

from nrs_lib.stats.mixed.contrasts import contrast, joint_test
from nrs_lib.stats.mixed.covariates import Covariate, category, numeric
from nrs_lib.stats.mixed.linear import linear_mixed_model
from nrs_lib.stats.mixed.marginal_means import MarginalMean, differences, marginal_means
from nrs_lib.stats.mixed.model import LinearMixedModel
from nrs_lib.stats.mixed.satterthwaite import JointTest
from nrs_lib.stats.mixed.variances import (
    correlations,
    correlations_by_bootstrap,
    unit_effects,
    variances,
)
from nrs_lib.stats.mixed.wald import Contrast, odds_ratio, table

__all__ = [
    "Contrast",
    "Covariate",
    "JointTest",
    "LinearMixedModel",
    "MarginalMean",
    "category",
    "contrast",
    "correlations",
    "correlations_by_bootstrap",
    "differences",
    "joint_test",
    "linear_mixed_model",
    "marginal_means",
    "numeric",
    "odds_ratio",
    "table",
    "unit_effects",
    "variances",
]
