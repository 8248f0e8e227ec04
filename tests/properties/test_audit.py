"""Clean releases are not stopped: random cleared tables through the real figures and writer."""

from __future__ import annotations

import pytest

from nrs_lib.reports.audit.auditing import audit_release
from tests.support.releases import some_outputs, write

CLEAN = [
    ("own_unit", {"own": 61, "nation": 3211, "unit": "003"}, "003"),
    ("own_unit", {"own": 9, "nation": 2907, "unit": "041"}, "041"),
    ("register", {"own": None, "nation": 2650, "audience": "register"}, "national"),
    ("public", {"own": None, "nation": 4100, "audience": "public"}, "national"),
]


@pytest.mark.parametrize(("audience", "asked", "subject"), CLEAN)
def test_a_clean_release_has_no_finding(audience, asked, subject, tmp_path) -> None:
    release = write(tmp_path, some_outputs(**asked), audience=audience, subject=subject)

    assert audit_release(release).findings == ()
