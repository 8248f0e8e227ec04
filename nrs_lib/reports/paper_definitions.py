"""Definitions on paper: sentences with their sources in two columns of small type, no table.

They are a quarter of a report's sheets as a table, whose second column is mostly white, and are
looked up, not read. A screen folds them; paper can only set them close.
"""

from __future__ import annotations

import re

_OUTPUT = re.compile(
    r'(<div data-output="(?:definitions|clearance)"[^>]*>)'
    r'<div class="nrs-table[^"]*nrs-prose">(.*?)</div>\s*(?:</details>\s*)*</div></div>',
    re.DOTALL,
)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_SOURCE = re.compile(r'class="nrs-text">(.*?)</th>')
_BODY = re.compile(r"<tbody[^>]*>(.*?)</tbody>", re.DOTALL)
_HEADING = re.compile(r'<tr class="nrs-heading"[^>]*><th[^>]*><span>(.*?)</span></th></tr>')
_ROW = re.compile(
    r'<tr[^>]*><th scope="row"[^>]*>(.*?)</th>(?:<td[^>]*>(.*?)</td>)?</tr>', re.DOTALL
)
_NOTES = re.compile(r'<div class="nrs-notes">(.*)', re.DOTALL)
_DETAIL = re.compile(r"(.*?) ?<small>(.*)</small>", re.DOTALL)


def with_close_definitions(page: str) -> str:
    """The page with its definitions, and what disclosure control did, set as lists."""
    return _OUTPUT.sub(_listed, page)


def _listed(found: re.Match[str]) -> str:
    table = found[2]
    caption, source = _CAPTION.search(table), _SOURCE.search(table)
    if caption is None or source is None or "<ol" in table:
        return found[0]
    # What has sources has sentences; else each row is a term and what is said of it.
    is_sourced = 'nrs-muted">' in table
    parts = []
    for body in _BODY.findall(table):
        heading = _HEADING.search(body)
        if heading:
            parts.append(f'<p class="nrs-close-head">{heading[1]}</p>')
        rows = _ROW.findall(_HEADING.sub("", body))
        items = "".join(_item(*row, source[1] if is_sourced else "") for row in rows)
        parts.append(f"<ul>{items}</ul>")
    notes = _NOTES.search(table)
    below = f'<div class="nrs-notes">{notes[1]}</div>' if notes else ""
    return (
        f'{found[1]}<div class="nrs-close"><p class="nrs-close-title">{caption[1]}</p>'
        f'<div class="nrs-close-set">{"".join(parts)}</div>{below}</div></div>'
    )


def _item(head: str, beside: str, source: str) -> str:
    detail = _DETAIL.fullmatch(head)
    if detail and not beside:
        return f"<li><b>{detail[1]}.</b> {detail[2]}</li>"
    if source:
        return f'<li>{head}<span class="nrs-muted"> {source}: {beside.rstrip(".")}.</span></li>'
    if detail:
        return f"<li><b>{detail[1]}:</b> {beside}. {detail[2]}</li>"
    return f"<li><b>{head}:</b> {beside}</li>"
