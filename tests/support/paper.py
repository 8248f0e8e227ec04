"""Whether PDF can be made on this machine."""

from __future__ import annotations

import pytest

from nrs_lib.errors import PlatformError
from nrs_lib.reports import pdf


def _lacks() -> str:
    try:
        pdf.check_paper()
    except PlatformError as fault:
        return fault.what
    return ""


needs_paper = pytest.mark.skipif(bool(_lacks()), reason=_lacks() or "-")
