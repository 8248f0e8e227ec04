"""The definitions behind numbers, looked up by the keys that the numbers carry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nrs_lib.contracts.conventions import read_conventions
from nrs_lib.contracts.instruments import Instrument, Scale, read_instruments, scale
from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.versions import read_families
from nrs_lib.disclosure import ClearedTable, read_policy
from nrs_lib.errors import DefinitionError
from nrs_lib.tables.defined_bands import band_definitions
from nrs_lib.tables.defined_comparisons import comparison_definitions
from nrs_lib.tables.defined_missing import missing_sentences
from nrs_lib.tables.defined_sick_leave import told_with_windows, window_definitions
from nrs_lib.tables.defined_targets import target_definitions
from nrs_lib.tables.defined_thresholds import threshold_definitions
from nrs_lib.tables.defined_versions import version_sentence
from nrs_lib.tables.sentences import phrase
from nrs_lib.terms import Evidence, Statistic
from nrs_lib.text import join_words

_KINDS = (
    "convention",
    "measure",
    "scale",
    "exported",
    "instrument",
    "versions",
    "case_mix",
    "outlier_policy",
    "sick_leave",
    "target",
)
_CODELISTS = {"diagnosis_groups": "diagnosis_group"}


@dataclass(frozen=True)
class Defined:
    """One definition as readers meet it.

    ``evidence`` is None for measures, whose parts carry the evidence; ``detail`` is what a
    measure counts.
    """

    key: str
    text: str
    evidence: Evidence | None
    reference: str
    detail: str = ""


def definitions_of(cleared: Sequence[ClearedTable], *, language: str = "sv") -> list[Defined]:
    """Every definition that the tables' numbers rest on, each once.

    Conventions, instruments with the change thresholds and missing rules that were used,
    measures, and the limits of disclosure.

    Raises
    ------
    DefinitionError
        A table carries a key that stands for no definition.
    """
    keys = sorted({key for part in cleared for key in part.record.definitions})
    rows = [row for part in cleared for row in part.rows]
    judged = {row.measure for row in rows if row.category == "improved"}
    policies = {part.record.policy_sha256 for part in cleared}
    curves = {row.measure for row in rows if row.statistic == Statistic.IMPROVED_BY}
    drawn = dict(measure.split(":")[:2] for measure in curves)
    return defined(keys, judged=judged, drawn=drawn, policies=policies, language=language)


def defined(
    keys: Sequence[str],
    *,
    judged: Collection[str] = (),
    drawn: Mapping[str, str] | None = None,
    policies: Collection[str] = (),
    language: str = "sv",
) -> list[Defined]:
    """The definitions that keys stand for, each once.

    Parameters
    ----------
    keys
        As a clearance record names them.
    judged
        Codes of the scales whose change threshold was used.
    drawn
        By the code of each scale that has a curve, what its improvements are counted in.
    policies
        Checksums of the disclosure policies that numbers were cleared under.

    Raises
    ------
    DefinitionError
        A key stands for no definition.
    """
    found: dict[str, Defined] = {}
    scales, exported = scales_of(keys, "scale"), scales_of(keys, "exported")
    for one in (
        *_conventions(keys, language),
        *_instruments(keys, scales, language),
        *_thresholds(judged, drawn or {}, keys, [*scales, *exported], language),
        *_missing_rules(scales, language),
        *_exported(exported, language),
        *_versions(keys, language),
        *_others(keys, language),
        *_codelists(keys, language),
        *_policy(policies, language),
        *_measures(keys, language),
    ):
        found.setdefault(one.key, one)
    return list(found.values())


def assumed(cleared: Sequence[ClearedTable], *, language: str = "sv") -> list[Defined]:
    """Those of the definitions that await the registry's decision."""
    every = definitions_of(cleared, language=language)
    return [one for one in every if one.evidence is Evidence.ASSUMED]


def _named(keys: Iterable[str], kind: str) -> list[str]:
    return [name for k, _, name in (key.partition(":") for key in keys) if k == kind and name]


def _conventions(keys: Sequence[str], language: str) -> list[Defined]:
    known = read_conventions()
    bare = [key for key in keys if ":" not in key and key not in _CODELISTS]
    found, asked = [], {*_named(keys, "convention"), *bare}
    if asked - set(known):
        raise DefinitionError(
            "Numbers rest on a definition that is not defined.",
            where=", ".join(sorted(asked - set(known))),
            remedy="Write it in data_contracts/conventions.yaml, or correct the key.",
        )
    shown = asked - told_with_windows(_named(keys, "sick_leave"))
    for key, one in known.items():
        if key not in shown:
            continue
        found.append(
            Defined(f"convention:{key}", one.label(language), one.evidence, one.reference[language])
        )
    strange = [key for key in keys if ":" in key and key.partition(":")[0] not in _KINDS]
    if strange:
        raise DefinitionError(
            "Numbers rest on a kind of definition that reports do not know.",
            where=strange[0],
            remedy=f"Use one of {', '.join(_KINDS)}.",
        )
    return found


def scales_of(keys: Iterable[str], kind: str) -> list[Scale]:
    """The scales that definitions name: ``scale`` made from answers, ``exported`` not."""
    asked = [scale(code) for code in _named(keys, kind)]
    # As they stand in their instruments, so that kin stay together.
    return sorted(asked, key=lambda one: list(read_scales()).index(one.code))


def _instruments(keys: Sequence[str], scales: Sequence[Scale], language: str) -> list[Defined]:
    asked = dict.fromkeys([*_named(keys, "instrument"), *(one.instrument for one in scales)])
    found = []
    for code in asked:
        if code not in read_instruments():
            raise DefinitionError(
                "Numbers rest on an instrument that is not defined.",
                where=f"instrument:{code}",
                remedy="Add its file under data_contracts/instruments.",
            )
        one: Instrument = read_instruments()[code]
        text = phrase("scored", language, name=one.name[language])
        source = f"{one.version[language]}; {one.reference[language]}"
        found.append(Defined(f"instrument:{code}", text, one.evidence, source))
        use = one.registry_use
        if use.optional and use.optional_reference:
            text = phrase("optional", language, name=one.name[language])
            source = use.optional_reference[language]
            found.append(Defined(f"optional:{code}", text, use.optional, source))
    return found


def _thresholds(
    judged: Collection[str],
    drawn: Mapping[str, str],
    keys: Sequence[str],
    scales: Sequence[Scale],
    language: str,
) -> list[Defined]:
    judged = {*judged, *drawn} | {
        read_measures()[code].scale
        for code in _named(keys, "measure")
        if code in read_measures() and read_measures()[code].scale
    }
    shown = [one for one in scales if one.code in judged]
    found = threshold_definitions(shown, language, drawn=drawn)
    return [Defined(*one) for one in found]


def _missing_rules(scales: Sequence[Scale], language: str) -> list[Defined]:
    """One line per missing rule and source."""
    sources: dict[tuple, list[Scale]] = {}
    for one in scales:
        sources.setdefault((one.missing.evidence, one.missing.reference[language]), []).append(one)
    return [
        Defined(f"missing:{reference}:{text}", text, evidence, reference)
        for (evidence, reference), alike in sources.items()
        for text in missing_sentences(alike, language)
    ]


def _exported(scales: Sequence[Scale], language: str) -> list[Defined]:
    if not scales:
        return []
    told = join_words([one.label[language] for one in scales], language=language)
    return [
        Defined(
            "exported",
            phrase("exported", language, scales=told),
            Evidence.ASSUMED,
            phrase("exported_reference", language),
        )
    ]


def _versions(keys: Sequence[str], language: str) -> list[Defined]:
    found = []
    for name in _named(keys, "versions"):
        family = read_families()[name]
        text = version_sentence(family, language)
        found.append(Defined(f"versions:{name}", text, family.evidence, family.reference[language]))
    return found


def _others(keys: Sequence[str], language: str) -> list[Defined]:
    asked = (_named(keys, "case_mix"), _named(keys, "outlier_policy"))
    found = comparison_definitions(*asked, language=language)
    found += window_definitions(_named(keys, "sick_leave"), language)
    found += target_definitions(_named(keys, "target"), language)
    found += band_definitions(_named(keys, "measure"), language)
    return [Defined(*one) for one in found]


def _codelists(keys: Sequence[str], language: str) -> list[Defined]:
    lists = {key: read_codelist(_CODELISTS[key]) for key in keys if key in _CODELISTS}
    return [
        Defined(key, phrase(key, language), one.evidence, one.reference[language])
        for key, one in lists.items()
    ]


def _policy(policies: Collection[str], language: str) -> list[Defined]:
    policy = read_policy()
    if policy.sha256 not in policies:
        return []
    text = phrase("policy", language, version=policy.version)
    # The limits themselves, with how well founded they are, stand in the table of that name.
    return [Defined("policy", text, Evidence(policy.evidence), phrase("clearance", language))]


def _measures(keys: Sequence[str], language: str) -> list[Defined]:
    known = read_measures()
    found, asked = [], set(_named(keys, "measure"))
    if asked - set(known):
        raise DefinitionError(
            "Numbers rest on a measure that is not defined.",
            where=", ".join(f"measure:{code}" for code in sorted(asked - set(known))),
            remedy="Write it in data_contracts/measures.yaml, or correct the key.",
        )
    for code in (code for code in known if code in asked):
        one = known[code]
        label, told = one.label[language], one.definition[language]
        found.append(Defined(f"measure:{code}", label, None, "", detail=told))
    return found
