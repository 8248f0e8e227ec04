"""What a reader may choose on a unit's page: period, scale and comparison.

All three choose among what the bundle holds. None of them can name a unit or a patient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as widgets

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.reports.bundle_desk import BundleDesk
from nrs_lib.stats.indicators import COMPARED
from nrs_lib.views.wording import WORDS

ALL = "all"
ROW_CLASS = "nrs-controls"


@dataclass(frozen=True)
class Choice:
    """What is chosen.

    Attributes
    ----------
    period
        A period's code.
    scale
        A scale's code, or `ALL`.
    comparison
        The measure that units are set beside each other by.
    """

    period: str
    scale: str
    comparison: str


class Controls:
    """Three lists in a row, their labels above them.

    Attributes
    ----------
    period, scale, comparison
        The lists; their values are codes.
    row
        All three, ready to be shown.
    """

    def __init__(self, desk: BundleDesk) -> None:
        language, measures = desk.language, read_measures()
        self._words = words = WORDS[language]
        periods = [(_capital(period.label(language)), period.code) for period in desk.periods]
        self.period = _list(words["period"], periods)
        known = [(scale(code).label[language], code) for code in desk.every_directed_scale]
        self.scale = _list(words["scale"], [(words["every_scale"], ALL), *known])
        self.comparison = _list(
            words["compare"], [(measures[code].label[language], code) for code in COMPARED]
        )
        self.row = widgets.HBox([self.period, self.scale, self.comparison])
        self.row.add_class(ROW_CLASS)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return Choice(self.period.value, self.scale.value, self.comparison.value)

    @property
    def words(self) -> str:
        """What is chosen now, in a sentence."""
        return self._words["chosen"].format(
            period=_small(self.period.label),
            scale=self.scale.label,
            comparison=_small(self.comparison.label),
        )

    def on_change(self, act: Callable[[], None]) -> None:
        """Call `act` after each new choice."""
        for control in (self.period, self.scale, self.comparison):
            control.observe(lambda _change: act(), names="value")


def _list(label: str, options: list[tuple[str, str]]) -> widgets.Dropdown:
    return widgets.Dropdown(
        options=options,
        value=options[0][1],
        description=label,
        # The page's own style sheet decides sizes, so that they follow the screen.
        layout=widgets.Layout(width="auto"),
        style={"description_width": "auto"},
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
