"""Reads the tables of a pack's TOML file strictly: every fault names file, table, key, cause and remedy."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, NoReturn, TypeVar

from sampai.election.model import Basis, Standing
from sampai.kernel.clock import HTime, parse_h_time
from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.text import Text, say

Kind = TypeVar("Kind", bound=StrEnum)
Noun = TypeVar("Noun")

MOST_BYTES = 1_000_000
MOST = 1_000_000_000_000
"""No number of a profile is larger."""


class Table:
    """One table of a file. Each getter takes a key; `close` refuses keys that nobody asked for."""

    def __init__(self, data: Mapping[str, Any], *, file: str, name: str) -> None:
        self.data = data
        self._asked: list[str] = []
        self.file = file
        self.name = name

    def stop(self, key: str, cause: Text, remedy: Text) -> NoReturn:
        """Refuse a key of this table."""
        raise Unreadable(
            "profile",
            say(
                "{file}, table [{table}], key {key}: {cause}.",
                file=self.file,
                table=self.name,
                key=key,
                cause=cause,
            ),
            remedy,
        )

    def has(self, key: str) -> bool:
        """Whether the key is there; it counts as asked for."""
        self._asked.append(key)
        return key in self.data

    def _get(self, key: str, kind: type | tuple[type, ...], wanted: Text) -> Any:  # noqa: ANN401 -- as TOML gives it
        if not self.has(key):
            self.stop(key, say("it is missing"), say("Write {wanted}.", wanted=wanted))
        value = self.data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.stop(
                key, say("“{value}” does not fit", value=str(value)), say("Write {wanted}.", wanted=wanted)
            )
        return value

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; the default where the key is not there."""
        if default is not None and not self.has(key):
            return default
        return str(self._get(key, str, say("a text in quotation marks")))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is not there."""
        if not self.has(key):
            return ()
        values = self._get(key, list, say("a list of texts"))
        if not all(isinstance(value, str) for value in values):
            self.stop(
                key, say("it has something else than texts"), say("Put every entry in quotation marks.")
            )
        return tuple(values)

    def whole(self, key: str, *, default: int | None = None) -> int:
        """A whole number of zero or more."""
        if default is not None and not self.has(key):
            return default
        value = int(self._get(key, int, say("a whole number")))
        if not 0 <= value <= MOST:
            self.stop(
                key,
                say("“{value}” is below zero or far too large", value=str(value)[:40]),
                say("Write a number that can be."),
            )
        return value

    def thousandths(self, key: str) -> int:
        """A decimal number as whole thousandths, such as grams as milligrams; exact."""
        value = Decimal(self._get(key, (int, Decimal), say("a number"))) * 1_000
        if not 0 <= value <= MOST or value != value.to_integral_value():
            self.stop(
                key,
                say("“{value}” does not fit", value=str(self.data[key])[:40]),
                say("Write zero or more, with at most three decimals."),
            )
        return int(value)

    def number(self, key: str) -> float:
        """A number of zero or more, whole or decimal."""
        value = Decimal(self._get(key, (int, Decimal), say("a number")))
        if not 0 <= value <= MOST:
            self.stop(
                key,
                say("“{value}” is below zero or far too large", value=str(value)[:40]),
                say("Write a number that can be."),
            )
        return float(value)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers of zero or more."""
        values = self._get(key, list, say("a list of numbers"))
        rows = [Table({key: value}, file=self.file, name=self.name) for value in values]
        return tuple(row.number(key) for row in rows)

    def flag(self, key: str) -> bool:
        """Yes or no; no where the key is not there."""
        return self.has(key) and bool(self._get(key, bool, say("true or false")))

    def day(self, key: str) -> date:
        """A date without a clock time."""
        value: date = self._get(key, date, say("a date such as 2024-11-27"))
        return date(value.year, value.month, value.day)

    def choice(self, key: str, kind: type[Kind]) -> Kind:
        """One of the values of an enumeration."""
        value = self.text(key)
        if value not in list(kind):
            self.stop(
                key,
                say("“{value}” is not known", value=value),
                say("Choose one of: {choices}.", choices=", ".join(kind)),
            )
        return kind(value)

    def choices(self, key: str, kind: type[Kind]) -> tuple[Kind, ...]:
        """A list of values of an enumeration; empty where the key is not there."""
        rows = [Table({key: value}, file=self.file, name=self.name) for value in self.texts(key)]
        return tuple(row.choice(key, kind) for row in rows)

    def h_time(self, key: str) -> HTime:
        """A time relative to voting day, such as `H-1 18:00`."""
        return self.make(key, lambda: parse_h_time(self.text(key)))

    def clock(self, key: str) -> int:
        """A clock time such as `08:00`, in seconds after midnight."""
        return int(self.make(key, lambda: parse_h_time(f"H {self.text(key)}")))

    def basis(self, key: str = "basis") -> Basis:
        """A `{ standing = …, source = … }` table."""
        table = self.table(key)
        basis = Basis(table.choice("standing", Standing), table.text("source"))
        table.close()
        return basis

    def make(self, key: str, maker: Callable[[], Noun]) -> Noun:
        """What `maker` makes; a refusal of a noun is told with file, table and key."""
        try:
            return maker()
        except Refused as refusal:
            self._tell(key, refusal)

    def _tell(self, key: str, refusal: Refused) -> NoReturn:
        raise Unreadable(
            "profile",
            say(
                "{file}, table [{table}], key {key}: {cause}",
                file=self.file,
                table=self.name,
                key=key,
                cause=refusal.sentence,
            ),
            refusal.hint,
        ) from refusal

    def table(self, key: str) -> "Table":
        """A table in this one."""
        return self._inner(self._get(key, dict, say("a table")), key)

    def tables(self, key: str) -> tuple["Table", ...]:
        """A list of tables, each named by its key or code; empty where the key is not there."""
        if not self.has(key):
            return ()
        rows = self._get(key, list, say("tables headed [[{key}]]", key=key))
        if not all(isinstance(row, dict) for row in rows):
            self.stop(key, say("it is no list of tables"), say("Head each with [[{key}]].", key=key))
        return tuple(
            self._inner(row, f"{key} {_label(row, place)}") for place, row in enumerate(rows, start=1)
        )

    def _inner(self, data: Mapping[str, Any], key: str) -> "Table":
        return Table(data, file=self.file, name=f"{self.name}.{key}" if self.name else key)

    def over(self, base: "Table", *, lists: Iterable[str]) -> "Table":
        """This table laid over another: keys replace keys, rows of the lists those with the same label."""
        data = {**base.data, **self.data}
        for key in lists:
            rows = {table.name: table.data for table in (*base.tables(key), *self.tables(key))}
            data[key] = list(rows.values())
        return Table(data, file=self.file, name="")

    def keys(self) -> tuple[str, ...]:
        """All keys of the table, as written; they count as asked for."""
        self._asked.extend(self.data)
        return tuple(self.data)

    def close(self) -> None:
        """Refuse a key that nobody asked for: most likely it is misspelt."""
        for key in self.data:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                remedy = say("Did you mean {near}?", near=near[0]) if near else say("Take it out.")
                self.stop(key, say("this key is not known"), remedy)


def _label(row: Mapping[str, Any], place: int) -> str:
    return str(row.get("key") or row.get("code") or row.get("level") or place)


def read_toml(file: Traversable) -> Table:
    """A TOML file as its outermost table.

    Raises `Unreadable` when it is missing, too large or no TOML.
    """
    data = _bytes(file)
    try:
        return Table(tomllib.loads(data.decode(), parse_float=Decimal), file=file.name, name="")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(
            "profile",
            say("{file} is no TOML: {cause}.", file=file.name, cause=str(error)),
            say("Mend the line named, or copy the profile again."),
        ) from error


def _bytes(file: Traversable) -> bytes:
    try:
        with file.open("rb") as stream:
            data: bytes = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(
            "profile",
            say("{file} cannot be opened: {cause}.", file=str(file), cause=error.strerror or str(error)),
            say("Check the path and the permission to read it."),
        ) from error
    if len(data) > MOST_BYTES:
        raise Unreadable(
            "profile",
            say("{file} is larger than a profile can be.", file=file.name),
            say("Give the TOML file of a profile."),
        )
    return data
