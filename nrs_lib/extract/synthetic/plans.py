"""Action plans of invented units, so that what begins with a plan can be seen without one's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

_FORM = """# Invented, as everything of this registry is.
unit: {unit}
register: {register}
# Whoever sees the unit's slides may read its words.
words_shown_to: [public]
focuses:
  - measure: response_12m
    goal: 80
    why:
      sv: Vi vet inte hur det gick för många av dem som avslutat.
      en: We do not know how things went for many of those who ended.
    what:
      sv: Koordinatorn ringer den som inte svarat inom tre veckor.
      en: The coordinator phones those who have not responded within three weeks.
    who: {{sv: Koordinatorn, en: The coordinator}}
    starts: 2021-10-01
    review: 2022-10-01
    status: done
    learnt:
      sv: På kvällstid går det att nå fler, men alla hinner inte ringas.
      en: More can be reached in the evening, but there is not time to phone everyone.
"""


def write_plans(units: pd.DataFrame, folder: Path) -> None:
    """Write a plan for the first unit of each register.

    Parameters
    ----------
    units
        One row per unit; columns unit_id and register.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for register, own in units.groupby(units["register"].astype(str)):
        unit = min(own["unit_id"].astype(str))
        text = _FORM.format(unit=unit, register=register)
        (folder / f"{unit}.yaml").write_text(text, encoding="utf-8")
