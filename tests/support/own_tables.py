"""A table of one's own with its contract: sleep at home, asked beside the registry."""

from __future__ import annotations

from pathlib import Path

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: nrs-own-sleep
name: sleep
version: 0.1.0
status: draft
description: {purpose: How people slept.}
schema:
  - name: sleep
    physicalName: sleep
    physicalType: file
    businessName: Sömn
    dataGranularityDescription: One row per episode
    customProperties:
      - {property: layout, value: long}
      - {property: required, value: false}
    properties:
      - name: episode_id
        physicalName: Episode_id
        businessName: Vårdförlopp
        logicalType: string
        primaryKey: true
        primaryKeyPosition: 1
        required: true
        classification: pseudonym
        description: Episode.
        relationships:
          - {type: foreignKey, to: episode.episode_id}
        customProperties:
          - {property: reportedBy, value: registry}
          - {property: evidence, value: verified}
          - {property: reference, value: The study's form}
      - name: hours
        physicalName: Timmar
        businessName: Timmar per natt
        logicalType: number
        logicalTypeOptions: {minimum: 0, maximum: 24}
        classification: sensitive
        description: Hours a night.
        customProperties:
          - {property: plausible, value: [3, 12]}
          - {property: reportedBy, value: patient}
          - {property: evidence, value: verified}
          - {property: reference, value: The study's form}
      - name: quality
        physicalName: Kvalitet
        businessName: Sömnkvalitet
        logicalType: string
        classification: sensitive
        description: Quality in three steps.
        customProperties:
          - {property: codelist, value: sleep_quality}
          - {property: reportedBy, value: patient}
          - {property: evidence, value: verified}
          - {property: reference, value: The study's form}
"""
LISTS = """\
lists:
  - {name: sleep_quality, version: 1, ordered: true, evidence: verified,
     reference: The study's form}
"""
CODES = """\
code,label_sv,label_en,missing,valid_from,valid_to
bad,Dålig,Bad,false,,
fair,Måttlig,Fair,false,,
good,God,Good,false,,
"""
ROWS = """\
Episode_id;Timmar;Kvalitet
0001;6,5;Dålig
0002;7;god
0003;30;
"""


def write_own(
    folder: Path, *, contract: str = CONTRACT, lists: str = LISTS, codes: str = CODES
) -> Path:
    """Write the contract with its code list into a folder; returns the contract."""
    (folder / "codelists").mkdir(parents=True, exist_ok=True)
    (folder / "codelists" / "sleep.lists.yaml").write_text(lists, encoding="utf-8")
    (folder / "codelists" / "sleep_quality.csv").write_text(codes, encoding="utf-8")
    path = folder / "sleep.odcs.yaml"
    path.write_text(contract, encoding="utf-8")
    return path


def write_rows(folder: Path, rows: str = ROWS) -> Path:
    """Write the table itself."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sleep.csv"
    path.write_text(rows, encoding="utf-8")
    return path
