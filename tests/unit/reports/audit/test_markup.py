"""What is seen in a page: an element with text alone is seen as any other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.reports.audit import markup
from nrs_lib.reports.tags import TagReader

TAGS = ("p", "td", "th", "tr", "table", "text", "tspan", "path", "circle", "br", "desc", "svg")
TAGS += ("defs", "input", "template", "metadata", "i", "title")
ATTRIBUTES = ("", ' id="a-7"', ' title="12 av 40"', ' style="display:none"', ' href="http://x"')
ATTRIBUTES += (' data-output="o"', ' x="1" y="2" font-size="3"', ' cx="4" cy="5"', ' onclick="7"')
ATTRIBUTES += (' d="M 0 0 L 1 1"', ' style="fill:url(data:image/png;base64,AAAA)"')
ELEMENTS = st.builds(
    "<{0}{1}>{2}{3}".format,
    st.sampled_from(TAGS),
    st.sampled_from(ATTRIBUTES),
    st.sampled_from(("", "7", " 8&nbsp;% ", "\n")),
    st.sampled_from(("", *(f"</{tag}>" for tag in TAGS))),
)
LEAVES = st.builds(
    "<{0}{1}>{2}</{0}>".format,
    st.sampled_from(TAGS),
    st.sampled_from(ATTRIBUTES),
    st.sampled_from(("", "7", " 8&nbsp;% ", "\n")),
)


AROUND = st.sampled_from(("", "<table><tr>", "<svg>", "<svg><defs>", "<p hidden>"))


@given(AROUND, st.lists(LEAVES | ELEMENTS, max_size=12).map("".join))
def test_a_leaf_is_seen_as_its_start_its_text_and_its_end_are(around: str, within: str) -> None:
    page = f"{around}{within}</table>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup._Reader, "handle_leaf", TagReader.handle_leaf)
        in_parts = markup.read_markup(page, "report.html")
    assert markup.read_markup(page, "report.html") == in_parts
