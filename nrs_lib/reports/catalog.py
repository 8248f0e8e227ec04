"""Sidecars: what each notebook is for, who may read it, and the closed set of its parameters.

A sidecar stands beside its notebook and is checked before anything runs. Papermill only
warns about a parameter that it does not know, and pastes parameter names into code as they
are; here an unknown or ill-typed one stops the run before Papermill sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.shape import read_yaml
from nrs_lib.errors import DefinitionError, ParameterError, UsageError
from nrs_lib.places import templates
from nrs_lib.reports.sidecar_form import (
    CHANGE,
    FORM,
    LANGUAGE,
    MEASURE,
    PLAN,
    READERS,
    broken_rule,
    check_apart,
    check_languages,
    check_parameter,
    fault_in,
)
from nrs_lib.terms import Audience, Register


@dataclass(frozen=True)
class Sidecar:
    """What a notebook is for.

    Attributes
    ----------
    name
        The notebook's file name without ending.
    audience
        Who its release is made for; its outputs must be cleared for the same.
    language
        The one that it is made in; the first of its languages until another is chosen.
    subject
        ``unit``, ``national``, or ``person``: made on demand, and never in a batch.
    register
        The one register it is about, or None for either.
    published
        Whether it is offered to readers.
    timeout
        Seconds one report may take.
    parameters
        Small JSON Schemas by parameter name, each with a default.
    notebook
        The notebook it belongs to.
    cell_timeout
        Seconds one cell may take, where that is limited apart.
    shown_in
        Languages of a view, which has no parameters.
    is_numbered
        Whether the figures and tables of its release have numbers.
    reads_plan
        Whether it opens with the unit's action plan, where there is one.
    form
        ``page``; ``book``, with title page, numbers for chapters, and lists of figures and
        tables; or ``slides``: each section is one.
    apart
        Parameters of which each chosen value has a release of its own; the reader is one where
        there are several to choose among.
    variant
        The chosen values of those, where they are not the first ones: a part of its folder.
    """

    name: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    audience: Audience
    language: str
    subject: str
    register: Register | None
    published: bool
    timeout: int
    parameters: Mapping[str, Mapping[str, object]]
    notebook: Path
    cell_timeout: int | None = None
    shown_in: tuple[str, ...] = ()
    is_numbered: bool = False
    reads_plan: bool = False
    form: str = "page"
    apart: tuple[str, ...] = ()
    variant: tuple[str, ...] = ()

    @property
    def defaults(self) -> dict[str, object]:
        """The parameters' default values."""
        return {name: schema["default"] for name, schema in self.parameters.items()}

    @property
    def is_of_plans(self) -> bool:
        """Whether its measure is the one of the unit's plan, so that without one it says little."""
        return self.reads_plan and self.defaults.get(MEASURE) == PLAN

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it is written in; the default of its parameter comes first."""
        schema = self.parameters.get(LANGUAGE)
        if schema is None:
            return self.shown_in or (self.language,)
        others = [one for one in schema["enum"] if one != schema["default"]]
        return (str(schema["default"]), *map(str, others))

    @property
    def folder(self) -> str:
        """Its folder's name, with what was chosen, and the language where it is not its first.

        No notebook's name has a hyphen, so it is no other notebook's folder.
        """
        is_first = self.language == self.languages[0]
        return "-".join((self.name, *self.variant, *([] if is_first else [self.language])))

    def in_language(self, language: str | None) -> Sidecar:
        """The same notebook, made in a language; in its first where none is given.

        Raises
        ------
        ParameterError
            It is not written in that language.
        """
        language = language or self.languages[0]
        if language not in self.languages:
            raise ParameterError(
                f"The report is not written in {language}.",
                where=f"{self.name}: {LANGUAGE}",
                remedy=f"It is there in {' and '.join(self.languages)}.",
            )
        return replace(self, language=language)

    def choosing(self, values: Mapping[str, object]) -> Sidecar:
        """The same notebook with some parameters' values in the place of their defaults.

        Raises
        ------
        ParameterError
            It has no such parameter, or a value breaks its rule.
        """
        language = values.get(LANGUAGE)
        chosen = self.in_language(str(language)) if language else self
        known = chosen.checked({name: one for name, one in values.items() if name != LANGUAGE})
        kept = {
            name: {**schema, "default": known[name]} if name != LANGUAGE else schema
            for name, schema in self.parameters.items()
        }
        of_its_own = [name for name in self.apart if known[name] != self.defaults[name]]
        return replace(
            chosen,
            title={language: self._titled(language, of_its_own, known) for language in self.title},
            parameters=kept,
            audience=Audience(known.get(READERS, chosen.audience)),
            variant=(*self.variant, *(str(known[name]) for name in of_its_own)),
        )

    def _titled(self, language: str, apart: Sequence[str], known: Mapping[str, object]) -> str:
        """Its title; of one measure, day or reader among several, with that one's name."""
        title = self.title[language]
        if not apart:
            return title
        # Here, as nobody who only reads sidecars should pay for the tables.
        from nrs_lib.tables.sentences import phrase

        if MEASURE in apart:
            title += f": {read_measures()[str(known[MEASURE])].label[language]}"
        if CHANGE in apart:
            title += f", {phrase('changed_on', language, day=known[CHANGE])}"
        if READERS in apart:
            title += f", {phrase('made_for', language)} "
            title += phrase(f"audience_{known[READERS]}", language)
        return title

    def checked(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """All parameters in order, the given ones checked and the rest at their defaults.

        Raises
        ------
        ParameterError
            A parameter is not declared in the sidecar, or breaks its rule there.
        """
        unknown = sorted(set(parameters) - set(self.parameters))
        if unknown:
            raise ParameterError(
                "The report has no such parameter.",
                where=f"{self.name}: {unknown[0][:40]!r}",
                remedy=f"It takes {', '.join(self.parameters) or 'no parameters'}.",
            )
        for name, value in parameters.items():
            rule = broken_rule(self.parameters[name], value)
            if rule:
                raise ParameterError(
                    "A parameter's value does not fit.",
                    where=f"{self.name}: {name}",
                    remedy=f"Its rule is {rule}.",
                )
        return self.defaults | {
            name: parameters[name] for name in self.parameters if name in parameters
        }


def read_sidecar(path: Path) -> Sidecar:
    """Read and check one sidecar.

    Raises
    ------
    DefinitionError
        A key is missing, unknown or ill-typed; a parameter names a person, has a default
        that breaks its own rule, or is text without a pattern or list. Names the key.
    """
    raw = read_yaml(path)
    fault = fault_in(FORM, raw)
    if fault is not None:
        key = ".".join(str(part) for part in fault.path[1:])
        raise DefinitionError(
            "A sidecar breaks its form.",
            where=f"{path.name}: {key or 'top level'}",
            remedy=f"Its rule is {fault.rule} {fault.rule_definition}.",
        )
    for name, schema in raw["parameters"].items():
        check_parameter(path, name, schema)
    check_languages(path, raw)
    check_apart(path, raw)
    register = raw.get("register")
    return Sidecar(
        name=path.stem,
        title=raw["title"],
        summary=raw["summary"],
        audience=Audience(raw["audience"]),
        language=raw["language"],
        subject=raw["subject"],
        register=Register(register) if register else None,
        published=raw["published"],
        timeout=raw["timeout"],
        parameters=raw["parameters"],
        notebook=path.with_suffix(".ipynb"),
        shown_in=tuple(raw.get("languages", ())),
        is_numbered=bool(raw.get("numbered", False)),
        reads_plan=raw.get("reads_plan", False),
        form=raw.get("form", "page"),
        apart=tuple(raw.get("apart", ())),
    )


def catalog(folder: Path | None = None) -> Mapping[str, Sidecar]:
    """All sidecars of a folder by name; the templates' folder when none is given.

    Raises
    ------
    DefinitionError
        A notebook has no sidecar, a sidecar no notebook, or a sidecar is faulty.
    """
    return _catalog(folder or templates())


@cache
def _catalog(folder: Path) -> Mapping[str, Sidecar]:
    sidecars = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    notebooks = {path.stem for path in folder.glob("*.ipynb")}
    alone = sorted(set(sidecars) ^ notebooks)
    if alone:
        raise DefinitionError(
            "A notebook and its sidecar come as a pair.",
            where=f"{folder.name}/{alone[0]}",
            remedy=f"Add {alone[0]}.yaml and {alone[0]}.ipynb side by side, or remove the one.",
        )
    return MappingProxyType({name: read_sidecar(path) for name, path in sidecars.items()})


def template(name: str, *, folder: Path | None = None) -> Sidecar:
    """One template's sidecar.

    Raises
    ------
    UsageError
        There is no such template.
    """
    known = catalog(folder)
    if name not in known:
        raise UsageError(
            "There is no such report.",
            where=name[:60],
            remedy=f"Choose one of {', '.join(known) or 'none'}.",
        )
    return known[name]
