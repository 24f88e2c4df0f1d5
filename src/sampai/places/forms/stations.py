"""The sheet `tps`: polling stations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sampai.kernel.faults import Fault
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.columns import CERTAINTY, SOURCE, certainty_of, certainty_word, named
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import must, several, text, whole, yes
from sampai.kernel.text import say
from sampai.places.forms.positions import COLUMNS as POSITION_COLUMNS
from sampai.places.forms.positions import half_given, located_of, position_cells
from sampai.places.forms.regions import KECAMATAN, VILLAGE_NAME, Where, fill_codes
from sampai.places.model import CODE_LENGTH, Mode, RegionLevel, Signal, SignalGrade, SpecialKind, Station

SIGNAL_CHOICES: Mapping[str, tuple[str, ...]] = {
    "tidak-ada": ("none", "tidak ada", "nihil", "blankspot", "blank spot"),
    "sms-suara": ("sms/voice", "sms", "suara", "voice", "sms dan suara"),
    "lemah": ("weak",),
    "baik": ("good", "kuat", "bagus"),
}

SHEET = Sheet(
    key="tps",
    aliases=("stations", "polling stations", "daftar tps"),
    required=True,
    help_id="Satu baris = satu TPS. Hanya jumlah pemilih; jangan pernah menulis nama pemilih.",
    help_en="One row = one polling station. Counts only; never write the names of voters.",
    columns=(
        Column(
            key="village_code",
            header_id="Kode desa",
            header_en="Village code",
            kind=Kind.REGION,
            help_id=(
                "Kode Kemendagri desa atau kelurahan, 10 angka. Jika kosong, isi nama kecamatan dan nama "
                "desa."
            ),
            help_en=(
                "Kemendagri code of the village, 10 digits. If empty, give kecamatan and village by name."
            ),
            aliases=("kode kelurahan", "kode desa/kelurahan", "kode wilayah", "kode"),
            example="1704012001",
        ),
        KECAMATAN,
        VILLAGE_NAME,
        Column(
            key="number",
            header_id="Nomor TPS",
            header_en="Station number",
            kind=Kind.WHOLE,
            help_id="Nomor TPS di desa itu, 1 sampai 999. TPS lokasi khusus biasanya mulai dari 901.",
            help_en="Number of the station in its village, 1 to 999. Special locations usually begin at 901.",
            aliases=("no tps", "no. tps", "tps", "nomor", "station", "number"),
            required=True,
            least=1,
            most=999,
            example="1",
        ),
        Column(
            key="name",
            header_id="Lokasi",
            header_en="Location",
            kind=Kind.TEXT,
            help_id="Nama atau alamat tempat TPS, misalnya halaman sekolah atau balai desa.",
            help_en="Name or address of the station's site, such as a school yard or village hall.",
            aliases=("alamat", "alamat tps", "nama lokasi", "lokasi tps", "address", "name"),
            example="Balai Desa",
        ),
        *POSITION_COLUMNS,
        Column(
            key="voters_m",
            header_id="Pemilih laki-laki",
            header_en="Voters men",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Jumlah pemilih laki-laki dalam DPT.",
            help_en="Registered men (DPT).",
            aliases=("pemilih l", "dpt l", "laki-laki", "lk", "l", "pemilih laki laki", "men"),
            least=0,
            example="143",
        ),
        Column(
            key="voters_f",
            header_id="Pemilih perempuan",
            header_en="Voters women",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Jumlah pemilih perempuan dalam DPT.",
            help_en="Registered women (DPT).",
            aliases=("pemilih p", "dpt p", "perempuan", "pr", "p", "women"),
            least=0,
            example="139",
        ),
        Column(
            key="voters",
            header_id="Jumlah pemilih",
            header_en="Voters total",
            kind=Kind.WHOLE,
            unit="orang",
            help_id=(
                "Jumlah laki-laki dan perempuan. Boleh kosong; jika diisi, dipakai untuk memeriksa kedua "
                "angka itu."
            ),
            help_en="Men and women together. May be empty; where given, it checks the two numbers.",
            aliases=("dpt", "jumlah dpt", "pemilih", "jumlah", "total", "l+p", "voters"),
            least=0,
        ),
        named(
            SOURCE,
            key="voters_source",
            header_id="Sumber pemilih",
            header_en="Voters source",
            aliases=("sumber dpt",),
        ),
        named(CERTAINTY, key="voters_certainty", header_id="Kepastian pemilih", header_en="Voters certainty"),
        Column(
            key="special",
            header_id="Lokasi khusus",
            header_en="Special location",
            kind=Kind.CHOICE,
            help_id=(
                "Isi hanya untuk TPS lokasi khusus: lapas, pesantren, rumah sakit, perkebunan, atau lain."
            ),
            help_en="Only for special locations: prison, boarding school, hospital, plantation, or other.",
            choices={
                "lapas": ("rutan", "prison", "lembaga pemasyarakatan"),
                "pesantren": ("ponpes", "boarding school"),
                "rumah-sakit": ("rumah sakit", "rs", "hospital"),
                "perkebunan": ("kebun", "plantation"),
                "lain": ("lainnya", "other"),
            },
        ),
        Column(
            key="access",
            header_id="Akses",
            header_en="Access",
            kind=Kind.CHOICES,
            help_id=(
                "Moda yang dapat mencapai TPS dari PPK, yang terbaik lebih dulu, dipisahkan koma. Kosong "
                "berarti "
                "semua kendaraan jalan dapat sampai."
            ),
            help_en=(
                "Modes that reach the station from its PPK, best first, separated by commas. Empty: any "
                "road vehicle."
            ),
            aliases=("moda", "moda akses", "jenis angkutan"),
        ),
        Column(
            key="hard",
            header_id="TPS sulit",
            header_en="Hard to reach",
            kind=Kind.YES_NO,
            help_id="Ya bila TPS ada dalam daftar TPS sulit milik KPU atau Polri.",
            help_en="Yes if it is on the list of hard stations that KPU or the police keep.",
            aliases=("sulit", "sulit dijangkau", "hard"),
            example="tidak",
        ),
        Column(
            key="signal",
            header_id="Sinyal",
            header_en="Signal",
            kind=Kind.CHOICE,
            help_id=(
                "Sinyal telepon di TPS: tidak-ada, sms-suara (hanya SMS dan suara), lemah (data lambat), "
                "atau baik."
            ),
            help_en=(
                "Telephone signal: tidak-ada (none), sms-suara (SMS and voice only), lemah (weak), baik "
                "(good)."
            ),
            aliases=("sinyal telepon", "jaringan"),
            choices=SIGNAL_CHOICES,
            example="baik",
        ),
        Column(
            key="signal_operators",
            header_id="Sinyal per operator",
            header_en="Signal per operator",
            kind=Kind.TEXT,
            help_id="Sinyal tiap operator bila diketahui, misalnya: Telkomsel = baik; XL = lemah.",
            help_en="Signal of each operator where known, such as: Telkomsel = baik; XL = lemah.",
            aliases=("sinyal operator",),
            example="Telkomsel = baik; XL = lemah",
        ),
        Column(
            key="power",
            header_id="Listrik",
            header_en="Power",
            kind=Kind.YES_NO,
            help_id="Ya bila ada listrik di TPS. Kosong bila belum diketahui.",
            help_en="Yes if there is electricity. Empty if not known.",
            aliases=("ada listrik", "electricity"),
            example="ya",
        ),
        Column(
            key="raised_floor",
            header_id="Lantai tinggi",
            header_en="Raised floor",
            kind=Kind.YES_NO,
            help_id=(
                "Ya bila kotak dapat disimpan di lantai yang lebih tinggi dari tanah, aman dari air. Kosong "
                "bila "
                "belum diketahui."
            ),
            help_en=(
                "Yes if boxes can be kept on a floor above the ground, safe from water. Empty if not known."
            ),
            aliases=("lantai panggung", "penyimpanan berlantai tinggi", "raised-floor storage"),
        ),
    ),
)


def read_stations(reading: Reading, *, where: Where) -> Entries[Station]:
    """Stations of the sheet, in the order of their rows."""
    filled = fill_codes(reading, key="village_code", where=where, village=True)
    return to_entries(filled, noun=_station, wrong=_wrong, anchor="village_code")


def station_rows(
    stations: Iterable[Station], *, names: Mapping[str, tuple[str, str]]
) -> list[Mapping[str, Value]]:
    """The stations as rows of the sheet; `names` has kecamatan and village name by village code."""
    return [_cells(station, named_as=names.get(station.village, ("", ""))) for station in stations]


def signals(cell: str) -> tuple[Signal, ...] | None:
    """The grades of `Telkomsel = baik; XL = lemah`; None when it is not written so."""
    found: list[Signal] = []
    for part in cell.replace(",", ";").split(";"):
        if not part.strip():
            continue
        operator, _, word = part.replace(":", "=").partition("=")
        grade = _grade(word)
        if not operator.strip() or grade is None:
            return None
        found.append(Signal(operator.strip(), grade))
    return tuple(found)


def _grade(word: str) -> SignalGrade | None:
    said = word.strip().casefold()
    for grade, spellings in SIGNAL_CHOICES.items():
        if said == grade or said in spellings:
            return SignalGrade(grade)
    return None


def _wrong(row: Row) -> Iterator[Fault]:
    yield from half_given(row)
    yield from _wrong_village(row)
    yield from _wrong_voters(row)
    if signals(text(row, "signal_operators")) is None:
        yield row.fault(
            "signal_operators",
            code="signal",
            wrong=say("The signal per operator cannot be read."),
            mend=say("Write it like: Telkomsel = baik; XL = lemah."),
        )


def _wrong_village(row: Row) -> Iterator[Fault]:
    village = text(row, "village_code")
    if len(village) != CODE_LENGTH[RegionLevel.VILLAGE]:
        yield row.fault(
            "village_code",
            code="village-code",
            wrong=say("“{code}” is not the code of a village.", code=village),
            mend=say("Write all ten digits of the village code."),
        )


def _wrong_voters(row: Row) -> Iterator[Fault]:
    men, women, both = (whole(row, key) for key in ("voters_m", "voters_f", "voters"))
    if both is None or (men or 0) + (women or 0) == both:
        return
    if men is None and women is None:
        yield row.fault(
            "voters",
            code="voters-split",
            wrong=say("Only the total of voters is given."),
            mend=say("Write men and women in their own columns, as in the DPT recapitulation."),
        )
        return
    yield row.fault(
        "voters",
        code="voters-total",
        wrong=say(
            "Men and women add up to {sum}, not to {total}.", sum=(men or 0) + (women or 0), total=both
        ),
        mend=say("Correct the number that is wrong, or leave the total empty."),
    )


def _station(row: Row) -> Station:
    special = text(row, "special")
    return Station(
        village=RegionCode(text(row, "village_code")),
        number=must(whole(row, "number")),
        name=text(row, "name"),
        located=located_of(row),
        voters_m=whole(row, "voters_m") or 0,
        voters_f=whole(row, "voters_f") or 0,
        voters_source=text(row, "voters_source"),
        voters_certainty=certainty_of(row, "voters_certainty"),
        special=SpecialKind(special) if special else None,
        access=tuple(Mode(mode) for mode in several(row, "access")),
        hard=yes(row, "hard") or False,
        signal=_signal(row),
        power=yes(row, "power"),
        raised_floor=yes(row, "raised_floor"),
    )


def _signal(row: Row) -> tuple[Signal, ...]:
    overall = text(row, "signal")
    first = (Signal("", SignalGrade(overall)),) if overall else ()
    return first + (signals(text(row, "signal_operators")) or ())


def _cells(station: Station, *, named_as: tuple[str, str]) -> Mapping[str, Value]:
    kecamatan, village = named_as
    return {
        "village_code": station.village,
        "kecamatan": kecamatan,
        "village_name": village,
        "number": station.number,
        "name": station.name,
        **position_cells(station.located),
        "voters_m": station.voters_m,
        "voters_f": station.voters_f,
        "voters_source": station.voters_source,
        "voters_certainty": certainty_word(station.voters_certainty),
        "special": station.special.value if station.special else "",
        "access": station.access,
        "hard": station.hard,
        **_signal_cells(station.signal),
        "power": station.power,
        "raised_floor": station.raised_floor,
    }


def _signal_cells(signal: Sequence[Signal]) -> Mapping[str, Value]:
    overall = [one.grade.value for one in signal if not one.operator]
    return {
        "signal": overall[0] if overall else "",
        "signal_operators": "; ".join(
            f"{one.operator} = {one.grade.value}" for one in signal if one.operator
        ),
    }
