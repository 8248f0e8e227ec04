"""The short way for plain tags reads what the standard library's parser reads."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.reports.tags import TagReader


def told_by(parser: type[HTMLParser], markup: str) -> list[tuple]:
    class Told(parser):
        def __init__(self) -> None:
            super().__init__(**({"convert_charrefs": True} if parser is HTMLParser else {}))
            self.told = []

        def handle_starttag(self, tag, attributes):
            self.told.append(("start", tag, list(attributes)))

        def handle_startendtag(self, tag, attributes):
            self.told.append(("both", tag, list(attributes)))

        def handle_endtag(self, tag):
            self.told.append(("end", tag))

        def handle_data(self, data):
            self.told.append(("data", data))

        def handle_comment(self, data):
            self.told.append(("comment", data))

        def handle_decl(self, decl):
            self.told.append(("declaration", decl))

    reader = Told()
    reader.feed(markup)
    reader.close()
    return reader.told


PIECES = st.sampled_from(
    [
        *(
            '<p class="a">',
            '<path d="M 0 0"/>',
            "</p>",
            '<a\nhref="#x" >',
            "<br>",
            "<Svg viewBox='0'>",
        ),
        *(
            '<p title="1 > 0 &amp; &aring;">',
            "<td hidden>",
            "<p class=a>",
            '<p a="1"b="2">',
            "</P >",
        ),
        *("<script>", "</script>", "<style>", "</style>", "<title>", "</title>", "<textarea>"),
        *("<!-- n -->", "<!doctype html>", "<?x?>", "</>", "<", ">", "&lt;", "å 7 av 40", '"', "/"),
        *('<td id="a-1">7 &lt; 9</td>', "<P>7</P>", "<p>7</P>", "<br>7</br>", "<i></i>"),
        *("<title>7</title>", '<path d="M 0 0"/></path>'),
        *('<p a="', '<g\x0ba="1">', '<p a="1" / b="2">', '<p\u00a0a="1">', "</g\n>", "<é>"),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_markup_is_read_as_by_the_standard_library(markup):
    assert told_by(TagReader, markup) == told_by(HTMLParser, markup)
