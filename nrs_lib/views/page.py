"""The unit's page: what each part shows for a choice, with the report's own functions.

Parts are shown by ``widgets.HTML``, which puts text into the page as markup. It is given
the markup of stamped figures and tables and nothing else; `_put` sees to that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as widgets
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from nrs_lib import figures, tables
from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import Stamped, stamped
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.assembling import READERS, register_words
from nrs_lib.reports.bundle_desk import BundleDesk
from nrs_lib.text import iso_date
from nrs_lib.views.controls import ALL, Choice, Controls
from nrs_lib.views.wording import WORDS

CHOOSE_CLASS, STATUS_CLASS, PART_CLASS = "nrs-choose", "nrs-status", "nrs-part"
Drawing = Callable[[BundleDesk, Choice], Stamped]
_HEAD = """\
{% if synthetic %}<p class="nrs-synthetic">{{ words.synthetic }}</p>{% endif %}
<header class="nrs-top">
<p class="nrs-kicker">{{ kicker }}</p>
<h1>{{ unit }}</h1>
<p class="nrs-facts"><span>{{ words.as_of }} {{ day }}</span><span>{{ audience }}</span></p>
</header>"""


@dataclass(frozen=True)
class Part:
    """One part of the page: how it is drawn, and which choices it depends on."""

    draw: Drawing
    depends_on: tuple[str, ...] = ("period",)

    def key(self, choice: Choice) -> tuple[str, ...]:
        """What must change before the part is drawn anew."""
        return tuple(getattr(choice, name) for name in self.depends_on)


class UnitPage:
    """Everything a page shows, redrawn when the reader chooses.

    Parameters
    ----------
    desk
        The opened bundle.
    controls
        The reader's choice.
    """

    def __init__(self, desk: BundleDesk, controls: Controls) -> None:
        self._desk = desk
        self._choices = controls
        self._status = widgets.Label()
        self._status.add_class(STATUS_CLASS)
        self._places = {name: widgets.HTML() for name in PARTS}
        for name, place in self._places.items():
            place.add_class(PART_CLASS)
            place.add_class(f"{PART_CLASS}-{name}")
        self._drawn: dict[tuple[str, ...], Stamped] = {}
        self._shown: dict[str, tuple[str, ...]] = {}
        self._controls = widgets.VBox([controls.row, self._status])
        self._controls.add_class(CHOOSE_CLASS)
        controls.on_change(self.update)
        self.update()

    def show_controls(self) -> widgets.VBox:
        """The reader's lists, with the line beneath that says what is shown."""
        return self._controls

    def show(self, name: str) -> widgets.HTML:
        """The place of one part, by its name in `PARTS`."""
        return self._places[name]

    def update(self) -> None:
        """Draw what the choice changes, and say what is shown.

        When something goes wrong nothing is left standing: an old figure under a new
        choice would be read as the new one's.
        """
        try:
            choice = self._choices.choice
            desk = self._desk.at(choice.period)
            for name, part in PARTS.items():
                key = (name, *part.key(choice))
                if self._shown.get(name) != key:
                    if key not in self._drawn:
                        self._drawn[key] = part.draw(desk, choice)
                    _put(self._places[name], self._drawn[key])
                    self._shown[name] = key
            self._status.value = self._choices.words
        except Exception:
            self._shown.clear()
            for place in self._places.values():
                place.value = ""
            self._status.value = WORDS[self._desk.language]["failed"]


def show_head(desk: BundleDesk) -> Fragment:
    """The page's head: whose it is and on which extract it rests."""
    html = _ENVIRONMENT.from_string(_HEAD).render(
        words=WORDS[desk.language],
        synthetic=desk.extract.synthetic,
        kicker=register_words(desk.register, desk.language),
        audience=READERS[desk.audience][desk.language],
        unit=desk.subject_label,
        day=iso_date(desk.extract.as_of),
    )
    return Fragment(html)


class Fragment:
    """Markup whose every value was escaped by its template."""

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


def _put(place: widgets.HTML, stamped: Stamped) -> None:
    """Show a stamped fragment, which is cleared and escaped already, and nothing else."""
    if not isinstance(stamped, Stamped):
        raise DisclosureError(
            "A page shows stamped figures and tables only.",
            where=type(stamped).__name__,
            remedy="Draw it with nrs_lib.figures or nrs_lib.tables.",
        )
    place.value = stamped.html


def _scales(desk: BundleDesk, choice: Choice) -> tuple[str, ...]:
    return desk.directed_scales if choice.scale == ALL else (choice.scale,)


def _lead(desk: BundleDesk, _choice: Choice) -> Stamped:
    indicators, flow = desk.sections("indicators", "flow")
    labels = {"period_label": desk.period_label, "subject_label": desk.subject_label}
    return tables.write_lead(indicators + flow, **labels, language=desk.language)


def _indicators(desk: BundleDesk, _choice: Choice) -> Stamped:
    shown = {"measures": desk.indicators, "period": desk.period.code, "quarters": desk.quarters}
    shown |= {"growing": desk.growing}
    return figures.draw_indicators(desk.section("indicators"), **shown, language=desk.language)


def _change(desk: BundleDesk, choice: Choice) -> Stamped:
    return figures.draw_change(
        desk.section("change"), scales=_scales(desk, choice), language=desk.language
    )


def _responders(desk: BundleDesk, choice: Choice) -> Stamped:
    responders, chosen = desk.section("responders"), _scales(desk, choice)
    if any(scale(code).change_threshold is not None for code in chosen):
        return figures.draw_responders(responders, scales=chosen, language=desk.language)
    label = scale(choice.scale).label[desk.language]
    says = WORDS[desk.language]["no_threshold"].format(scale=label)
    html = Markup('<p class="nrs-empty">{}</p>').format(says)
    return stamped(kind="text", name="forbattrade", html=html, plain=says, cleared=[responders])


def _units(desk: BundleDesk, choice: Choice) -> Stamped:
    return figures.draw_units(
        desk.section("units"),
        measure=choice.comparison,
        own=desk.subject,
        name="enheter",
        language=desk.language,
    )


def _clearance(desk: BundleDesk, _choice: Choice) -> Stamped:
    return tables.show_clearance([desk.section(name) for name in _SECTIONS], language=desk.language)


_SECTIONS = ("indicators", "flow", "change", "responders", "units")
PARTS = {
    "lead": Part(_lead),
    "indicators": Part(_indicators),
    "change": Part(_change, ("period", "scale")),
    "responders": Part(_responders, ("period", "scale")),
    "units": Part(_units, ("period", "comparison")),
    "clearance": Part(_clearance),
}
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined)
