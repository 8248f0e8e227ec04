"""Weighted sums of a model's coefficients, by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from nrs_lib.errors import ParameterError
from nrs_lib.stats.mixed.design import Design
from nrs_lib.stats.mixed.model import LinearMixedModel
from nrs_lib.stats.mixed.satterthwaite import JointTest, joint_f
from nrs_lib.stats.mixed.wald import Contrast


class Combining(Protocol):
    """A fitted model whose coefficients can be combined: mixed, GEE or robust."""

    design: Design

    @property
    def people(self) -> np.ndarray:
        """Number of the person of each row of the design."""

    def combine(self, weights: np.ndarray, name: str, *, n: int | None = None) -> Contrast:
        """A weighted sum of the coefficients."""


def contrast(model: Combining, weights: Mapping[str, float], *, name: str = "") -> Contrast:
    """A weighted sum of coefficients.

    Parameters
    ----------
    weights
        Weight of each coefficient by its name; the others have 0.
    name
        What to call it; made from the weights when left out.

    Raises
    ------
    ParameterError
        The model has no such coefficient.
    """
    return model.combine(
        _weights(model, weights),
        name or " + ".join(f"{weight:g} {one}" for one, weight in weights.items()),
    )


def joint_test(
    model: LinearMixedModel, contrasts: Sequence[str] | Sequence[Mapping[str, float]]
) -> JointTest:
    """F test that several coefficients, or weighted sums of them, are all zero.

    Parameters
    ----------
    contrasts
        Names of coefficients, or weights as for `contrast`.

    Raises
    ------
    ParameterError
        Nothing is given, or the model has no such coefficient.
    """
    if isinstance(contrasts, str) or not contrasts:
        raise ParameterError(
            "A joint test needs a list of coefficients.",
            where="contrasts",
            remedy="Give names such as ['time_point[discharge]', 'time_point[followup_12m]'].",
        )
    each = [{one: 1.0} if isinstance(one, str) else dict(one) for one in contrasts]
    names = tuple(
        " + ".join(f"{weight:g} {name}" if weight != 1 else name for name, weight in one.items())
        for one in each
    )
    return joint_f(model.fit, np.array([_weights(model, one) for one in each]), names)


def _weights(model: Combining, weights: Mapping[str, float]) -> np.ndarray:
    names = model.design.names
    unknown = [name for name in weights if name not in names]
    if unknown:
        raise ParameterError(
            "The model has no such coefficient.",
            where=", ".join(unknown),
            remedy=f"Use names among {', '.join(names)}.",
        )
    return np.array([float(weights.get(name, 0.0)) for name in names])
