"""Measures printing: all box labels of a plan, each QR code read back at 203 dpi; a manifest of 5,000 rows.

Run: `.venv/bin/python bench/papers.py PLAN`, where PLAN is a folder that `sampai plan` wrote. The figures for
Lampung Selatan are in docs/reference/papers.md.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import zxingcpp

from sampai.coordination.pages.papers.shape import Filled
from sampai.coordination.pages.papers.shapes.journeys import MANIFEST
from sampai.kernel.paper import PaperText
from sampai.main.paper_runs import opened
from sampai.main.printing import Printing
from sampai.main.words import words

DPI = 203
ROWS = 5_000
PRINTED = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
"""What is printed; a decoder that also looks for Micro QR finds one in the words of a sheet."""
QUEUE = Path("/proc/self/schedstat")
"""Of the first thread, which does all of it: time on a CPU, time waiting for one (Linux)."""


def main() -> None:
    office = Printing(words=words("id"), key=b"bench" * 8, plan=opened(Path(sys.argv[1])))
    for size in ("a4", "100x70"):
        print(json.dumps({"size": size} | labels(office, size=size)), flush=True)
    print(json.dumps(manifest(office)), flush=True)


def labels(office: Printing, *, size: str) -> dict[str, object]:
    """How long all labels take, and how many are read back."""
    start = _clocks()
    texts = office.texts("label-kotak")
    content = office.pdf(texts, size=size)
    told = {"labels": len(texts), "bytes": len(content), **_since(start)}
    found = list(read_back(content))
    wanted = [one.code for one in texts]
    return told | {"read": len(set(found) & set(wanted)), "wrong": len(set(found) - set(wanted))}


def read_back(content: bytes) -> Iterator[str]:
    """The texts of all QR codes of a PDF, as a thermal printer would have drawn them."""
    for page in pypdfium2.PdfDocument(content):
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        for code in zxingcpp.read_barcodes(picture, formats=PRINTED):
            yield code.text


def manifest(office: Printing) -> dict[str, object]:
    """How long a manifest of 5,000 boxes takes."""
    rows = [
        (str(n), "1", f"1801012001{n:03d}-B1", "Gubernur", f"TPS {n:03d}", "", "", "")
        for n in range(1, ROWS + 1)
    ]
    text: PaperText = office.desk().paper(MANIFEST, Filled(subject="BENCH", rows={"muatan": rows}))
    start = _clocks()
    content = office.pdf([replace(text, mark="")])
    return {"rows": ROWS, "pages": len(pypdfium2.PdfDocument(content)), **_since(start)}


def _clocks() -> tuple[float, float, float]:
    """The wall's seconds, those of a CPU, and those in which this thread waited for one."""
    waited = int(QUEUE.read_text(encoding="ascii").split()[1]) / 1e9 if QUEUE.is_file() else 0.0
    return time.perf_counter(), time.process_time(), waited


def _since(start: tuple[float, float, float]) -> dict[str, object]:
    wall, cpu, waited = (round(then - before, 2) for before, then in zip(start, _clocks(), strict=True))
    return {"wall_s": wall, "cpu_s": cpu, "waited_for_cpu_s": waited}


if __name__ == "__main__":
    main()
