"""The style of a page: tokens, font, screen, phone and paper, in one sheet inside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nrs_lib.figures import theme
from nrs_lib.reports.page.wording import WORDS

_HERE = Path(__file__).parent


def page_style(
    *, title: str = "", warning: str = "", is_slides: bool = False, language: str = "sv"
) -> str:
    """The style of a page, with its font inside.

    Parameters
    ----------
    title
        What stands in the margin of each sheet of paper.
    warning
        What stands on top of each but the first, which says so itself.
    is_slides
        Whether each section is a slide.
    """
    more = f":root{{--nrs-more:{_css_string(WORDS[language]['more'])}}}"
    parts = [theme.font_face(), theme.stylesheet(), more, _sheet("page.css")]
    parts.append(_paper(title, f"{WORDS[language]['page']} ", warning))
    return "\n".join([*parts, _sheet("slides.css")] if is_slides else parts)


@cache
def _sheet(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _paper(title: str, number: str, warning: str) -> str:
    small = f'font: 8.5pt "{theme.FAMILY}", sans-serif; color: #333;'
    return (
        f"@page {{ size: A4; margin: 18mm 16mm 20mm;\n"
        f"  @top-right {{ content: {_css_string(warning)}; {small} }}\n"
        f"  @bottom-left {{ content: {_css_string(title)}; {small} }}\n"
        f"  @bottom-right {{ content: {_css_string(number)} counter(page) "
        f'" (" counter(pages) ")"; {small} }} }}\n'
        '@page :first { @top-right { content: ""; } }'
    )


def _css_string(text: str) -> str:
    """Quote text for a style sheet; everything but letters, digits and blanks is escaped."""
    safe = (c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
    return f'"{"".join(safe)}"'
