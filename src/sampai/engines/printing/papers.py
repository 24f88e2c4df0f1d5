"""Papers laid out by their template: one PDF of all of a kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from sampai.engines.printing.codes import qr_svg
from sampai.engines.printing.typesetting import pdf
from sampai.kernel.paper import Entry, Grid, Letterhead, PaperText, Sentence, Signer

Words = Mapping[str, str]
"""Words of the layout itself, by the names that templates use: `halaman`, `dari`, `nomor`, `nama_jabatan`."""


def print_papers(
    papers: Sequence[PaperText],
    *,
    templates: Mapping[str, bytes],
    words: Words,
    lang: str,
    size: Mapping[str, float | int] | None = None,
    behind: str = "",
) -> bytes:
    """One PDF of papers of one kind. `size`: of a sheet of labels, in millimetres; `behind`: as `pdf`."""
    first = papers[0]
    data = {
        "judul": first.title,
        "bahasa": lang,
        "kata": words,
        "ukuran": size or {},
        "surat": [_data(paper) for paper in papers],
    }
    return pdf(f"{first.kind}.typ", templates=templates, data=data, behind=behind)


def _data(paper: PaperText) -> dict[str, Any]:
    """A paper under the names that templates use."""
    return {
        "judul": paper.title,
        "nomor": paper.number,
        "kode": paper.code,
        "qr": qr_svg(paper.code) if paper.code else "",
        "tanda": paper.mark,
        "kop": _fields(paper.head),
        "isian": [_fields(one) for one in paper.entries],
        "tabel": [_fields(one) for one in paper.grids],
        "kalimat": [_fields(one) for one in paper.sentences],
        "penanda": [_fields(one) for one in paper.signers],
        "peta": paper.map,
    }


def _fields(noun: Entry | Grid | Sentence | Signer | Letterhead) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in noun.__slots__}
