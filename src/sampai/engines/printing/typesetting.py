"""PDF and PNG by Typst, from templates that an office may change and plain data.

Templates read `sys.inputs.data`, a JSON text. They stand in one folder; what an office has changed lies over
what the pack has. Nothing is fetched: packages of others cannot be imported, and system fonts are not used.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import typst

from sampai.kernel.errors import Refused
from sampai.kernel.text import say

MADE = datetime(2024, 1, 1, tzinfo=UTC)
"""A fixed property of every file, so that equal papers are equal bytes."""

LONGEST = 1_500
"""Characters of Typst's own words that are shown."""

_MARKED = "bertanda.typ"
_BEHIND = """
#set page(background: context rotate(-35deg, text(
  page.width * 0.12, weight: "bold", font: "Noto Sans", fill: luma(225),
  json(bytes(sys.inputs.data)).latihan)))
#include "{template}"
"""
"""Around a template: whatever an office made of it, the mark is behind every page."""

ARCHIVE: Literal["a-2b"] = "a-2b"
"""PDF/A-2b, ISO 19005-2: files that can be read in many years."""


def pdf(template: str, *, templates: Mapping[str, bytes], data: Mapping[str, Any], behind: str = "") -> bytes:
    """A PDF/A-2b file of a template and its data. Raises `Refused` where the template has a fault.

    `behind`: a word that stands large behind every page.
    """
    if not behind:
        return _compiled(template, templates=templates, data=data, kind="pdf")
    marked = {**templates, _MARKED: _BEHIND.format(template=template).encode()}
    return _compiled(_MARKED, templates=marked, data={**data, "latihan": behind}, kind="pdf")


def png(template: str, *, templates: Mapping[str, bytes], data: Mapping[str, Any], dpi: int) -> bytes:
    """The only page of a template as a picture."""
    return _compiled(template, templates=templates, data=data, kind="png", dpi=dpi)


def _compiled(
    template: str,
    *,
    templates: Mapping[str, bytes],
    data: Mapping[str, Any],
    kind: Literal["pdf", "png"],
    dpi: int = 144,
) -> bytes:
    with (
        tempfile.TemporaryDirectory(prefix="sampai-typst-") as folder,
        as_file(files("sampai.engines.printing") / "fonts") as fonts,
    ):
        root = Path(folder)
        for name, content in templates.items():
            (root / name).write_bytes(content)
        compiler = typst.Compiler(
            str(root / template),
            root=str(root),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            package_path=folder,
            package_cache_path=folder,
        )
        try:
            made = compiler.compile(
                format=kind,
                ppi=dpi,
                timestamp=MADE,
                pdf_standards=[ARCHIVE] if kind == "pdf" else [],
            )
        except typst.TypstError as error:
            raise _faulty(template, error, root=folder) from error
    assert isinstance(made, bytes), template
    return made


def _faulty(template: str, error: typst.TypstError, *, root: str) -> Refused:
    told = (error.diagnostic or error.message).replace(root, "")[:LONGEST]
    return Refused(
        "template",
        say("The template {name} has a fault: {fault}", name=template, fault=told),
        say("Mend the template, or take the pack's own: sampai print templat --out DIR writes them."),
    )
