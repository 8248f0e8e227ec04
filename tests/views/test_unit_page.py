"""The page as a reader meets it, in a real browser."""

from urllib.parse import urlsplit

import pytest

from nrs_lib.contracts.instruments import scale
from nrs_lib.views.serving import serve
from tests.support.languages import foreign_words, texts_of
from tests.views.conftest import kernels_of

SLOW_MS = 90_000
FIGURE = ".nrs-part-change .nrs-figure"


class Visit:
    """One open page, with all that it asked for and complained of."""

    def __init__(self, browser, url, *, width=1180):
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.requests, self.complaints, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type == "error" else None,
        )
        self.page.goto(url, timeout=SLOW_MS)
        self.page.wait_for_selector(FIGURE, timeout=SLOW_MS)

    def part(self, name):
        return self.page.inner_html(f".nrs-part-{name}")

    def list(self, label):
        return self.page.get_by_role("combobox", name=label, exact=True)

    def choose(self, label, option):
        """Choose from a list by its label; what the status line said at once, and at last."""
        self.list(label).select_option(option)
        at_once = self.page.inner_text(".nrs-status")
        self.page.wait_for_selector("body:not(.is-counting)", state="attached", timeout=SLOW_MS)
        return at_once, self.page.inner_text(".nrs-status")


@pytest.fixture(scope="module")
def visit(browser, served):
    opened = Visit(browser, served.url)
    yield opened
    opened.page.close()


def test_page_says_whose_it_is_and_hides_its_token(visit, served):
    assert visit.page.inner_text("h1") == "Enheten SV001"
    assert "Syntetiska data" in visit.page.inner_text("body")
    assert visit.page.url == f"http://127.0.0.1:{served.port}/"
    assert served.token not in visit.page.content()


def test_a_new_period_changes_the_figures(visit):
    visit.choose("Period", "2022")
    before = visit.part("change"), visit.part("indicators"), visit.part("units")
    at_once, at_last = visit.choose("Period", "2021")
    after = visit.part("change"), visit.part("indicators"), visit.part("units")
    assert at_once == "Räknar …"
    assert at_last.startswith("Visar 2021.")
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_one_scale_changes_its_figures_only(visit):
    visit.choose("Skala", "Alla skalor")
    before, units = visit.part("change"), visit.part("units")
    sleep = scale("isi_total").label["sv"]
    _, at_last = visit.choose("Skala", sleep)
    assert sleep in at_last
    assert "Depression" in before
    assert "Depression" not in visit.part("change")
    assert visit.part("units") == units


def test_a_scale_without_a_limit_says_so(visit):
    visit.choose("Skala", scale("pri_total").label["sv"])
    assert "ingen fastställd gräns" in visit.part("responders")
    visit.choose("Skala", "Alla skalor")


def test_another_comparison_changes_the_units(visit):
    before, change = visit.part("units"), visit.part("change")
    visit.choose("Jämför enheter efter", "Klarar livet bättre")
    assert visit.part("units") != before
    assert visit.part("change") == change


def test_other_units_have_no_names(visit):
    content = visit.page.content()
    assert "ZXCANARY" not in content
    assert not [name for name in ("SV002", "SV003", "SV006") if name in content]


def test_choices_are_labelled_large_and_announced(visit):
    for label in ("Period", "Skala", "Jämför enheter efter"):
        box = visit.list(label).bounding_box()
        assert box["height"] >= 44
    status = visit.page.locator(".nrs-status")
    assert status.get_attribute("aria-live") == "polite"
    visit.list("Period").focus()
    outline = visit.list("Period").evaluate("e => getComputedStyle(e).outlineWidth")
    assert outline == "3px"


def test_nothing_left_the_machine_and_nothing_complained(visit):
    hosts = {urlsplit(url).hostname for url in visit.requests if not url.startswith("data:")}
    assert hosts == {"127.0.0.1"}
    assert visit.complaints == []


def test_a_phone_shows_everything_without_sideways_scrolling(browser, served):
    phone = Visit(browser, served.url, width=390)
    assert phone.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    widths = [phone.list(label).bounding_box()["width"] for label in ("Period", "Skala")]
    assert min(widths) > 300
    phone.page.close()


def test_a_dead_kernel_ends_the_page_with_a_banner(browser, served):
    visit = Visit(browser, served.url)
    for kernel in kernels_of(served):
        kernel.kill()
    visit.list("Period").select_option("2021")
    visit.page.wait_for_selector("#trouble:not([hidden])", timeout=SLOW_MS)
    assert "avslutats" in visit.page.inner_text("#trouble")
    assert visit.list("Period").is_disabled()
    assert not visit.page.is_visible(FIGURE)  # It was drawn for the choice before.
    visit.page.close()


def test_an_english_page_has_no_swedish_words(browser, bundle):
    with serve(bundle, language="en") as served:
        visit = Visit(browser, served.url)
        assert visit.page.get_attribute("html", "lang") == "en"
        at_once, at_last = visit.choose("Period", "2021")
        assert (at_once, at_last[:13]) == ("Computing …", "Showing 2021.")
        page = visit.page.content()
        text = " ".join(text for _, text in texts_of(page))
        assert list(foreign_words(text, "en", names={"Enheten SV001"})) == []
        refused = visit.page.request.get(f"http://127.0.0.1:{served.port}/nothing")
        assert refused.status == 404
        assert "There is no page here" in refused.text()
        assert visit.complaints == []
        visit.page.close()
