"""Reports whose numbers are the same are issued again from their releases, many at once.

Such a release differs from another extract's in its account alone. Page and workbook get the
new account, and the other files get another name. It comes out of the same door: the older
release must be the very files that were kept account of inside the house when they were made,
what is new is looked at and audited, and it is entered in the ledger. Whatever cannot be told
for certain is left to be issued from the executed notebook.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nrs_lib.disclosure import read_policy
from nrs_lib.errors import NrsError
from nrs_lib.reports.accounts import Account, bare_page, endings, with_account, with_ending
from nrs_lib.reports.assembling import account
from nrs_lib.reports.audit.carried import (
    carried_over,
    is_spotless,
    seen_in_page,
    seen_in_workbook,
)
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.folders import MADE_FROM, NOTEBOOK, PAGE, PDF, linked, put, set_aside
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.ledger_place import Position
from nrs_lib.reports.manifest import Provenance, verify_release, write_manifest
from nrs_lib.reports.orders import Order, Outcome
from nrs_lib.reports.rebuilding import NOTEBOOK_SEAL, RELEASE_SEAL, keep_made_from, seal_of_files
from nrs_lib.reports.sanitising import check_self_contained
from nrs_lib.reports.workbooks import WORKBOOK
from nrs_lib.reports.writing import entry_of, facts_of, ledger_of

_ORIGIN = ("extract", "definitions_sha256", "code", "libraries")
_ANEW = (PAGE, WORKBOOK, PDF)
_AT_A_TIME = 8


@dataclass(frozen=True)
class _Draft:
    """A release that is written aside, before it is entered in the ledger."""

    order: Order
    folder: Path
    facts: Mapping[str, object]
    repeats: Position
    same: Mapping[str, Mapping[str, object]]
    began: float


class _Accounts:
    """The account of the older releases and that of the new ones, each looked at once."""

    def __init__(self, sidecar: Sidecar, was: Provenance, now: Provenance, policy: dict) -> None:
        self.sidecar = sidecar
        self.was, self.now = account(sidecar, was, policy), account(sidecar, now, policy)
        self._pages = self._page(self.was, was), self._page(self.now, now)
        self.endings = endings(*self._pages)

    def _page(self, told: Account, origin: Provenance) -> str:
        synthetic = bool(origin.extract["synthetic"])
        return bare_page(told, sidecar=self.sidecar, is_synthetic=synthetic)

    @cached_property
    def seen(self) -> tuple[list, list]:
        """What is seen in the older account and in the new one."""
        return tuple(
            [seen_in_page(page, PAGE), seen_in_workbook(told, WORKBOOK)]
            for page, told in zip(self._pages, (self.was, self.now), strict=True)
        )

    @cached_property
    def may_pass(self) -> bool:
        """Whether they are all that differs, and have nothing to look at."""
        if self.endings is None:
            return False
        check_self_contained(self._pages[1], where=f"{self.sidecar.name}: {PAGE}")
        audience, policy = self.sidecar.audience, read_policy()
        return all(is_spotless(one, audience=audience, policy=policy) for one in self.seen)


def reissued(orders: Iterable[Order]) -> Iterator[Outcome]:
    """Issue again those of some orders that can be, each put in place whole.

    Yields
    ------
    Outcome
        Of each that was; what has none is left to be made by a worker.
    """
    known: dict[str, _Accounts] = {}
    with ExitStack() as kept_aside:
        drafts = []
        for order in orders:
            if order.predecessor is None or order.places.release.exists():
                continue
            # What fails here is made by a worker, which tells why it fails.
            with contextlib.suppress(NrsError, OSError, ValueError, TypeError, KeyError):
                folder = kept_aside.enter_context(set_aside(order.places.release))
                drafts += filter(None, [_drafted(order, folder, known)])
        # The disk takes many at a time.
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            yield from filter(None, pool.map(_put, *zip(*_entered(drafts), strict=True)))


def _drafted(order: Order, folder: Path, known: dict[str, _Accounts]) -> _Draft | None:
    """Write a release aside, all but its manifest; None where it cannot be told for certain."""
    began = time.monotonic()
    release = _release_of(order)
    older = verify_release(release)
    kept = json.loads(order.predecessor.with_name(MADE_FROM).read_text(encoding="utf-8"))
    policy = older["policy"]
    if kept.get(RELEASE_SEAL) != seal_of_files(older["files"]) or older["audit"]["failed"]:
        return None
    if policy["sha256"] != read_policy().sha256:
        return None
    origin = Provenance(**{name: older[name] for name in _ORIGIN})
    alike = json.dumps([order.sidecar.folder, older["extract"], policy], sort_keys=True)
    if alike not in known:
        known[alike] = _Accounts(order.sidecar, origin, order.origin, policy)
    accounts = known[alike]
    if not accounts.may_pass:
        return None
    was, now = accounts.endings
    # As bytes, so that no line end is another.
    page = with_ending((release / PAGE).read_bytes(), was=was.encode(), now=now.encode())
    book = with_account((release / WORKBOOK).read_bytes(), was=accounts.was, now=accounts.now)
    if page is None or book is None:
        return None
    (folder / PAGE).write_bytes(page)
    (folder / WORKBOOK).write_bytes(book)
    same = {name: file for name, file in older["files"].items() if name not in _ANEW}
    for name in same:
        (folder / name).parent.mkdir(exist_ok=True)
        linked(release / name, folder / name)
    told = facts_of(
        sidecar=order.sidecar,
        subject=order.subject,
        parameters=order.parameters,
        created=dt.datetime.now(dt.UTC).replace(microsecond=0),
        key=order.key,
        origin=order.origin,
        plan=order.plan,
    )
    seen_was, seen_now = accounts.seen
    audit = carried_over(older["audit"], was=seen_was, now=seen_now)
    content = {name: older[name] for name in ("policy", "outputs", "definitions")}
    facts = {**told, **content, "audit": audit}
    return _Draft(order, folder, facts, Position(**older["ledger"]), same, began)


def _release_of(order: Order) -> Path:
    """The release that was made with the executed notebook that an order may begin with."""
    inside = order.places.release.relative_to(order.places.outputs).parts[1:]
    extract = order.predecessor.relative_to(order.places.outputs).parts[0]
    return order.places.outputs.joinpath(extract, *inside)


def _entered(drafts: Iterable[_Draft]) -> Iterator[tuple[_Draft, Position]]:
    """Those that repeat an entry of the ledger, with their own."""
    by_ledger: dict[Ledger, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        order = draft.order
        by_ledger[ledger_of(order.subject, order.origin, order.places)].append(draft)
    for ledger, some in by_ledger.items():
        entries = [
            (
                entry_of(one.order.sidecar, one.order.subject, one.order.period, one.order.origin),
                one.repeats,
            )
            for one in some
        ]
        # A ledger that cannot be read or written stops the worker too, which tells why.
        with contextlib.suppress(NrsError):
            for draft, position in zip(some, ledger.record_again(entries), strict=True):
                if position is not None:
                    yield draft, position


def _put(draft: _Draft, position: Position) -> Outcome | None:
    """Put a release in place; None where that failed, and a worker makes or keeps it."""
    try:
        return _finished(draft, position)
    except OSError:
        return None


def _finished(draft: _Draft, position: Position) -> Outcome:
    order = draft.order
    facts = {**draft.facts, "ledger": position._asdict()}
    manifest = write_manifest(draft.folder, facts, known=draft.same)
    # What is kept of it comes first: once the release stands, nothing more is done for it.
    internal = order.places.internal
    internal.mkdir(parents=True, exist_ok=True, mode=0o700)
    (internal / NOTEBOOK).unlink(missing_ok=True)
    linked(order.predecessor, internal / NOTEBOOK)
    kept = json.loads(order.predecessor.with_name(MADE_FROM).read_text(encoding="utf-8"))
    keep_made_from(order, notebook_sha256=kept[NOTEBOOK_SEAL], files=manifest["files"])
    put(draft.folder, order.places.release, older_to=order.places.superseded)
    return order.outcome("reissued", seconds=time.monotonic() - draft.began)
