"""The process that serves one page to one unit: ``python -m nrs_lib.views FOLDER``.

It is started by `nrs_lib.views.serving` alone, with a private folder that holds its
settings. Its arguments and environment carry no secret, and it ends with its starter.
"""

import json
import logging
import shutil
import sys
from pathlib import Path

from nrs_lib.reports.forking import can_fork
from nrs_lib.reports.nurseries import Nursery
from nrs_lib.reports.workshops import HOLDING, IMPORTED_BY_EVERY_KERNEL, READY
from nrs_lib.views.handover import SETTINGS

_PAGE = "nrs_lib.views.page"


def main() -> None:
    """Serve until the starter leaves."""
    folder = Path(sys.argv[1])
    # It imports while we do; each reader's kernel is then forked from it.
    nursery = _nursery(folder) if can_fork() else None
    # jsonschema builds a grammar of web addresses on import, two seconds for a format that
    # no settings of ours use; told that the grammar is absent, it does without.
    sys.modules.setdefault("rfc3987_syntax", None)
    from nrs_lib.views.guarding import keep_log_discreet
    from nrs_lib.views.server import PageServer

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    keep_log_discreet()
    if nursery:
        from nrs_lib.reports.kernels import WarmProvisioner

        WarmProvisioner.keep(nursery)
    server = PageServer(folder)
    server.initialize([])
    server.start()
    if nursery:
        nursery.close()
    # The starter removes it too, unless the starter was killed.
    shutil.rmtree(folder, ignore_errors=True)


def _nursery(folder: Path) -> Nursery:
    """Has what a page imports, and nothing of any unit: each kernel reads its bundle itself."""
    settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    return Nursery(
        folder=folder,
        imports=(*IMPORTED_BY_EVERY_KERNEL, HOLDING, READY, _PAGE),
        environment=settings["FewKernels"]["environment"],
    )


if __name__ == "__main__":
    main()
