"""What the parts of an edition cost that grow with the patients: processor seconds and memory.

    .venv/bin/python benchmarks/planning.py --outputs /somewhere/outputs

Of the extract loaded last in an outputs folder (`nrs synth --scale 10`, `nrs load`): reading it,
the keys of its units, the national numbers of each register and the own numbers of its largest
and its median unit. One process, one thread; nothing is stored. Memory is the highest so far.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nrs_lib.cohort.extracts import latest_extract_id, open_extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.reports.reference import reference
from nrs_lib.reports.sections import SECTIONS, reach_of
from nrs_lib.reports.slices import Slices
from nrs_lib.terms import Register


def measured(what: str, do: Callable[[], object]) -> object:
    """Do it and print its line."""
    began = time.process_time()
    found = do()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:40} {time.process_time() - began:7.2f} s {memory:7.0f} MiB", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--outputs", type=Path, required=True)
    parser.add_argument("--period", default="2022")
    options = parser.parse_args()
    period = Period.parse(options.period)
    extract_id = latest_extract_id(folder=options.outputs)
    extract = measured("read", lambda: open_extract(extract_id, folder=options.outputs))
    sizes = extract.episodes.groupby("unit_id", observed=True).size().sort_values()
    print(f"{len(extract.episodes)} episodes, {len(sizes)} units, largest {sizes.iloc[-1]}")
    slices = Slices(extract)
    measured("keys of the units", lambda: slices.whole)
    for register in Register:
        reach = reach_of(register, period)
        measured(f"keys within reach, {register}", lambda reach=reach: slices.within(reach))
    with tempfile.TemporaryDirectory() as folder:
        for register in Register:
            measured(
                f"national numbers, {register}",
                lambda register=register: reference(
                    extract, register=register, period=period, folder=Path(folder)
                ),
            )
    registers = extract.units.set_index("unit_id")["register"]
    for what, unit in (("median", sizes.index[len(sizes) // 2]), ("largest", sizes.index[-1])):
        population = Population(extract, register=Register(registers[unit]), unit_id=unit)
        measured(
            f"own numbers, {what} unit, {sizes[unit]} episodes",
            lambda population=population: [
                section(population, period) for section in SECTIONS.values()
            ],
        )


if __name__ == "__main__":
    main()
