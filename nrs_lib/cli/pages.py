"""`nrs bundle` and `nrs view`: one unit's rows, and the page over them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from nrs_lib.cli.reporting import opened


def bundle(arguments: Namespace) -> int:
    """Write the bundles of the units asked for."""
    from nrs_lib.errors import UsageError
    from nrs_lib.reports.bundles import build_bundle
    from nrs_lib.reports.subjects import units_of

    if not (arguments.unit or arguments.all):
        raise UsageError("A bundle is one unit's.", remedy="Give --unit, or --all.")
    extract = opened(arguments.extract)
    for unit in units_of(extract.units, unit_ids=arguments.unit):
        made = build_bundle(
            extract, unit_id=unit.subject_id, register=unit.register, tell=_told(unit.subject_id)
        )
        print(f"\n{made}")
    return 0


def _told(unit_id: str) -> Callable[[str], None]:
    """Say which period is being prepared; the first bundle of an extract takes a while."""
    print(f"Preparing {unit_id}:", end="", flush=True)
    return lambda period: print(f" {period}", end="", flush=True)


def view(arguments: Namespace) -> int:
    """Serve one unit's page until it is stopped."""
    from nrs_lib.places import views
    from nrs_lib.reports.catalog import template
    from nrs_lib.views.serving import serve_unit_page

    # Only a published view has a sidecar, and no other name goes further.
    template(arguments.view, folder=views()).in_language(arguments.language)
    with serve_unit_page(
        arguments.unit,
        extract_id=arguments.extract,
        language=arguments.language,
        port=arguments.port,
        open_browser=not arguments.no_browser,
        tell=_told(arguments.unit),
    ) as page:
        print(f"\n{page.url}\nFor this machine only; the address holds the key. Ctrl-C ends it.")
        return page.wait()
