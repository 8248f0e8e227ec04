"""An extract scored anew, by the definitions in force and from the answers that it keeps."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nrs_lib.extract.comparing.matching import ANSWERS
from nrs_lib.places import definitions_checksum
from nrs_lib.scoring import score
from nrs_lib.scoring.exported import KEY, OURS


def scored_anew(
    tables: Mapping[str, pd.DataFrame], passport: Mapping[str, object]
) -> dict[str, pd.DataFrame]:
    """The tables with scores by the definitions in force.

    Parameters
    ----------
    tables
        As frozen, ``item`` among them where the delivery had answers to single items.
    passport
        Its passport. An extract that was made by the definitions in force stays as it is.

    Returns
    -------
    dict
        The same tables; in ``answers``, scales made from items are computed anew, and those
        that the registry exported are as they were. What definitions did when the delivery
        was read (ranges, codes) is not undone.
    """
    tables = dict(tables)
    items = tables.get("item")
    if passport["definitions_sha256"] == definitions_checksum() or items is None or items.empty:
        return tables
    sources = passport["scoring"]["sources"]
    made = [scale for scale, source in sources.items() if source == OURS]
    kept = tables[ANSWERS].drop(columns=[scale for scale in made if scale in tables[ANSWERS]])
    scores = score(items).scores
    scores = scores[[column for column in scores if column in KEY or column not in kept]]
    tables[ANSWERS] = kept.merge(scores, on=KEY, how="left", validate="1:1")
    return tables
