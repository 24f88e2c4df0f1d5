"""`sampai needs`: what every station must get, for an operation or the whole nation."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from sampai.election.model import Election, Level
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import Text, Words, say
from sampai.main import options
from sampai.main.session import session
from sampai.materials.model import KitBook, Needs, StationColumns
from sampai.materials.rules.explain import explain
from sampai.materials.rules.needs import needs_of_columns, station_columns
from sampai.materials.rules.totals import NeedFigures, need_figures
from sampai.places.model import RegionLevel, Station, Territory

NATION = RegionCode("")


@dataclass(frozen=True, slots=True)
class Asked:
    """The stations and rules that the needs are asked for."""

    title: str
    region: RegionCode
    columns: StationColumns
    election: Election
    kits: KitBook
    territory: Territory | None
    """None for the nation, whose region tree is read only where its names are shown."""


@click.command(
    "needs",
    help=str(
        say(
            "Counts what every station must get, by the rules of the election's profile: boxes, ballots with "
            "reserve, booths, ink and the rest. Give an operation, or --nation for the whole country."
        )
    ),
    epilog=str(say("Example: sampai needs kaur --explain surat_suara 1704012001001")),
)
@click.argument("operation", required=False, type=click.Path(path_type=Path))
@click.option("--nation", is_flag=True, help=str(say("All stations of the country, by the pack's own list.")))
@click.option(
    "--election",
    metavar="CODE",
    help=str(say("Election profile, such as pilkada-2024; only with --nation.")),
)
@options.as_json
@click.option(
    "--explain",
    "explained",
    nargs=2,
    metavar="ITEM STATION",
    help=str(say("Say how a number came about: an item's key and the 13 digits of a station.")),
)
@click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Write the needs as a workbook too.")),
)
def command(
    operation: Path | None,
    *,
    nation: bool,
    election: str | None,
    as_json: bool,
    explained: tuple[str, str] | None,
    xlsx: Path | None,
) -> None:
    """Count, explain or print the needs."""
    started = time.perf_counter()
    asked = _asked(operation, nation=nation, election=election)
    if explained:
        _print_explanation(asked, item=explained[0], station=explained[1], as_json=as_json)
        return
    needs = needs_of_columns(asked.columns, election=asked.election, kits=asked.kits)
    figures = need_figures(needs, kits=asked.kits, within=asked.region)
    if xlsx:
        _write_workbook(xlsx, needs, asked=asked, words=session().words)
    if as_json:
        answer = _object(figures, needs, asked=asked)
        seconds = round(time.perf_counter() - started, 3)
        click.echo(json.dumps({**answer, "seconds": seconds}, ensure_ascii=False))
        return
    for line in _lines(figures, asked=asked, words=session().words):
        click.echo(line)
    if xlsx:
        click.echo(session().say(say("Written: {file}", file=str(xlsx))))


# What is asked


def _asked(operation: Path | None, *, nation: bool, election: str | None) -> Asked:
    if nation == (operation is not None):
        raise Refused(
            "needs",
            say("Give either an operation or --nation."),
            say("For example: sampai needs kaur, or sampai needs --nation --election pemilu-2024."),
        )
    if nation != (election is not None):
        raise Refused(
            "needs",
            say("--nation needs --election, and an operation names its own election."),
            say("For example: sampai needs --nation --election pemilu-2024."),
        )
    return _operation(operation) if operation else _nation(election or "")


def _operation(path: Path) -> Asked:
    # Reading an operation pulls in the whole intake; the nation's needs do without.
    from sampai.main.operations import load_operation  # noqa: PLC0415 -- see above

    loaded = load_operation(path)
    return Asked(
        title=loaded.operation.settings.name,
        region=loaded.operation.settings.region,
        columns=station_columns(loaded.operation.register.stations),
        election=loaded.rules.election,
        kits=loaded.rules.kits,
        territory=loaded.rules.territory,
    )


def _nation(code: str) -> Asked:
    # Both pull in the pack's files and Polars, which an operation's tables do without.
    from sampai.packs.indonesia.station_list import national_stations  # noqa: PLC0415 -- see above
    from sampai.packs.profiles import load_election, load_kits  # noqa: PLC0415 -- see above

    election = load_election(code)
    village, number, voters = national_stations(election.code)
    return Asked(
        title="Indonesia",
        region=NATION,
        columns=StationColumns.of(village, number=number, voters=voters.astype(np.int64)),
        election=election,
        kits=load_kits(code),
        territory=None,
    )


# How a number came about


def _print_explanation(asked: Asked, *, item: str, station: str, as_json: bool) -> None:
    lines = [
        session().say(line)
        for line in explain(item, _station(asked.columns, station), election=asked.election, kits=asked.kits)
    ]
    click.echo(json.dumps({"explanation": lines}, ensure_ascii=False) if as_json else "\n".join(lines))


def _station(columns: StationColumns, wanted: str) -> Station:
    code = wanted.replace(".", "")
    row = int(np.searchsorted(columns.codes, int(code))) if code.isdecimal() and len(code) == 13 else -1
    if not 0 <= row < len(columns.codes) or str(columns.codes[row]) != code:
        raise Refused(
            "station",
            say("There is no TPS “{station}” here.", station=wanted),
            say("Write its village code and its number in three digits, such as 1704012001001."),
        )
    return Station(village=RegionCode(code[:10]), number=int(code[10:]), voters_m=int(columns.voters[row]))


# Figures


def _object(figures: NeedFigures, needs: Needs, *, asked: Asked) -> dict[str, object]:
    return {
        "election": asked.election.code,
        "region": asked.region,
        "stations": figures.stations,
        "voters": figures.voters,
        "items": dict(figures.items),
        **{f"{family}_by_contest": dict(counts) for family, counts in figures.contests.items()},
        "by_level": {
            level.value: {family: count for family, count in items.items() if count}
            for level, items in figures.levels.items()
        },
        "boxes": figures.load.boxes,
        "volume_m3": figures.load.volume_l / 1_000,
        "weight_kg": figures.load.weight_g / 1_000,
        "unverified": list(asked.kits.unverified()),
        "digest": needs.digest,
    }


def _lines(figures: NeedFigures, *, asked: Asked, words: Words) -> Iterator[str]:
    yield words.say(
        say(
            "{title}, {election}: {stations} TPS, {voters} voters.",
            title=asked.title,
            election=asked.election.name,
            stations=figures.stations,
            voters=figures.voters,
        )
    )
    yield from _table(_rows(figures, kits=asked.kits, words=words))
    yield words.say(say("Items marked * rest on a rule that nobody has verified."))
    yield words.say(
        say(
            "In all {boxes} boxes, {volume} m3, {weight} t.",
            boxes=figures.load.boxes,
            volume=figures.load.volume_l / 1_000,
            weight=figures.load.weight_g / 1_000_000,
        )
    )


def _rows(figures: NeedFigures, *, kits: KitBook, words: Words) -> Iterator[list[str]]:
    heads: Sequence[Text] = (say("Item"), say("TPS"), say("Above"), say("In all"), say("Unit"))
    yield [words.say(head) for head in heads]
    for family, total in figures.items.items():
        members = kits.family(family)
        star = " *" if {item.key for item in members} & set(kits.unverified()) else ""
        at_stations = figures.levels[Level.STATION][family]
        counts = (words.number(count) for count in (at_stations, total - at_stations, total))
        yield [family + star, *counts, members[0].unit]


def _table(rows: Iterator[list[str]]) -> Iterator[str]:
    """Rows with their columns aligned: words to the left, numbers to the right."""
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        first, *numbers, unit = row
        aligned = [number.rjust(width) for number, width in zip(numbers, widths[1:-1], strict=True)]
        yield "  ".join((first.ljust(widths[0]), *aligned, unit))


# Workbook


def _write_workbook(file: Path, needs: Needs, *, asked: Asked, words: Words) -> None:
    # XlsxWriter is slow to import and only needed here.
    from sampai.engines.tables.xlsx_writer import write_workbook  # noqa: PLC0415 -- see above

    write_workbook(file, sheets=_sheets(needs, asked=asked, words=words))


def _sheets(needs: Needs, *, asked: Asked, words: Words) -> list[TableSheet]:
    """All sheets for an operation; for the nation only those that a person can still read."""
    from sampai.materials.pages import needs_sheets, region_sheet, totals_sheet  # noqa: PLC0415 -- only here

    if asked.territory is not None:
        return needs_sheets(
            needs, election=asked.election, kits=asked.kits, territory=asked.territory, words=words
        )
    return [
        totals_sheet(needs, kits=asked.kits, words=words),
        region_sheet(
            needs, level=RegionLevel.KECAMATAN, kits=asked.kits, territory=_named(needs), words=words
        ),
    ]


def _named(needs: Needs) -> Territory:
    """The names of all kecamatan that have stations."""
    from sampai.packs.indonesia.regions import IndonesiaGazetteer  # noqa: PLC0415 -- only for the nation's names

    gazetteer = IndonesiaGazetteer()
    found = [gazetteer.region(code) for code in needs.sums(RegionLevel.KECAMATAN).regions]
    return Territory(NATION, {region.code: region for region in found if region})
