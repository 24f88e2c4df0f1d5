"""DOCX by docxtpl, from a template that an office may change in its word processor."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from sampai.kernel.errors import Refused
from sampai.kernel.text import say

_MADE = (2024, 1, 1, 0, 0, 0)
"""A fixed time for every part of the file, so that equal papers are equal bytes."""


def docx(template: bytes, *, data: Mapping[str, Any], pictures: Mapping[str, bytes], width_mm: int) -> bytes:
    """A DOCX file of a template and its data. `pictures`: PNG by the name that the data give to each.

    Raises `Refused` where the template has a fault.
    """
    paper = DocxTemplate(io.BytesIO(template))
    drawn = {
        name: InlineImage(paper, io.BytesIO(content), width=Mm(width_mm))
        for name, content in pictures.items()
    }
    rules = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True
    )  # an office's template is a program
    try:
        paper.render({**data, "gambar": drawn}, rules)
    except TemplateError as error:
        raise Refused(
            "template",
            say("The template {name} has a fault: {fault}", name="rakor.docx", fault=str(error)),
            say("Mend the template, or take the pack's own: sampai print templat --out DIR writes them."),
        ) from error
    page = io.BytesIO()
    paper.save(page)
    return _same_times(page.getvalue())


def _same_times(content: bytes) -> bytes:
    """The same archive without the moment in which it was made."""
    page = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, _MADE), old.read(part), zipfile.ZIP_DEFLATED)
    return page.getvalue()
