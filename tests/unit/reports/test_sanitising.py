"""Nothing runs, nothing is fetched, and nothing is mended in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.errors import DisclosureError
from nrs_lib.reports import sanitising
from nrs_lib.reports.sanitising import check_self_contained, clean
from nrs_lib.reports.tags import TagReader

DRAWN = (
    '<figure aria-label="Å &amp; ö"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">'
    '<title id="t">1&nbsp;%</title><defs><clipPath id="c"><rect width="1" height="1"/></clipPath>'
    '<path id="m" d="M 0 0"/></defs><g clip-path="url(#c)" style="fill: none">'
    '<use xlink:href="#m" x="1"/><text text-anchor="middle">a<tspan>b</tspan></text></g></svg>'
    "<figcaption>2 &lt; 3<br>x</figcaption></figure>"
    '<table><tbody><tr><th scope="row">a</th><td colspan="2">1</td></tr></tbody></table>'
)


PIECES = (
    "a å \u0130 \u0131 \u017f \u212a &amp; &quot; ( : # url( URL(#a) @import @ href= Expression("
)
PIECES = [*PIECES.split(), "javascript", "java", "script", "-moz", "-binding", " "]


def test_what_we_draw_passes_unchanged_to_the_eye() -> None:
    assert 'clip-path="url(#c)"' in clean(DRAWN, where="x")


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://example.org">x</a>',
        '<iframe srcdoc="x"></iframe>',
        "<svg><foreignObject><p>x</p></foreignObject></svg>",
        "<svg><script>alert(1)</script></svg>",
        '<svg><use href="http://example.org/a.svg#b"/></svg>',
        '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
        "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
        '<p style="background: url(http://example.org/a.png)">x</p>',
        "<p style=\"background: URL( 'http://example.org' )\">x</p>",
        '<svg><path fill="url(http://example.org#a)"/></svg>',
        "<style>p { color: red }</style>",
        "<!-- hidden --><p>x</p>",
        '<form action="/x"><input></form>',
        "<table><tr><td>no body</td></tr></table>",
        "<p>never closed",
    ],
)
def test_what_is_not_allowed_stops_the_release(payload) -> None:
    with pytest.raises(DisclosureError) as fault:
        clean(payload, where="cell x")

    assert fault.value.where.startswith("cell x: ")


@pytest.mark.parametrize(
    "payload",
    [
        '<p title="x: javascript:alert(1)">x</p>',
        '<p title="javaScript:alert(1)">x</p>',
        '<p title="java\u017fcript:alert(1)">x</p>',
        '<p style="@IMPORT x">x</p>',
        '<p style="width: eXpression(1)">x</p>',
        '<p style="-MOZ-binding: x">x</p>',
        '<p style="background: Url(x)">x</p>',
        '<svg><use href="/a.svg#b"></use></svg>',
        '<svg><use href="\\\\host\\a#b"></use></svg>',
    ],
)
def test_what_is_allowed_and_would_fetch_stops_the_release(payload) -> None:
    with pytest.raises(DisclosureError, match="run or fetch"):
        clean(payload, where="cell x")


def test_no_tag_or_attribute_that_is_allowed_runs_or_fetches_by_its_name() -> None:
    allowed = sanitising._HTML_ATTRIBUTES | sanitising._SVG_ATTRIBUTES

    assert not sanitising._NEVER & (sanitising._HTML_TAGS | sanitising._SVG_TAGS)
    assert not allowed & (sanitising._LINKS | {"http-equiv"})
    assert not [name for name in allowed if name.startswith("on")]


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=8,
    ).map("".join)
)
def test_what_is_not_looked_at_tag_by_tag_has_no_fault(value) -> None:
    fragment = f'<p title="{value}">x</p>'
    if not sanitising._may_fetch_when_cleaned(fragment):
        sanitising._check(fragment, where="x")


def test_the_text_of_a_refused_fragment_is_not_repeated() -> None:
    with pytest.raises(DisclosureError) as fault:
        clean("<p>19121212-1212<p>x", where="cell x")

    assert "1912" not in str(fault.value)


PAGE = "<!doctype html><html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<style>@font-face { src: url(data:font/woff2;base64,AA==) }</style>", ""),
        ("<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">", ""),
        ("", '<a href="#s1">x</a><a href="tables/x.csv">y</a>'),
    ],
)
def test_a_page_complete_in_itself(head, body) -> None:
    check_self_contained(PAGE.format(head=head, body=body), where="page")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<style>@import 'a.css'</style>", ""),
        ("<style>p { background: url(//example.org/x) }</style>", ""),
        ("<style>p { background: url('http://example.org/x') }</style>", ""),
        ("<link rel='stylesheet' href='a.css'>", ""),
        ("<meta http-equiv='Refresh' content='0;url=x'>", ""),
        ("<base href='http://example.org'>", ""),
        ("<script src='a.js'></script>", ""),
        ("", "<a href='//example.org'>x</a>"),
        ("", "<a href=' https://example.org'>x</a>"),
        ("", "<a href='/etc/passwd'>x</a>"),
        ("", "<img src='data:image/png;base64,AA=='>"),
    ],
)
def test_a_page_that_would_fetch_or_run(head, body) -> None:
    with pytest.raises(DisclosureError, match="run or fetch"):
        check_self_contained(PAGE.format(head=head, body=body), where="page")


PIECES = st.sampled_from(
    [
        *('<path d="M 0 0"/>', '<path d="M 0 0"></path>', "<br/>", "<br>", "<p/>", "<g />"),
        *("<svg>", "</svg>", "<p>", "</p>", '<p title="1\u00a0%">', '<p title="a>b"/>', "<title>"),
        *("</title>", "1\u00a0%", "&nbsp;", "&amp;nbsp;", "&", "'", "&#39;", "<", ">", "<!--"),
        *("-->", "<style>", "</style>", "<p\u00a0class=a>", "<P CLASS='a'>", "\r\n"),
        *('<p class="a" id="b">', '<title id="a">url(//x)</title>'),
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_is_not_compared_tag_by_tag_is_the_same_tag_by_tag(fragment) -> None:
    assert not refused_though_alike(fragment)


def refused_though_alike(fragment: str) -> bool:
    """Whether the short comparison lets pass what the long one refuses."""
    seen = []

    def long_way(given, cleaned, *, where):
        seen.append(given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sanitising, "_refuse_if_mended", long_way)
        try:
            cleaned = clean(fragment, where="x")
        except DisclosureError:
            return False
    return not seen and sanitising._events(fragment) != sanitising._events(cleaned)


ATTRIBUTES = st.sampled_from(
    [
        *(
            ' d="M 0 0"',
            ' transform="translate(1 -2) scale(2)"',
            ' onclick="a"',
            ' ONload="a"',
            ' on="a"',
        ),
        *(' href="#a"', ' HREF="//x"', ' xlink:href="/x"', ' data="//x"', ' data-x="//x"'),
        *(' style="a: url(//x)"', ' fill="u&#114;l(//x)"', ' style="-moz-binding"', ' x="-Moz-b"'),
        *(' a="translate(url(//x))"', ' a="@import"', " href='//x'", ' a="1"b="2"', "\n", "/"),
        *(' xmlns="http://www.w3.org/2000/svg"', ' a="http://www.w3.org/2000/svg url(//x)"'),
        *(' a="expression(1)"', ' a="javascript:x"', ' http-equiv="refresh" content="refresh"'),
    ]
)
TAGS = st.sampled_from(["p", "path", "SVG", "img", "Script", "style", "base", "basefont", "title"])
MARKUP = st.lists(
    st.one_of(
        PIECES,
        st.builds("<{}{}>".format, TAGS, st.lists(ATTRIBUTES, max_size=3).map("".join)),
        TAGS.map("</{}>".format),
    ),
    max_size=8,
).map("".join)


@given(MARKUP)
def test_what_is_passed_over_at_once_has_no_fault_tag_by_tag(markup):
    def first(reader) -> str:
        reader.feed(markup)
        reader.close()
        return reader.first

    class EveryTag(sanitising._Faults):
        feed_plain = TagReader.feed_plain

    assert first(sanitising._Faults()) == first(EveryTag())
