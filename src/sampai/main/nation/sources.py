"""Which regencies a nation has: those of the gazetteer, or folders of tables beside each other."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

import sampai
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.main.nation.jobs import Effort, Job, gazetteer
from sampai.packs.indonesia.station_list import load_stations
from sampai.places.model import CODE_LENGTH, RegionLevel

NATION = "nation"
"""The whole country of the gazetteer; `nation:pilkada-2024` for another election than the usual one."""

ELECTION = "pemilu-2024"
SETTINGS = "operasi.csv"
REGENCY = 10**6
"""By which a village's code is divided for that of its regency."""

DATA = (".csv", ".parquet", ".py", ".toml")
"""Files of the program that a plan may depend on."""


def is_nation(source: str) -> bool:
    """Whether this names a nation: the gazetteer's, or a folder of folders of tables."""
    path = Path(source)
    if path.exists():
        return path.is_dir() and not (path / SETTINGS).exists() and any(path.glob(f"*/{SETTINGS}"))
    return source.partition(":")[0] == NATION


def election_of(source: str) -> str:
    """The election that the gazetteer's samples are made for."""
    return source.partition(":")[2] or ELECTION


def jobs_of(source: str, *, out: Path, effort: Effort, only: Collection[str] = ()) -> list[Job]:
    """A job for each regency, the biggest first. `only`: codes of provinces or regencies.

    Raises `Refused` where no regency is left.
    """
    found = list(_folders(Path(source)) if Path(source).exists() else _samples(effort.election))
    wanted = [one for one in found if not only or one[0].startswith(tuple(only))]
    if not wanted:
        raise Refused(
            "only",
            say("No regency has a code that begins with {codes}.", codes=", ".join(only)),
            say("Give codes of provinces or regencies, such as --only 17 or --only 1704."),
        )
    program, names = program_digest(), names_of_regencies()
    jobs = [
        Job(
            code=code,
            name=names.get(code, code),
            size=size,
            key=_key(code, tables=tables, effort=effort, program=program),
            tables=tables,
            folder=out / "regencies" / code,
            effort=effort,
        )
        for code, size, tables in wanted
    ]
    return sorted(jobs, key=lambda one: (-one.size, one.code))


Found = tuple[RegionCode, int, Path | None]


def _samples(election: str) -> Iterator[Found]:
    counts: dict[int, int] = {}
    for village in load_stations(election).village.tolist():
        counts[village // REGENCY] = counts.get(village // REGENCY, 0) + 1
    yield from ((RegionCode(str(code)), count, None) for code, count in counts.items())


def _folders(source: Path) -> Iterator[Found]:
    """Each folder is named by the code of its regency, or begins with it: `1704` or `1704-kaur`."""
    for settings in sorted(source.glob(f"*/{SETTINGS}")):
        folder = settings.parent
        code = RegionCode(folder.name[: CODE_LENGTH[RegionLevel.REGENCY]])
        if not code.isdecimal():
            raise Refused(
                "nation-folder",
                say("The folder {folder} is not named by a regency.", folder=folder.name),
                say("Begin its name with the regency's code, such as 1704-kaur."),
            )
        yield code, sum(path.stat().st_size for path in folder.glob("*.csv")), folder


@cache
def names_of_regencies() -> Mapping[str, str]:
    """Names of regencies, provinces and the nation, by code."""
    short = (RegionLevel.NATION, RegionLevel.PROVINCE, RegionLevel.REGENCY)
    lengths = {CODE_LENGTH[level] for level in short}
    return {str(one.code): one.name for one in gazetteer().regions() if len(one.code) in lengths}


def program_digest() -> str:
    """Digest of the program with its pack: another version plans anew."""
    root = Path(sampai.__file__).parent
    found = hashlib.sha256()
    for path in sorted(one for one in root.rglob("*") if one.suffix in DATA):
        found.update(f"{path.relative_to(root).as_posix()}\n".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _key(code: str, *, tables: Path | None, effort: Effort, program: str) -> str:
    asked = {key: value for key, value in asdict(effort).items() if key not in {"files", "lang"}}
    said = {"code": code, "effort": asked, "program": program, "tables": _digests(tables)}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _digests(tables: Path | None) -> Mapping[str, str] | None:
    if tables is None:
        return None
    files = sorted(path for path in tables.iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
