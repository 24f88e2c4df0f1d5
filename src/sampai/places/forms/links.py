"""The sheet `lintasan`: ways that no road map knows."""

from collections.abc import Iterable, Iterator, Mapping

from sampai.kernel.faults import Fault
from sampai.kernel.table.columns import CERTAINTY, SOURCE, certainty_of, certainty_word
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import must, scaled, text, whole, yes
from sampai.kernel.text import say
from sampai.places.model import Link, Mode
from sampai.places.rules.subjects import link_code, subject_code

SHEET = Sheet(
    key="lintasan",
    aliases=("links", "lintas", "penyeberangan"),
    help_id=(
        "Satu baris = satu lintasan yang tidak ada di peta jalan: jalan setapak, pantai, penyeberangan, "
        "sungai, "
        "penerbangan. Berlaku dua arah."
    ),
    help_en=(
        "One row = one way that no road map knows: track, beach, crossing, river, flight. It goes both ways."
    ),
    columns=(
        Column(
            key="code",
            header_id="Kode",
            header_en="Code",
            kind=Kind.CODE,
            help_id="Kode lintasan. Jika kosong, dibuat dari asal, tujuan dan moda.",
            help_en="Code of the link. If empty, it is made of origin, target and mode.",
            aliases=("kode lintasan", "id"),
            example="lintas-1",
        ),
        Column(
            key="origin",
            header_id="Dari",
            header_en="From",
            kind=Kind.CODE,
            help_id="Kode tempat, kode desa (10 angka), atau kode TPS (kode desa + tiga angka nomor TPS).",
            help_en=(
                "Code of a place, a village (10 digits) or a station (village code + three digits of its "
                "number)."
            ),
            aliases=("asal", "origin"),
            required=True,
            example="dermaga-1",
        ),
        Column(
            key="target",
            header_id="Ke",
            header_en="To",
            kind=Kind.CODE,
            help_id="Kode tempat, desa atau TPS di ujung lain.",
            help_en="Code of the place, village or station at the other end.",
            aliases=("tujuan", "target"),
            required=True,
            example="1704012001",
        ),
        Column(
            key="mode",
            header_id="Moda",
            header_en="Mode",
            kind=Kind.CHOICE,
            help_id="Sarana angkut di lintasan ini.",
            help_en="Means of transport on this link.",
            aliases=("jenis angkutan", "sarana"),
            required=True,
            example="perahu",
        ),
        Column(
            key="length",
            header_id="Panjang",
            header_en="Length",
            kind=Kind.NUMBER,
            unit="km",
            help_id="Panjang lintasan.",
            help_en="Length of the way.",
            aliases=("jarak", "km", "distance"),
            required=True,
            least=0,
            example="7,5",
        ),
        Column(
            key="minutes_dry",
            header_id="Waktu kering",
            header_en="Minutes dry",
            kind=Kind.WHOLE,
            unit="menit",
            help_id="Lama satu perjalanan bermuatan saat cuaca kering atau laut tenang.",
            help_en="Time of one loaded trip in dry weather or on a calm sea.",
            aliases=("menit kering", "waktu tempuh", "waktu tempuh kering"),
            required=True,
            least=1,
            example="45",
        ),
        Column(
            key="minutes_wet",
            header_id="Waktu hujan",
            header_en="Minutes wet",
            kind=Kind.WHOLE,
            unit="menit",
            help_id=(
                "Lama satu perjalanan bermuatan saat hujan atau bergelombang; tidak boleh kurang dari waktu "
                "kering."
            ),
            help_en="Time of one loaded trip in rain or waves; never less than when dry.",
            aliases=("menit hujan", "waktu basah", "menit basah", "waktu tempuh hujan"),
            required=True,
            least=1,
            example="70",
        ),
        Column(
            key="boxes_per_trip",
            header_id="Kotak per angkutan",
            header_en="Boxes per trip",
            kind=Kind.WHOLE,
            unit="kotak",
            help_id=(
                "Kotak suara terbanyak dalam satu perjalanan di lintasan ini. Kosong: sesuai kendaraannya."
            ),
            help_en="Most boxes on one trip over this link. Empty: what the vehicle holds.",
            aliases=("kotak per trip",),
            least=1,
            example="10",
        ),
        Column(
            key="daylight_only",
            header_id="Hanya siang",
            header_en="Daylight only",
            kind=Kind.YES_NO,
            help_id="Ya bila lintasan hanya boleh dilalui pada siang hari.",
            help_en="Yes if it may be passed by day only.",
            aliases=("siang hari saja",),
            example="ya",
        ),
        Column(
            key="max_wave",
            header_id="Gelombang maksimum",
            header_en="Highest wave",
            kind=Kind.NUMBER,
            unit="m",
            help_id="Tinggi gelombang tertinggi yang masih aman. Hanya untuk lintasan air.",
            help_en="Highest wave that is still safe. For water only.",
            aliases=("gelombang maks", "max wave"),
            least=0,
            most=20,
            example="1,2",
        ),
        Column(
            key="tide",
            header_id="Pasang surut",
            header_en="Tide window",
            kind=Kind.TEXT,
            help_id=(
                "Jam lintasan dapat dilalui menurut pasang surut, setiap hari atau dengan harinya: "
                "H-1 06.15-10.15."
            ),
            help_en=(
                "Hours in which the tide lets the link be passed, of every day or with the day: "
                "H-1 06.15-10.15."
            ),
            aliases=("pasang", "tide"),
            example="05.30-09.30; 17.45-21.30",
        ),
        Column(
            key="cost",
            header_id="Biaya",
            header_en="Cost",
            kind=Kind.WHOLE,
            unit="Rp",
            help_id="Biaya satu perjalanan.",
            help_en="Cost of one trip.",
            aliases=("ongkos", "sewa"),
            least=0,
            example="500000",
        ),
        SOURCE,
        CERTAINTY,
    ),
)


def read_links(reading: Reading) -> Entries[Link]:
    """Links of the sheet."""
    return to_entries(reading, noun=_link, wrong=_wrong, anchor="minutes_dry")


def link_rows(links: Iterable[Link]) -> list[Mapping[str, Value]]:
    """The links as rows of the sheet."""
    return [_cells(link) for link in links]


def _wrong(row: Row) -> Iterator[Fault]:
    dry, wet = whole(row, "minutes_dry"), whole(row, "minutes_wet")
    if dry is not None and wet is not None and wet < dry:
        yield row.fault(
            "minutes_wet",
            code="link-faster-wet",
            wrong=say("The link takes less time when wet than when dry."),
            mend=say("Give at least as many minutes when wet as when dry."),
        )


def _link(row: Row) -> Link:
    return Link(
        code=link_code(row),
        origin=subject_code(text(row, "origin")),
        target=subject_code(text(row, "target")),
        mode=Mode(text(row, "mode")),
        length_m=must(scaled(row, "length", by=1000)),
        minutes_dry=must(whole(row, "minutes_dry")),
        minutes_wet=must(whole(row, "minutes_wet")),
        boxes_per_trip=whole(row, "boxes_per_trip"),
        daylight_only=yes(row, "daylight_only") or False,
        max_wave_dm=scaled(row, "max_wave", by=10),
        tide=text(row, "tide"),
        cost_rp=whole(row, "cost") or 0,
        source=text(row, "source"),
        certainty=certainty_of(row),
    )


def _cells(link: Link) -> Mapping[str, Value]:
    return {
        "code": link.code,
        "origin": link.origin,
        "target": link.target,
        "mode": link.mode,
        "length": link.length_m / 1000,
        "minutes_dry": link.minutes_dry,
        "minutes_wet": link.minutes_wet,
        "boxes_per_trip": link.boxes_per_trip,
        "daylight_only": link.daylight_only,
        "max_wave": None if link.max_wave_dm is None else link.max_wave_dm / 10,
        "tide": link.tide,
        "cost": link.cost_rp,
        "source": link.source,
        "certainty": certainty_word(link.certainty),
    }
