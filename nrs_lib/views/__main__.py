"""The process that serves one page to one unit: ``python -m nrs_lib.views FOLDER``.

It is started by `nrs_lib.views.serving` alone, with a private folder that holds its
settings. Its arguments and environment carry no secret, and it ends with its starter.
"""

import logging
import shutil
import sys
from pathlib import Path


def main() -> None:
    """Serve until the starter leaves."""
    # jsonschema builds a grammar of web addresses on import, two seconds for a format that
    # no settings of ours use; told that the grammar is absent, it does without.
    sys.modules.setdefault("rfc3987_syntax", None)
    from nrs_lib.views.guarding import keep_log_discreet
    from nrs_lib.views.server import PageServer

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    keep_log_discreet()
    folder = Path(sys.argv[1])
    server = PageServer(folder)
    server.initialize([])
    server.start()
    # The starter removes it too, unless the starter was killed.
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
