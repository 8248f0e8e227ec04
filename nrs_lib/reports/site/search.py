"""The search field of the site's index: the one thing that runs besides what shows slides.

It hides list entries that lack the words, and does nothing else. The page's policy names its
checksum, so nothing but these very bytes can run. Where scripts are off the field is not
shown, and the whole list stands for the browser's own search.
"""

from __future__ import annotations

from markupsafe import Markup

from nrs_lib.reports.pages import POLICY
from nrs_lib.reports.scripts import Script, with_scripts, without_scripts

_SCRIPT = Script("""
(function () {
  var field = document.getElementById("nrs-sok");
  var told = document.getElementById("nrs-antal");
  var entries = [].slice.call(document.querySelectorAll("[data-sok]"));
  var groups = [].slice.call(document.querySelectorAll(".nrs-region"));
  field.parentNode.hidden = false;
  field.addEventListener("input", function () {
    var words = field.value.toLocaleLowerCase("sv").split(/\\s+/), left = 0;
    entries.forEach(function (entry) {
      var text = entry.getAttribute("data-sok");
      entry.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
      left += entry.hidden ? 0 : 1;
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector("[data-sok]:not([hidden])");
    });
    told.textContent = field.value ? left + " " + told.getAttribute("data-ord") : "";
  });
})();
""")


def field(label: str, found: str) -> Markup:
    """The field, unseen until its script shows it."""
    return Markup(
        '<p class="nrs-search" hidden><label for="nrs-sok">{}</label> '
        '<input id="nrs-sok" type="search" autocomplete="off"> '
        '<span id="nrs-antal" role="status" data-ord="{}"></span></p>'
    ).format(label, found)


def with_search(page: str) -> str:
    """Let a page run the search, and only it."""
    return with_scripts(page, [_SCRIPT], policy=POLICY)


def without_search(page: str, label: str, found: str) -> str:
    """The same page as it is without field and script: what may be checked like any other."""
    return without_scripts(page, [_SCRIPT]).replace(str(field(label, found)), "", 1)
