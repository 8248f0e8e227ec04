"""Standard errors that hold where spread is unequal or answers of one unit are alike."""

from nrs_lib.stats.robust.kinds import RobustKind
from nrs_lib.stats.robust.model import RobustModel
from nrs_lib.stats.robust.regression import robust_mixed, robust_regression

__all__ = ["RobustKind", "RobustModel", "robust_mixed", "robust_regression"]
