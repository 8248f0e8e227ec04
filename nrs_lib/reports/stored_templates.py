"""Templates that lie elsewhere, in a bucket or on a server, read by Papermill's handlers.

Papermill reads ``s3://``, ``gs://``, ``abs://``, ``https://`` and whatever a package registers
under the entry point ``papermill.io``. A template and its sidecar are read once and kept among
the outputs under their checksum, which the manifest of each release names; from then on they
are as any template.
"""

from __future__ import annotations

import re
from pathlib import Path

from nrs_lib.errors import DefinitionError, UsageError
from nrs_lib.places import outputs
from nrs_lib.reports.catalog import Sidecar, catalog, read_sidecar, template
from nrs_lib.reports.folders import put_new, set_aside
from nrs_lib.reports.manifest import template_checksum

FOLDER = "templates"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S*?([^/\s?#]+)\.ipynb")
_SECRET = re.compile(r"//[^/@]*@")


def named_template(name: str) -> Sidecar:
    """The template with this name, or at this address.

    Parameters
    ----------
    name
        One of the project's own, or the address of a notebook whose sidecar lies beside it.

    Raises
    ------
    UsageError
        There is none, it cannot be read, or it has the name of one of the project's own.
    DefinitionError
        It is no notebook, or its sidecar is faulty.
    """
    if "://" not in name:
        return template(name)
    address = _ADDRESS.fullmatch(name)
    shown = _SECRET.sub("//", name)
    if address is None:
        raise UsageError(
            "The address is not one of a notebook.",
            where=shown[:200],
            remedy="Write it as s3://bucket/folder/report.ipynb.",
        )
    if address[1] in catalog():
        raise UsageError(
            "A template from elsewhere has the name of one of the project's own.",
            where=shown[:200],
            remedy="Give its two files another name, so that releases can be told apart.",
        )
    return _kept(
        address[1],
        notebook=_read(name, shown),
        sidecar=_read(f"{name.removesuffix('.ipynb')}.yaml", shown),
    )


def _read(address: str, shown: str) -> str:
    from papermill.iorw import LocalHandler, papermill_io

    try:
        handler = papermill_io.get_handler(address)
        if isinstance(handler, LocalHandler):
            raise LookupError
        text = handler.read(address)
    except Exception as fault:
        # A library's message may hold what it was given as a key.
        raise UsageError(
            "A template cannot be read from where it lies.",
            where=f"{shown[:200]} ({'.yaml' if address.endswith('.yaml') else '.ipynb'}: "
            f"{type(fault).__name__})",
            remedy="Are notebook and sidecar there, is Papermill's handler installed "
            "(papermill[s3], [gcs], [azure] or another), and has it its keys?",
        ) from fault
    return text.decode("utf-8") if isinstance(text, bytes | bytearray) else text


def _kept(name: str, *, notebook: str, sidecar: str) -> Sidecar:
    home = outputs() / FOLDER
    with set_aside(home / name) as aside:
        (aside / f"{name}.ipynb").write_text(notebook, encoding="utf-8")
        (aside / f"{name}.yaml").write_text(sidecar, encoding="utf-8")
        found = read_sidecar(aside / f"{name}.yaml")
        _check_notebook(notebook, where=f"{name}.ipynb")
        target = home / template_checksum(found)
        if not target.is_dir():
            put_new(aside, target)
    return read_sidecar(Path(target) / f"{name}.yaml")


def _check_notebook(text: str, *, where: str) -> None:
    import nbformat

    try:
        nbformat.validate(nbformat.reads(text, as_version=4))
    except Exception as fault:
        raise DefinitionError(
            "What lies at the address is no notebook.",
            where=where,
            remedy="Is it the file itself, and not a page about it or a refusal?",
        ) from fault
