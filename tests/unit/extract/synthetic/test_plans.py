"""The plans of invented units are plans like any other."""

import pandas as pd

from nrs_lib.extract.synthetic.plans import write_plans
from nrs_lib.reports.plans import checked_plan


def test_the_first_unit_of_each_register_has_a_plan_that_can_be_read(tmp_path):
    units = pd.DataFrame(
        {"unit_id": ["SV002", "SV001", "PV001"], "register": ["NRSsv", "NRSsv", "NRSpv"]}
    )
    write_plans(units, tmp_path)
    plans = [checked_plan(path) for path in sorted(tmp_path.glob("*.yaml"))]
    assert [(one.unit, str(one.register)) for one in plans] == [
        ("PV001", "NRSpv"),
        ("SV001", "NRSsv"),
    ]
    assert all({"sv", "en"} <= set(one.first.what) for one in plans)
