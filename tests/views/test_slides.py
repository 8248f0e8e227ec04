"""Slides in a real browser: by keyboard, without script, on a phone, on paper, and closed."""

from __future__ import annotations

import os

import pytest

from tests.support.slides import HEADINGS, some_slides

if not os.environ.get("CI"):
    pytest.importorskip("axe_playwright_python")
from tests.support.accessible import faults_of

WIDE = {"width": 1280, "height": 720}
PHONE = {"width": 500, "height": 900}
SLIDES = 1 + len(HEADINGS)


@pytest.fixture(scope="module")
def slides(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("slides") / "report.html"
    path.write_text(some_slides(), encoding="utf-8")
    return path.as_uri()


def opened(browser, address: str, **settings):
    page = browser.new_context(viewport=WIDE, **settings).new_page()
    page.faults, page.asked = [], []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else 0)
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    return page


def seen(page) -> list[str]:
    """The first heading of each slide that is on the screen or paper."""
    return page.evaluate(
        "[...document.querySelectorAll('.slides > section')]"
        ".filter(one => one.getClientRects().length)"
        ".map(one => one.querySelector('h2').textContent)"
    )


def on_the_second(page) -> None:
    page.wait_for_selector(".nrs-steps")
    page.keyboard.press("ArrowRight")


def test_arrow_keys_go_from_slide_to_slide_and_nothing_is_fetched(browser, slides):
    page = opened(browser, slides)
    page.wait_for_selector(".nrs-steps")
    assert seen(page) == ["Enhet 017, 2022"]

    for key, heading in (("ArrowRight", 0), ("PageDown", 1), ("Space", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        assert seen(page) == [HEADINGS[heading]], key
    page.keyboard.press("End")

    assert seen(page) == [HEADINGS[-1]]
    assert page.inner_text(".nrs-steps span") == f"{SLIDES} / {SLIDES}"
    assert page.is_disabled(".nrs-steps button:last-child")
    assert (page.faults, page.asked) == ([], [slides])


def test_the_buttons_do_the_same_and_the_address_keeps_the_place(browser, slides):
    page = opened(browser, slides)
    page.click(".nrs-steps button:last-child")
    assert seen(page) == [HEADINGS[0]]
    page.wait_for_url("**#/*")

    again = opened(browser, page.url)
    again.wait_for_selector(".nrs-steps")
    assert seen(again) == [HEADINGS[0]]


def test_a_fold_keeps_its_own_keys_and_a_long_slide_scrolls(browser, slides):
    page = opened(browser, slides)
    for _ in range(2):
        on_the_second(page)
    page.focus("section.present summary")
    page.keyboard.press("Space")
    assert page.get_attribute("section.present details", "open") == ""
    assert seen(page) == [HEADINGS[1]]

    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    page.focus("section.present .nrs-slide")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)

    assert page.evaluate("document.querySelector('section.present .nrs-slide').scrollTop") > 0


def test_without_script_on_a_phone_and_on_paper_all_slides_stand_beneath_each_other(
    browser, slides
):
    silent = opened(browser, slides, java_script_enabled=True)
    silent.wait_for_selector(".nrs-steps")
    silent.set_viewport_size(PHONE)
    silent.wait_for_selector(".nrs-steps", state="detached")
    assert len(seen(silent)) == SLIDES
    silent.set_viewport_size(WIDE)
    silent.wait_for_selector(".nrs-steps")
    assert len(seen(silent)) == 1
    silent.emulate_media(media="print")
    assert len(seen(silent)) == SLIDES

    bare = opened(browser, slides, java_script_enabled=False)
    heights = [one.bounding_box()["height"] for one in bare.query_selector_all("section")]
    assert len(heights) == SLIDES
    assert min(heights) > 40


def test_nothing_but_the_known_scripts_runs(browser, tmp_path):
    path = tmp_path / "report.html"
    more = "<script>window.FOREIGN = 1</script><img src=x onerror='window.FOREIGN = 1'></body>"
    path.write_text(some_slides().replace("</body>", more), encoding="utf-8")
    page = opened(browser, path.as_uri())
    page.wait_for_selector(".nrs-steps")

    assert page.evaluate("window.FOREIGN") is None


@pytest.mark.parametrize("place", range(SLIDES))
def test_a_slide_has_nothing_to_mend(browser, slides, place):
    page = opened(browser, f"{slides}#/{place}")
    page.wait_for_selector(".nrs-steps")

    assert faults_of(page) == []
