"""What a page's server is given: a private folder with one notebook and its settings.

Secrets stand in files that only their owner may read, never in arguments or environment,
which every user of a machine can list.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import nrs_lib
from nrs_lib.reports.bundle_desk import LANGUAGE_VARIABLE, VARIABLE
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.content import LANGUAGES
from nrs_lib.reports.folders import is_running
from nrs_lib.reports.forking import can_fork
from nrs_lib.reports.page.styling import page_style
from nrs_lib.views.handover import LOOPBACK, OWNER, PREFIX, SETTINGS
from nrs_lib.views.wording import WORDS

MOST_KERNELS = 4
CULL_AFTER_S = 60
_GUARDING = "nrs_lib.views.guarding"
_SHARE = Path(__file__).parent / "share"
_EXTENSIONS = ("@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager")
_PASSED_ON = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "XDG_CACHE_HOME", "MPLCONFIGDIR"),
    # Whether kernels may be forked.
    "NRS_FORK",
)


def furnish(home: Path, *, bundle: Path, view: Sidecar, port: int) -> str:
    """Fill the private folder with the one notebook and the server's settings.

    Parameters
    ----------
    view
        The notebook's sidecar, in the language that it is shown in.

    Returns
    -------
    str
        The token that opens the page.
    """
    token = secrets.token_urlsafe(32)
    page = home / "page"
    page.mkdir(mode=0o700)
    served = Path(shutil.copyfile(view.notebook, page / view.notebook.name))
    for name in ("run", "data", "ipython"):
        (home / name).mkdir(mode=0o700)
    settings = {
        "Voila": {
            "notebook_path": str(served),
            "root_dir": str(page),
            "ip": LOOPBACK,
            "port": port,
            "open_browser": False,
            "token": token,
            "connection_dir_root": str(home / "run"),
        },
        "VoilaConfiguration": {
            "template": "nrs",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "file_allowlist": [],
            "show_tracebacks": False,
            "strip_sources": True,
            "preheat_kernel": True,
            "default_pool_size": 1,
            "http_keep_alive_timeout": 600,
            "extension_allowlist": list(_EXTENSIONS),
            "extension_denylist": [],
            "multi_kernel_manager_class": f"{_GUARDING}.FewKernels",
            "kernel_spec_manager_class": f"{_GUARDING}.OwnInterpreter",
            "resources": {
                "nrs": {
                    "css": page_style(language=view.language),
                    "language": view.language,
                    "others": sorted(LANGUAGES - {view.language}),
                    "title": view.title[view.language],
                    "words": WORDS[view.language],
                }
            },
        },
        "FewKernels": {
            "cap": MOST_KERNELS,
            "environment": _kernel_environment(home, bundle, view.language),
            "served_from": str(page),
            "cull_idle_timeout": CULL_AFTER_S,
            "cull_interval": CULL_AFTER_S // 4,
            "cull_connected": False,
        },
        # The page that was just opened gets the processor before the next one is warmed.
        "VoilaKernelManager": {"fill_delay": 1.0 if can_fork() else 3.0},
        "KernelManager": {"transport": "ipc"},
        # A kernel that dies is not started anew: an empty one would answer with nothing.
        "KernelRestarter": {"restart_limit": 0},
    }
    write_private(home / SETTINGS, json.dumps(settings))
    return token


def _kernel_environment(home: Path, bundle: Path, language: str) -> dict[str, str]:
    own = {VARIABLE: str(bundle), LANGUAGE_VARIABLE: language}
    return environment(home) | own | {"IPYTHONDIR": str(home / "ipython")}


def environment(home: Path) -> dict[str, str]:
    """Only what is needed of the starter's environment, and no settings of Jupyter's."""
    package = str(Path(nrs_lib.__file__).resolve().parent.parent)
    given = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return given | {
        "PYTHONPATH": package,
        "PYTHONUTF8": "1",
        # Whatever is written for a while goes with the folder.
        "TMPDIR": str(home),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PATH": str(_SHARE),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
    }


def sweep() -> None:
    """Remove private folders whose server was killed before it could."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{OWNER}"):
        if left.stat().st_uid == os.geteuid() and not is_running(int(left.read_text())):
            shutil.rmtree(left.parent, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
