"""What is read in a file: a text once with how often it stands, and what it counts."""

from types import SimpleNamespace

from nrs_lib.disclosure import read_policy
from nrs_lib.reports.audit.agreement import disagreements
from nrs_lib.reports.audit.carried import carried_over
from nrs_lib.reports.audit.reading import read_bytes
from nrs_lib.reports.audit.seen import Channel, Seen, Standing


def test_a_text_is_kept_once_with_how_often_it_stands() -> None:
    seen = read_bytes(b'{"rows": [{"n": 12}, {"n": 12}, {"n": 13}]}', "numbers.json")
    assert seen.texts[Standing("rows n", Channel.VISIBLE)] == {"12": 2, "13": 1}


def test_both_of_two_attributes_by_one_name_are_read() -> None:
    page = b'<p title="12 av 40" title="7 av 40">9</p><i style="" style="display:none">8</i>'
    seen = read_bytes(page, "report.html")
    assert list(seen.texts[Standing("<p title>", Channel.ATTRIBUTE)]) == ["12 av 40", "7 av 40"]
    # A browser takes the first, so this is seen.
    assert [*seen.texts[Standing("<visible text>", Channel.VISIBLE)]] == [" 9 8"]


def test_a_number_is_counted_as_often_as_it_stands() -> None:
    twice, once = (read_bytes(f"[{told}]".encode(), "a.json") for told in ("12, 12", "12"))
    assert carried_over({"numbers": 7}, was=[twice], now=[once])["numbers"] == 6


def test_the_whole_of_a_pair_is_no_count_of_its_own() -> None:
    seen = Seen("report.html")
    seen.say("text", Channel.VISIBLE, "3 av 16 patienter svarade", "figure")
    for pair, rules in (((3, 16), []), ((4, 16), ["uncleared_count"])):
        cleared = SimpleNamespace(
            has_pair=lambda *told, pair=pair: told == pair,
            counts_people=lambda n: False,
            models=read_policy().models,
        )
        found = disagreements(seen, lambda _, cleared=cleared: cleared, stamped={"figure"})
        assert [one.rule for one in found] == rules
