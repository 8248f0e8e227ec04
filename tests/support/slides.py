"""A few slides as a report's writer makes them, with a drawing, a table and a long one."""

from __future__ import annotations

from nrs_lib import figures, tables
from nrs_lib.reports.pages import ReportPage, Section, render_report
from tests.support import cleared as made
from tests.support.simulated_changes import a_change, a_focus

HEADINGS = ("Över tid", "Före och efter", "Så är siffrorna gjorda")


def some_slides(*, language: str = "sv", title: str = "Enhet 017, 2022") -> str:
    """A page of four slides."""
    cleared = made.cleared(a_change("SV001", (20, 60), (50, 60)))
    told = {"focus": a_focus(), "language": language}
    bodies = [
        (tables.write_certainty(cleared, **told).html,),
        (figures.draw_before_after(cleared, **told).html,),
        ("<p>En lång text om hur det är räknat.</p>" * 60,),
    ]
    return render_report(
        ReportPage(
            title=title,
            kicker="Registret",
            facts=("Förbättringsarbete", "Datauttag 2023-09-01"),
            sections=(
                Section("s1", "", ("<p>Vad ville vi förbättra?</p>",)),
                *(
                    Section(f"s{place}", heading, body)
                    for place, (heading, body) in enumerate(
                        zip(HEADINGS, bodies, strict=True), start=2
                    )
                ),
            ),
            footer=(("Version", "0.1"),),
            is_synthetic=True,
            is_slides=True,
            language=language,
        )
    )
