"""Stamped outputs from one made-up cleared number, and notebooks that show them."""

from __future__ import annotations

from nbformat import NotebookNode, v4

from nrs_lib.disclosure import Stamped, clear, stamped
from nrs_lib.stats.estimates import from_rows

SVG = '<svg viewBox="0 0 2 1"><title>En linje</title><path d="M 0 0 L 2 1"/></svg>'


def a_cleared(*, audience: str = "own_unit", n: int = 40):
    """A share and a change, cleared: 12 of `n` people improved, by 1.2 points on average."""
    share = {
        "measure": "improved_pain",
        "statistic": "share",
        "group": "U1",
        "scope": "own",
        "estimate": 12 / n,
        "n": n,
        "numerator": 12,
        "denominator": n,
        "n_units": 1,
        "largest_n": n,
    }
    change = {
        **{key: share[key] for key in ("group", "scope", "n", "n_units", "largest_n")},
        "measure": "nrs_pain",
        "statistic": "change",
        "estimate": -1.2,
        "low": -1.8,
        "high": -0.6,
    }
    return clear(from_rows([share, change], definitions=["improved_pain"]), audience=audience)


def a_figure(name: str = "linje", *, html: str = "", audience: str = "own_unit") -> Stamped:
    """A figure of one line, with its numbers."""
    return stamped(
        kind="figure",
        name=name,
        html=html or f"<figure>{SVG}</figure>",
        plain="En linje som stiger.",
        cleared=[a_cleared(audience=audience)],
        rows=[{"Mått": "Mindre smärta", "Andel": "30 %", "Förändring": "−1,2"}],
    )


def a_text(words: str = "Hälften svarade.", *, name: str = "svar") -> Stamped:
    """A computed sentence."""
    return stamped(
        kind="text", name=name, html=f"<p>{words}</p>", plain=words, cleared=[a_cleared()]
    )


def an_executed(*shown: Stamped, prose: str = "## Svar\n\nVi ser på *ett* tal.") -> NotebookNode:
    """A notebook as a run leaves it: a title, parameters, prose, one cell per shown output.

    Cell ids are ``title``, ``parameters``, ``answers`` and ``cell-1``, ``cell-2`` ...
    """
    cells = [
        v4.new_markdown_cell("# Prov\n\nFungerar det?", id="title"),
        v4.new_code_cell("x: int = 1", id="parameters", metadata={"tags": ["parameters"]}),
        v4.new_markdown_cell(prose, id="answers"),
    ]
    for number, stamped_output in enumerate(shown, start=1):
        output = v4.new_output(
            "execute_result",
            data=stamped_output.data,
            metadata=stamped_output.metadata,
            execution_count=number,
        )
        cells.append(v4.new_code_cell("show()", id=f"cell-{number}", outputs=[output]))
    return v4.new_notebook(cells=cells)
