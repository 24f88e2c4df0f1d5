"""The public page as static files: shares of arrival, public logs, open data; readable without scripts."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial

from sampai.command.rules.public import DICTIONARY, KECAMATAN_DIGITS, NATION, Share, children
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import Words

Draw = Callable[[str, str, Mapping[str, object]], str]
"""Draws a template in a language with what it shows."""
File = tuple[str, Callable[[str], bytes]]
"""What a file is made of, and what makes it from the time at which it changed."""
FOLDERS = {"id": "", "en": "en/"}
"""Where the pages of each language lie."""
STYLE, LOGS, DATA = "sampai.css", "catatan", "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionShares:
    """An election with its sums by region."""

    event: str
    name: str
    voting_day: date
    shares: Mapping[RegionCode, Share]

    @property
    def folder(self) -> str:
        """Where its pages lie."""
        return self.event.replace(" ", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSheet:
    """A public log as it is shown: its name and key, and its last checkpoint with all signatures."""

    name: str
    key: str
    size: int
    root: str
    signers: tuple[str, ...]
    checkpoint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicState:
    """All that is published. Nothing else reaches the pages."""

    elections: Sequence[ElectionShares]
    """The newest first."""
    logs: Sequence[LogSheet]
    exercise: bool
    version: str


def files(
    state: PublicState, *, looked: datetime, style: bytes, draw: Draw, words: Callable[[str], Words]
) -> Mapping[str, File]:
    """Every file of the public page, by path. `looked`: when the state was read, shown on the first pages."""
    sheet = f"{hashlib.sha256(style).hexdigest()[:16]}.css"
    drawn = _Drawn(state, sheet, draw)
    found: dict[str, File] = {sheet: (sheet, lambda _: style)}
    for lang, folder in FOLDERS.items():
        found[f"{folder}index.html"] = drawn.first(lang, looked=looked)
        found[f"{folder}{LOGS}.html"] = drawn.page("public_logs.jinja", lang, path=f"{LOGS}.html", shown={})
        for election in state.elections:
            found |= _pages(election, lang=lang, folder=folder, drawn=drawn)
    for election in state.elections:
        found |= _data(election, words=words)
    for log in state.logs:
        content = log.checkpoint
        found[f"{LOGS}/{log.name}/checkpoint.txt"] = (_mark(content), partial(_same, content))
    return found


def _same(content: bytes, _at: str) -> bytes:
    return content


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Makes pages of templates, under a mark of all that they show."""

    state: PublicState
    sheet: str
    draw: Draw

    def first(self, lang: str, *, looked: datetime) -> File:
        """The first page: the newest election's nation, and the others."""
        newest = self.state.elections[0] if self.state.elections else None
        shown = {"looked": looked, **(_region(newest, NATION) if newest else {"election": None})}
        return self.page("public_first.jinja", lang, path="index.html", shown=shown)

    def page(self, template: str, lang: str, *, path: str, shown: Mapping[str, object]) -> File:
        """One page. `path` is the same in all languages."""
        depth = path.count("/") + (1 if FOLDERS[lang] else 0)
        up = "../" * depth
        other = next(one for one in FOLDERS if one != lang)
        content = {
            **shown,
            "up": up,
            "base": up + FOLDERS[lang],
            "sheet": up + self.sheet,
            "other": (other, up + FOLDERS[other] + path),
            "exercise": self.state.exercise,
            "elections": [(one.folder, one.name) for one in self.state.elections],
            "logs": self.state.logs if template == "public_logs.jinja" else (),
            "dictionary": DICTIONARY,
        }
        mark = _mark(self.state.version, template, lang, *sorted(content.items()))

        def made(at: str) -> bytes:
            return self.draw(template, lang, content | {"changed": datetime.fromisoformat(at)}).encode()

        return mark, made


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _pages(election: ElectionShares, *, lang: str, folder: str, drawn: _Drawn) -> Mapping[str, File]:
    found = {}
    below = children(election.shares)
    for region in below:
        path = f"{election.folder}/{region or 'index'}.html"
        shown = _region(election, region, below=below[region])
        found[folder + path] = drawn.page("public_region.jinja", lang, path=path, shown=shown)
    path = f"{election.folder}/{DATA}.html"
    named = {"election": (election.folder, election.name, election.voting_day)}
    found[folder + path] = drawn.page("public_data.jinja", lang, path=path, shown=named)
    return found


def _region(
    election: ElectionShares, region: RegionCode, *, below: Sequence[Share] | None = None
) -> dict[str, object]:
    chain = [region[:digits] for digits in range(0, len(region) + 1, 2)]
    return {
        "election": (election.folder, election.name, election.voting_day),
        "share": election.shares[region],
        "children": children(election.shares)[region] if below is None else below,
        "chain": [(one, election.shares[RegionCode(one)].name) for one in chain],
        "has_pages": len(region) + 2 < KECAMATAN_DIGITS,
    }


def _data(election: ElectionShares, *, words: Callable[[str], Words]) -> Mapping[str, File]:
    """The open data of an election: one row a region as CSV and JSON, and a data package."""
    rows = [asdict(one) for one in election.shares.values()]
    mark = _mark(election.event, rows)
    folder = f"{election.folder}/{DATA}"
    package = json.dumps(_package(election, words=words), ensure_ascii=False, indent=1).encode()
    return {
        f"{folder}/wilayah.csv": (mark, lambda _: _csv(rows)),
        f"{folder}/wilayah.json": (mark, lambda at: _json(rows, election=election, at=at)),
        f"{folder}/datapackage.json": (_mark(package), partial(_same, package)),
    }


def _csv(rows: Sequence[Mapping[str, object]]) -> bytes:
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, DICTIONARY, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue().encode()


def _json(rows: Sequence[Mapping[str, object]], *, election: ElectionShares, at: str) -> bytes:
    told = {
        "election": election.event,
        "voting_day": election.voting_day.isoformat(),
        "changed": at,
        "regions": rows,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _package(election: ElectionShares, *, words: Callable[[str], Words]) -> Mapping[str, object]:
    """A Frictionless data package, whose fields say what they mean in both languages."""
    schema = [
        {
            "name": name,
            "type": kind,
            "title": words("id").say(title),
            "description": words("id").say(meaning),
            "title_en": words("en").say(title),
            "description_en": words("en").say(meaning),
        }
        for name, (kind, title, meaning) in DICTIONARY.items()
    ]
    return {
        "profile": "tabular-data-package",
        "name": election.folder,
        "title": election.name,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "wilayah",
                "path": "wilayah.csv",
                "encoding": "utf-8",
                "schema": {"fields": schema, "primaryKey": "region", "missingValues": []},
            }
        ],
    }
