"""`nrs why`, `nrs pdf`, `nrs site` and `nrs outbox`: what is done with finished releases."""

from __future__ import annotations

from argparse import Namespace

from nrs_lib.cli.printing import definitions, table

_MOST = 5


def pdf(arguments: Namespace) -> int:
    """Put a PDF into each release that has none: those named, or all of an extract."""
    from nrs_lib.cli.reporting import opened
    from nrs_lib.places import outputs
    from nrs_lib.reports.folders import releases_in

    found = arguments.folder or releases_in(outputs() / opened(arguments.extract).extract_id)
    return on_paper(found, workers=arguments.workers)


def site(arguments: Namespace) -> int:
    """Write the site of an edition: the registry's own, one audience's, or one unit's."""
    from nrs_lib.cohort.extracts import extract_ids, open_extract
    from nrs_lib.places import outputs
    from nrs_lib.reports.site.building import write_site
    from nrs_lib.reports.site.holding import Readers
    from nrs_lib.reports.subjects import units_of
    from nrs_lib.terms import Audience

    loaded = [open_extract(name) for name in reversed(extract_ids())]
    # The last extract's name of a unit holds for the earlier ones too.
    known = {unit: unit for extract in reversed(loaded) for unit in units_of(extract.units)}
    unit = None
    if arguments.unit:
        named = units_of(loaded[0].units, unit_ids=[arguments.unit]) if loaded else []
        unit = named[0] if named else None
    audience = Audience(arguments.audience) if arguments.audience else None
    name = arguments.unit or arguments.audience or "registry"
    target = (arguments.to or outputs() / "site" / name).absolute()
    n = write_site(
        target,
        outputs=outputs(),
        readers=Readers(unit=unit, audience=audience),
        units=known.values(),
        findings={one.extract_id: one.passport["findings"] for one in loaded},
    )
    print(f"{n} reports. Open in a browser:\n  {(target / 'index.html').as_uri()}")
    return 0


def outbox(arguments: Namespace) -> int:
    """Lay an edition ready for its subscribers, or show what would be laid."""
    import datetime as dt

    from nrs_lib.cli.reporting import opened
    from nrs_lib.contracts.subscriptions import read_subscriptions
    from nrs_lib.places import outputs
    from nrs_lib.reports.catalog import catalog
    from nrs_lib.reports.editions import read_edition
    from nrs_lib.reports.outbox.choosing import check_subscriptions, parcels
    from nrs_lib.reports.outbox.sending import lay_ready
    from nrs_lib.reports.site.holding import Readers, held
    from nrs_lib.reports.subjects import path_part, units_of

    subscriptions = read_subscriptions(arguments.subscriptions)
    edition = read_edition(arguments.edition) if arguments.edition else None
    extract = opened(arguments.extract or (edition and edition.extract_id))
    units = units_of(extract.units)
    check_subscriptions(subscriptions, catalog=catalog(), units=units)
    of_extract = [
        one
        for one in held(outputs(), Readers())
        if one.manifest["extract"]["id"] == extract.extract_id
    ]
    target = outputs() / "outbox" / extract.extract_id
    if edition:
        asked = set(edition.releases(extract, outputs()))
        of_extract = [one for one in of_extract if one.folder in asked]
        # Each edition has its own folders, so that a year's do not replace a quarter's.
        target /= path_part(edition.name, where=str(arguments.edition))
        print(f"{edition.title['en']}: {len(of_extract)} of {len(asked)} reports are made")
    target = (arguments.to or target).absolute()
    day = arguments.day or dt.date.today()
    found = parcels(subscriptions, of_extract, units=units, day=day)
    print(table([_parcel(one) for one in found], ("recipient", "state", "reports")))
    if arguments.dry_run:
        print(f"\nDry run: nothing is written. Folders would stand in {target}.")
        return 0
    lines = lay_ready(found, outbox=target, day=day, edition=edition.name if edition else "")
    print(f"\n{len(lines)} recipients have something new in {target}. Nothing is mailed.")
    return 0


def _parcel(parcel) -> dict[str, str]:
    one = parcel.subscription
    states = {
        "expired": f"expired {one.last}",
        "not_begun": f"begins {one.first}",
        "nothing": "no report fits",
        "due": "to be sent",
    }
    reports = [
        f"{release.manifest['report']} {release.subject.folder} {release.manifest['period']}"
        for release in parcel.releases
    ]
    told = f"{', '.join(reports)} as {', '.join(one.formats)}" if reports else ""
    lacking = f"; lacks {', '.join(parcel.lacking)}" if parcel.lacking else ""
    return {"recipient": one.recipient, "state": states[parcel.state], "reports": told + lacking}


def on_paper(folders, *, workers: int | None) -> int:
    """Put PDF into releases, and say how many have one."""
    from nrs_lib.places import outputs
    from nrs_lib.reports.locking import locked
    from nrs_lib.reports.pdf import add_pdfs

    # A run beside it could put another release in the place of one that is being set.
    with locked(outputs()):
        made = add_pdfs(folders, workers=workers)
    print(f"{made} reports have their PDF beside the page.")
    return 0


def why(arguments: Namespace) -> int:
    """Explain the numbers of a release that were asked for, or list its parts."""
    from nrs_lib.reports.tracing.asking import ask, parts
    from nrs_lib.reports.tracing.numbers import read_numbers
    from nrs_lib.reports.tracing.wording import word

    asked = " ".join(arguments.words)
    if not asked:
        rows = parts(arguments.folder)
        print(word("outputs", str(read_numbers(arguments.folder)["language"])) + "\n")
        print(table(rows, ("name", "kind", "n", "cell")))
        return 0
    answers = ask(arguments.folder, asked)
    for answer in answers[:_MOST]:
        print(f"{answer.text}   [{answer.id}]")
        print(definitions(answer.facts) + "\n")
    if len(answers) > _MOST:
        language = str(read_numbers(arguments.folder)["language"])
        print(word("more", language, n=len(answers) - _MOST))
    return 0


def readability(arguments: Namespace) -> int:
    """Tell how heavy the running text of a release is to read (LIX)."""
    from nrs_lib.reports.readability import readability_of

    rows = [
        {"part": part, "words": str(one.words), "LIX": f"{one.lix:.0f}"}
        for part, one in readability_of(arguments.folder).items()
        if one.lix is not None
    ]
    print(table(rows, ("part", "words", "LIX")))
    return 0
