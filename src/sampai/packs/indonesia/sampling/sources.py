"""What stands beside a sample: where its values come from, in Indonesian."""

from collections import Counter
from collections.abc import Iterator

from sampai.kernel.quantity import Certainty
from sampai.plan.model import Operation

FILE = "SUMBER.md"

_WORDS = {
    Certainty.MEASURED: "terukur",
    Certainty.REPORTED: "dilaporkan",
    Certainty.ESTIMATED: "perkiraan",
    Certainty.ASSUMED: "dugaan",
}

_HEAD = """# Sumber contoh: {name}

Tabel ini dibuat oleh `sampai sample {region} --election {election}{seed}` dari data publik: daftar wilayah
Kemendagri, daftar TPS KPU 2024, batas desa, dan pemberitaan. Lisensi dan pemberitahuannya ada di SOURCES.md
pada folder `gazetteer` paket Indonesia (cahyadsn/wilayah dan wilayah_boundaries, MIT, (c) Cahya DSN;
OpenFlights, ODbL).

Ini contoh, bukan data resmi KPU, Polri, atau Bawaslu:

- letak TPS, kantor, gudang, dan dermaga adalah perkiraan dari batas desa, dengan galat yang tertulis;
- jumlah pemilih per TPS hanya sebagian yang terukur; yang lain perkiraan;
- untuk Pilkada hanya jumlah TPS per kecamatan yang diketahui; pembagiannya ke desa adalah perkiraan;
- armada dan kekuatan satuan adalah dugaan, kecuali yang menyebut sumber;
- bila sumber hanya menyebut jumlah TPS (sulit, tanpa sinyal, rawan), TPS-nya dipilih dan ditandai dugaan.

Ganti dengan data kantor sendiri sebelum dipakai.

| lembar | kepastian | sumber | baris |
| --- | --- | --- | ---: |
"""


def sources_text(operation: Operation, *, seed: int) -> str:
    """The text of the file beside a sample: what it is, and every source with its number of rows."""
    settings = operation.settings
    head = _HEAD.format(
        name=settings.name,
        region=settings.region,
        election=settings.election,
        seed=f" --seed {seed}" if seed else "",
    )
    counted = Counter(_sources(operation))
    lines = [
        f"| {sheet} | {_WORDS[certainty]} | {source.replace('|', '/')} | {count} |"
        for (sheet, certainty, source), count in sorted(counted.items())
    ]
    return head + "\n".join(lines) + "\n"


def _sources(operation: Operation) -> Iterator[tuple[str, Certainty, str]]:
    register = operation.register
    for station in register.stations:
        yield "tps (pemilih)", station.voters_certainty, station.voters_source
        if station.located:
            yield "tps (letak)", station.located.certainty, station.located.source
    for place in register.places:
        yield "tempat", place.located.certainty, place.located.source
    for sheet, rows in (
        ("lintasan", register.links),
        ("armada", operation.fleet),
        ("satuan", operation.units),
        ("kerawanan", operation.risks),
        ("klaim", register.claims),
    ):
        for row in rows:
            yield sheet, row.certainty, row.source
