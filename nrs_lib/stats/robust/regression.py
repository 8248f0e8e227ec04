"""Regressions and mixed models whose standard errors do not lean on the model's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.gee import Family
from nrs_lib.stats.mixed.covariates import Covariate
from nrs_lib.stats.mixed.design import Design, build_design
from nrs_lib.stats.mixed.logistic import check_yes_no
from nrs_lib.stats.mixed.model import UNIT, LinearMixedModel
from nrs_lib.stats.mixed.whitening import whiten
from nrs_lib.stats.robust.kinds import RobustKind, robust_kind
from nrs_lib.stats.robust.model import RobustModel
from nrs_lib.stats.robust.sandwich import cluster_sandwich, rows_sandwich
from nrs_lib.stats.units.linear import fit_linear
from nrs_lib.stats.units.logistic import fit_logistic


@dataclass(frozen=True, eq=False)
class _Plain:
    """A fitted model as one of equal, independent residuals: its columns and what they leave."""

    name: str
    design: Design
    people: np.ndarray
    effects: np.ndarray
    matrix: np.ndarray
    residuals: np.ndarray
    df: float
    cautions: tuple[Caution, ...]


def robust_regression(
    rows: pd.DataFrame,
    *,
    outcome: str,
    family: str,
    covariates: Sequence[Covariate] = (),
    time: Covariate | None = None,
    cluster: str | None = "unit_id",
    person: str | None = "episode_id",
    kind: str | None = None,
    confidence: float | None = None,
) -> RobustModel:
    """Linear or logistic regression with robust standard errors.

    The coefficients are those of the ordinary regression. Clusters weigh by their rows; a
    mixed model weighs by what they tell. What is missing must not depend on the answers.

    Parameters
    ----------
    rows
        One row per answer, in any order. Rows without outcome are left out as not answered,
        rows without a covariate are left out and said.
    outcome
        Column of numbers; for a logistic model of 0 and 1, or of truth values.
    family
        ``linear`` or ``logistic``.
    covariates, time
        Declared with `category` and `numeric` of `nrs_lib.stats.mixed`; never a formula.
    cluster
        Column of units with several persons, or of persons with several answers; None if
        every row is independent of the others.
    person
        Column of persons, for checks and counts; None if every row is a person.
    kind
        One of `RobustKind`; conventions ``robust_clusters`` and ``robust_rows`` when left
        out.
    confidence
        Of intervals; convention ``confidence_level`` when left out.

    Returns
    -------
    RobustModel
        Refused as the plain model is; with fewer clusters than convention
        ``robust_least_clusters``; and where a row or cluster is fitted by a column of its
        own, since its spread cannot be seen. Few clusters are said.

    Raises
    ------
    ParameterError
        The call is wrong: a formula, an unknown column or choice, clusters and kind that do
        not fit, persons with several rows that are called independent. The message says what
        to do.

    References
    ----------
    See `nrs_lib.stats.robust.sandwich`.
    """
    if family not in list(Family):
        raise ParameterError(
            "A regression is asked for of an unknown family.",
            where="family",
            remedy=f"Use one of {', '.join(Family)}.",
        )
    chosen = robust_kind(kind, is_clustered=cluster is not None)
    design = build_design(
        rows,
        outcome=outcome,
        covariates=covariates,
        time=time,
        person=person,
        identities=list(dict.fromkeys(one for one in (cluster, person) if one is not None)),
    )
    kept = rows.iloc[design.kept]
    people = np.arange(len(kept)) if person is None else pd.factorize(kept[person])[0]
    if cluster is None and len(np.unique(people)) < len(kept):
        raise ParameterError(
            "Persons have several rows, so rows are not independent of each other.",
            where=f"{len(kept) - len(np.unique(people))} rows too many",
            remedy="Name the column of units or persons as cluster, or give one row per person.",
        )
    fit = _logistic if family == Family.LOGISTIC else _linear
    clusters = None if cluster is None else pd.factorize(kept[cluster])[0]
    return _robust(fit(design, people, outcome), clusters, chosen, outcome, confidence)


def robust_mixed(
    model: LinearMixedModel, *, kind: str | None = None, confidence: float | None = None
) -> RobustModel:
    """Fixed effects of a mixed model, with standard errors robust to how its units vary.

    Right for many units even if the model's random intercepts are not how answers hang
    together. Clusters are units; persons in a model without units. What is missing must then
    be missing as the mixed model asks.

    Parameters
    ----------
    kind
        CR1 or CR2; convention ``robust_clusters`` when left out.
    confidence
        The model's when left out.
    """
    chosen = robust_kind(kind, is_clustered=True)
    nesting, design = model.nesting, model.design
    runs = nesting.persons_per_unit if UNIT in model.parts else np.ones(nesting.n_persons, int)
    clusters = np.repeat(np.repeat(np.arange(len(runs)), runs), nesting.sizes)
    columns = np.c_[design.matrix, design.outcome][nesting.order]
    if not model.is_refused:
        columns = whiten(columns, nesting, model.fit.ratios)
    matrix, turned = columns[:, :-1], columns[:, -1]
    plain = _Plain(
        model.criterion,
        design,
        model.people,
        model.fit.effects,
        matrix,
        turned - matrix @ model.fit.effects,
        math.nan,
        model.cautions,
    )
    return _robust(
        plain, clusters, chosen, "", model.confidence if confidence is None else confidence
    )


def _linear(design: Design, people: np.ndarray, about: str) -> _Plain:
    found = fit_linear(design.outcome, design.matrix, design.names, about=about)
    left = design.outcome - design.matrix @ found.coefficients
    cautions = (*design.cautions, *found.cautions)
    return _Plain(
        "least_squares",
        design,
        people,
        found.coefficients,
        design.matrix,
        left,
        float(found.df),
        cautions,
    )


def _logistic(design: Design, people: np.ndarray, about: str) -> _Plain:
    check_yes_no(design, about)
    found = fit_logistic(design.outcome, design.matrix, design.names, about=about)
    fitted = found.probabilities(design.matrix)
    root = np.sqrt(fitted * (1 - fitted))
    return _Plain(
        "logistic",
        design,
        people,
        found.coefficients,
        design.matrix * root[:, None],
        (design.outcome - fitted) / root,
        math.nan,
        (*design.cautions, *found.cautions),
    )


def _robust(
    plain: _Plain,
    clusters: np.ndarray | None,
    kind: RobustKind,
    about: str,
    confidence: float | None,
) -> RobustModel:
    width = len(plain.design.names)
    groups = len(plain.residuals) if clusters is None else len(np.unique(clusters))
    cautions, made = list(plain.cautions), None
    if clusters is not None and not _are_refused(cautions):
        cautions += _few(groups, kind, about)
    if not _are_refused(cautions):
        made = (
            rows_sandwich(plain.matrix, plain.residuals, kind)
            if clusters is None
            else cluster_sandwich(plain.matrix, plain.residuals, clusters, kind)
        )
        if made.alone:
            alone = "rows_fitted_alone" if clusters is None else "clusters_fitted_alone"
            cautions.append(Caution.of(alone, about, n=made.alone))
        elif made.parts is not None:
            each = [made.parts.degrees_of_freedom(one) for one in np.eye(width)]
            least = float(get("robust_least_df").value)
            if min(each) < least:
                cautions.append(Caution.of("few_cluster_df", about, n=groups, least=f"{least:g}"))
    nothing = np.full((width, width), math.nan)
    withheld = _are_refused(cautions)
    return RobustModel(
        design=plain.design,
        people=plain.people,
        effects=nothing[0] if withheld else plain.effects,
        covariance=nothing if withheld else made.covariance,
        kind=kind,
        method=f"{plain.name}_{kind.lower()}",
        n_clusters=groups,
        df=plain.df if clusters is None else float(groups - 1),
        confidence=float(get("confidence_level").value if confidence is None else confidence),
        cautions=tuple(cautions),
        parts=None if withheld else made.parts,
    )


def _few(groups: int, kind: RobustKind, about: str) -> list[Caution]:
    least = int(get("robust_least_clusters").value)
    if groups < least:
        return [Caution.of("too_few_clusters", about, n=groups, least=least)]
    safe = int(get("robust_few_clusters_below").value)
    if groups < safe and kind is RobustKind.CR1:
        return [Caution.of("few_clusters", about, n=groups, least=safe)]
    return []


def _are_refused(cautions: Sequence[Caution]) -> bool:
    return any(one.severity == "refused" for one in cautions)
