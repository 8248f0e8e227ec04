"""The case-mix model: fitted without unit to one register and period, and then frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.case_mix import CaseMix, CaseMixFamily, read_case_mix
from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.units.case_mix import Plan, before_treatment, plan_design
from nrs_lib.stats.units.linear import LinearFit, fit_linear
from nrs_lib.stats.units.logistic import LogisticFit, fit_logistic
from nrs_lib.stats.units.outcomes import SHARE, Outcome, outcome
from nrs_lib.terms import NATIONAL, Register, TimePoint


@dataclass(frozen=True, eq=False)
class UnitData:
    """Everybody behind one comparison: who could have an outcome, who has, who is in the model.

    Attributes
    ----------
    measure, period, register
        What is compared, when, and where; never two registers.
    outcome
        Of everybody who could have one.
    family
        What it is adjusted for.
    unit_ids
        All units of the register, also those without patients in the period.
    followed, known
        Per unit, episodes that could have an outcome and those whose outcome is known.
    values, units, frame
        One per patient in the model: outcome, place of the unit in ``unit_ids``, variables,
        of which some may be missing.
    cautions
        Who lacks an outcome or a variable, and what is done about it.
    """

    measure: str
    period: Period
    register: Register
    outcome: Outcome
    family: CaseMixFamily
    unit_ids: tuple[str, ...]
    followed: np.ndarray
    known: np.ndarray
    values: np.ndarray
    units: np.ndarray
    frame: pd.DataFrame
    cautions: tuple[Caution, ...]

    @property
    def is_share(self) -> bool:
        return self.outcome.kind == SHARE


@dataclass(frozen=True, eq=False)
class CaseMixModel:
    """A fitted model with what it needs to meet other patients.

    Attributes
    ----------
    plan, fit
        Its columns, and its coefficients.
    national
        Share or mean of those it was fitted to: the level that adjusted values are put on.
    register, measure, period
        Of those it was fitted to.
    cautions
        Of the fit; refused when there is no model.
    """

    plan: Plan
    fit: LogisticFit | LinearFit
    national: float
    register: Register
    measure: str
    period: Period
    cautions: tuple[Caution, ...]

    @property
    def is_refused(self) -> bool:
        return self.fit.is_refused

    def predictor(self, frame: pd.DataFrame) -> np.ndarray:
        """Log odds (shares) or mean, one per patient; what is missing is expected."""
        return self.plan.matrix(frame) @ self.fit.coefficients


def unit_data(
    population: Population,
    period: Period,
    measure: str,
    *,
    time_point: TimePoint | None = None,
    case_mix: CaseMix | None = None,
) -> UnitData:
    """Gather outcomes and baseline variables of one register and period.

    Everybody whose outcome is known is in the model, so that units are compared among those
    whose results their reports show. A missing variable counts as what the patient's known
    ones lead to expect (`nrs_lib.stats.units.completion`); for how many is said. A first
    questionnaire dated after the programme began is no baseline: its values count as missing.

    Parameters
    ----------
    population
        A whole register.
    measure
        A share of ``measures.yaml``, or a scale for its mean change.
    time_point
        Of the later answer; discharge when left out.
    case_mix
        The project's own when left out.

    Raises
    ------
    ParameterError
        The population is one unit or holds two registers; the measure is no outcome.
    DefinitionError
        No case mix is declared for the measure.
    """
    _check_one_register(population)
    family = (case_mix or read_case_mix()).family_of(measure)
    cohort = population.in_period(period)
    found = outcome(cohort, measure, time_point=time_point)
    unit_ids = tuple(population.units["unit_id"].astype("str"))
    places = pd.Index(unit_ids).get_indexer(found.episodes["unit_id"].astype("str"))
    is_known = ~np.isnan(found.values)
    frame, late = before_treatment(cohort, found.episodes, family.variables, scale=found.scale)
    late &= is_known
    lacking = plan_design(frame.iloc[:0], family.variables).missing(frame[is_known])
    kept = is_known
    cautions = []
    if late.any():
        cautions.append(Caution.of("baseline_after_start", measure, n=int(late.sum())))
    if nowhere := [code for code, lacks in lacking.items() if lacks.all()]:
        # Nothing leads to expect what nobody has; without anybody there is no model.
        kept = np.zeros_like(is_known)
        cautions.append(_lacking("rows_without_covariates", measure, lacking, nowhere))
    elif some := [code for code, lacks in lacking.items() if lacks.any()]:
        cautions.append(_lacking("covariates_expected", measure, lacking, some))
    if not family.variables:
        cautions.append(Caution.of("not_adjusted", measure))
    return UnitData(
        measure=measure,
        period=period,
        register=population.register,
        outcome=found,
        family=family,
        unit_ids=unit_ids,
        followed=np.bincount(places, minlength=len(unit_ids)),
        known=np.bincount(places[is_known], minlength=len(unit_ids)),
        values=found.values[kept],
        units=places[kept],
        frame=frame[kept].reset_index(drop=True),
        cautions=tuple(cautions),
    )


def _lacking(
    code: str, measure: str, lacking: Mapping[str, np.ndarray], columns: Sequence[str]
) -> Caution:
    rows = np.logical_or.reduce([lacking[column] for column in columns])
    n = {"dropped" if code == "rows_without_covariates" else "n": int(rows.sum())}
    return Caution.of(code, measure, **n, total=len(rows), columns=", ".join(columns))


def fit_case_mix(data: UnitData) -> CaseMixModel:
    """Fit the model of a comparison: logistic for shares, linear for means, without unit.

    Returns
    -------
    CaseMixModel
        Refused where the fit is; its cautions say why.
    """
    is_event = data.values if data.is_share else None
    plan = plan_design(data.frame, data.family.variables, is_event=is_event)
    matrix = plan.matrix(data.frame)
    fit_model = fit_logistic if data.is_share else fit_linear
    fit = fit_model(data.values, matrix, plan.names, about=data.measure)
    cautions = [*_merged(plan, data.measure), *fit.cautions]
    if data.is_share and not fit.is_refused:
        cautions += _few_events(data, len(plan.names) - 1)
    return CaseMixModel(
        plan,
        fit,
        float(np.mean(data.values)) if len(data.values) else float("nan"),
        data.register,
        data.measure,
        data.period,
        tuple(cautions),
    )


def check_model_fits(model: CaseMixModel, data: UnitData) -> None:
    """Make sure that a frozen model meets the patients and measure that it was made for.

    Raises
    ------
    ParameterError
        The model is of another register or measure, or of other variables.
    """
    if (model.register, model.measure) != (data.register, data.measure):
        raise ParameterError(
            "A frozen model is of another register or measure.",
            where=f"{model.register} {model.measure} against {data.register} {data.measure}",
            remedy="Fit it with fit_case_mix on the same register and measure.",
        )
    if tuple(term.variable for term in model.plan.terms) != data.family.variables:
        raise ParameterError(
            "A frozen model has other variables than the case mix in force.",
            where=f"{data.measure}, family {data.family.code}",
            remedy="Fit it anew.",
        )


def _check_one_register(population: Population) -> None:
    if population.group != NATIONAL:
        raise ParameterError(
            "Units are compared within a whole register, and this is one unit.",
            where="unit",
            remedy="Give the Population of the register, without unit_id.",
        )
    registers = {*population.units["register"].astype("str")}
    registers |= {*population.episodes["register"].astype("str")}
    if registers - {str(population.register)}:
        raise ParameterError(
            "NRSsv and NRSpv would be compared with each other.",
            where=f"registers {', '.join(sorted(registers))}",
            remedy="Give the Population of one register; the two are never put together.",
        )


def _merged(plan: Plan, measure: str) -> list[Caution]:
    merged = [f"{term.variable.code}[{level}]" for term in plan.terms for level in term.merged]
    return [Caution.of("levels_merged", measure, levels=", ".join(merged))] if merged else []


def _few_events(data: UnitData, coefficients: int) -> list[Caution]:
    least = int(get("case_mix_events_per_coefficient").value)
    events = int(min(data.values.sum(), len(data.values) - data.values.sum()))
    if not coefficients or events >= least * coefficients:
        return []
    return [
        Caution.of(
            "few_events", data.measure, events=events, coefficients=coefficients, least=least
        )
    ]
