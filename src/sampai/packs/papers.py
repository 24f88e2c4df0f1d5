"""Reads a pack's papers: templates, letterheads, numbers, label sizes. An office's own lie over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from sampai.election.model import Basis
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.paper import Letterhead
from sampai.kernel.text import say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml

LETTERHEADS, LABELS = "kop.toml", "label.toml"
DOTS = "…" * 4
MILLIMETRES = ("kertas_lebar", "kertas_tinggi", "tepi_x", "tepi_y", "lebar", "tinggi", "sela_x", "sela_y")
COUNTS = ("kolom", "baris", "garis")

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRule:
    """The letterhead of an office in a territory; `{wilayah}` and `{nama}` stand for the regency's name."""

    office: str
    territory: str
    lines: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRule:
    """How papers of one series are numbered."""

    series: str
    pattern: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSize:
    """A sheet of labels: its name, and its measures by the names that the template uses."""

    code: str
    name: str
    measures: Mapping[str, float | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBook:
    """All that a pack, or an office, has for printing. `files`: templates by name."""

    files: Mapping[str, bytes]
    heads: tuple[HeadRule, ...]
    numbers: Mapping[str, NumberRule]
    sizes: Mapping[str, LabelSize]

    def head(self, office: str, *, region: RegionCode, name: str) -> Letterhead:
        """The letterhead of an office: that of the longest territory which holds the region."""
        fits = [one for one in self.heads if one.office == office and region.startswith(one.territory)]
        if not fits:
            return Letterhead()
        rule = max(fits, key=lambda one: len(one.territory))
        short = name.removeprefix("Kabupaten ").removeprefix("Kota ")
        places = {"wilayah": name, "nama": short if name.startswith("Kabupaten ") else name}
        return Letterhead(
            lines=tuple(line.format_map(places) for line in rule.lines), address=rule.address, place=short
        )

    def number(self, series: str, *, region: RegionCode, day: date, running: int | None = None) -> str:
        """A number of a series, with dots for the running number unless it is given."""
        rule = self.numbers.get(series)
        if rule is None:
            return ""
        return rule.pattern.format_map(
            {
                "urut": DOTS if running is None else str(running),
                "wilayah_kode": region,
                "tahun": str(day.year),
                "bulan": _ROMAN[day.month - 1],
            }
        )

    def size(self, code: str) -> LabelSize:
        """A size of labels. Raises `Refused` for one that is not there."""
        if code not in self.sizes:
            raise Refused(
                "label-size",
                say("There is no size of labels {code}.", code=code),
                say("The sizes are: {sizes}.", sizes=", ".join(self.sizes)),
            )
        return self.sizes[code]


def load_papers(*, pack: str = PACK, own: Path | None = None) -> PaperBook:
    """The pack's papers, with an office's `own` files over them. Raises `Unreadable` for a fault in one."""
    folder = pack_folder(pack) / "papers"
    files: dict[str, Traversable | Path] = {file.name: file for file in _files(folder)}
    if own is not None:
        if not own.is_dir():
            raise Refused(
                "templates",
                say("{path} is no folder of templates.", path=str(own)),
                say("Name a folder; sampai print templat --out DIR writes one."),
            )
        files |= {file.name: file for file in sorted(own.iterdir()) if file.is_file()}
    heads = read_toml(files[LETTERHEADS])
    sizes = read_toml(files[LABELS])
    rules = tuple(_head(row) for row in heads.tables("kop"))
    numbers = tuple(_number(row) for row in heads.tables("nomor"))
    heads.close()
    return PaperBook(
        files={name: file.read_bytes() for name, file in sorted(files.items())},
        heads=rules,
        numbers={rule.series: rule for rule in numbers},
        sizes={code: _size(code, sizes.table(code)) for code in sizes.data},
    )


def _files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.is_file()), key=lambda file: file.name)


def _head(row: Table) -> HeadRule:
    rule = HeadRule(
        office=row.text("office"),
        territory=row.text("territory"),
        lines=row.texts("lines"),
        address=row.text("address"),
    )
    row.close()
    return rule


def _number(row: Table) -> NumberRule:
    rule = NumberRule(series=row.text("series"), pattern=row.text("pattern"), basis=row.basis())
    row.close()
    return rule


def _size(code: str, row: Table) -> LabelSize:
    measures: dict[str, float | int] = {name: row.number(name) for name in MILLIMETRES}
    measures |= {name: row.whole(name) for name in COUNTS}
    size = LabelSize(code=code, name=row.text("name"), measures=measures)
    row.close()
    return size
