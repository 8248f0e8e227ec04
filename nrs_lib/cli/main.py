"""The commands. Each parses its words, calls one function, and ends with its family's code."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from nrs_lib.cli import reporting, testing
from nrs_lib.cli.grammar import parser
from nrs_lib.cli.printing import show_error, show_surprise
from nrs_lib.errors import NrsError, PlatformError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        The words after ``nrs``; those of the command line when not given.

    Returns
    -------
    int
        0, or the exit code of the error's family.
    """
    # An interpreter that ends looks for rings in all that it has read: a quarter of a second, for
    # memory that the system takes back at once.
    atexit.register(gc.freeze)
    words = parser()
    asked, rest = words.parse_known_args(arguments)
    asked.rest = rest
    if rest and asked.do is not testing.test:
        words.error(f"unknown words: {' '.join(rest)}")
    try:
        return asked.do(asked)
    except NrsError as fault:
        show_error(fault)
        return fault.exit_code
    except KeyboardInterrupt:
        print("\nnrs: interrupted; what was finished before stays.", file=sys.stderr)
        return reporting.INTERRUPTED
    except OSError as fault:
        if asked.trace or not fault.errno:
            raise
        # A full disk or a closed door is the machine's word, and names a file, not a person.
        show_error(PlatformError(os.strerror(fault.errno), where=str(fault.filename or "")))
        return PlatformError.exit_code
    except Exception as fault:
        if asked.trace:
            raise
        show_surprise(fault)
        return NrsError.exit_code


if __name__ == "__main__":
    sys.exit(main())
