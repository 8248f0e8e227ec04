"""``python3 -m nrs_lib``: prepares its own environment in a clone, then runs the command.

On a fresh clone nothing is installed yet, so this file uses the standard library alone, and
words that Pythons too old for the project still understand. What it installs is pinned with
checksums in ``requirements.lock``. In an environment that has the project it is ``nrs``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
LACKS = 8
INTERRUPTED = 130
PROJECT = "nrs-workbench"
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "prepared.sha256"


def main():
    """Run the command here if this interpreter is prepared; else prepare one and run it there."""
    if sys.version_info < OLDEST:
        wanted, found = ".".join(map(str, OLDEST)), sys.version.split()[0]
        _stop(f"Python {wanted} or later is needed; this is {found}.", "Install a newer Python.")
    if is_prepared():
        from nrs_lib.cli.main import main as run

        return run()
    if _is_inside():
        # An outdated environment cannot renew itself while it runs.
        return _again(sys._base_executable)
    if stamp_of_lock() != (STAMP.read_text() if STAMP.is_file() else ""):
        prepare()
    return _again(_python())


def is_prepared():
    """Whether this interpreter has the project, and for ``.venv`` as the lock says now."""
    import importlib.metadata

    if _is_inside():
        return STAMP.is_file() and STAMP.read_text() == stamp_of_lock()
    if not LOCK.is_file():
        return True
    try:
        importlib.metadata.distribution(PROJECT)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def stamp_of_lock():
    """What the environment was made from: lock, project file, place of the clone, Python."""
    seal = hashlib.sha256(LOCK.read_bytes())
    seal.update((ROOT / "pyproject.toml").read_bytes())
    seal.update(f"{ROOT} {sys.version_info[:2]}".encode())
    return seal.hexdigest()


def prepare():
    """Make ``.venv`` beside the package and install what the lock names, then the project."""
    print(f"Preparing {ENVIRONMENT} (once; some minutes) ...", flush=True)
    import importlib.util

    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        _stop(
            "This Python cannot make environments: venv or ensurepip is missing.",
            "On Debian and Ubuntu: apt install python3-venv. Then give the command again.",
        )
    import venv

    # What an interrupted or older preparation left is not built upon.
    shutil.rmtree(str(ENVIRONMENT), ignore_errors=True)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(str(ENVIRONMENT))
    except (OSError, subprocess.CalledProcessError) as fault:
        _stop(f"The environment could not be made: {fault}", "Is the disk full, or read-only?")
    _install("its packages", "--require-hashes", "--no-deps", "--requirement", str(LOCK))
    _install("itself", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(stamp_of_lock())
    print("Prepared.\n", flush=True)


def _install(what, *words):
    print(f"  installing {what} ...", flush=True)
    pip = [str(_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "-qq", *words], cwd=str(ROOT)).returncode:
        _stop(
            f"pip could not install {what}; its own words are above.",
            "Is there a network, and room on the disk? Behind a proxy, set pip up for it first.",
        )


def _python():
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _is_inside():
    return Path(sys.prefix).resolve() == ENVIRONMENT


def _again(python):
    # Not exec: Windows has none that waits, and one way for all is one way to test.
    words = [str(python), "-m", "nrs_lib", *sys.argv[1:]]
    try:
        return subprocess.run(words).returncode
    except KeyboardInterrupt:
        return INTERRUPTED


def _stop(what, remedy):
    sys.stderr.write(f"nrs: {what}\n  do:    {remedy}\n")
    raise SystemExit(LACKS)


if __name__ == "__main__":
    sys.exit(main())
