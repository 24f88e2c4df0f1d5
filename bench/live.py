"""A delivery eve on one server, with sudden ends of it: bench/live.py --plan DIR [--minutes 30].

Rehearsed days of a kept plan (`sampai plan`), each moved into a part of a regency of its own, are brought
in so many minutes by signed telephones to a real server over HTTP. Every --kill seconds the server ends by
kill -9 and begins again. At the end its store is compared with what was stated.

Telephones of stations without a data signal have their statements carried by others; some of them report by
SMS (through the server's folder for messages) or by voice codes (that an operator types) before that.
Statements are made and signed before the clock starts, and may be kept with --prepared; while it runs, the
telephones' side signs one request a run and checks one receipt. They come in the order of the eve, evenly,
or with --as-it-was as densely as the day had them. Both sides share this machine's cores. Telephones are
enrolled in the store, boxes are of no published plan there. When the minutes are over, nothing new is
stated: what had not come by then is `not_stated`, and no part of the comparison.
"""

import argparse
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic, process_time, time_ns
from typing import TYPE_CHECKING, Any

import psycopg
from bench.eve import DAY_S, NATION, WITHIN, Eve, compared, enrol, options_of, own_store, prepared
from bench.ledger import machine, tell
from bench.short_reports import ShortReports

from sampai.kernel.clock import now
from sampai.main.web.options import FILE

if TYPE_CHECKING:
    from tests.ledger.real_server import RealServer

    from sampai.engines.telephones import Habits, Sent
    from sampai.rehearsal.rules.phones import Said

LOG_S = 10.0
TABLE = (
    "| | stations | telephones | statements | by SMS, by voice | minutes | `kill -9` | statements/s | p50 "
    "| p99 | CPU s telephones | CPU s server | server MiB | reports equal after | lost, doubled, altered |\n"
    f"|{' --- |' * 15}"
)
MARKS = "<!-- live: begin -->", "<!-- live: end -->"


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options_of(parser)
    parser.add_argument("--stations", type=int, default=NATION)
    parser.add_argument("--kill", type=float, default=60, help="seconds; 0: never")
    parser.add_argument("--as-it-was", action="store_true", help="as densely as the day had them")
    parser.add_argument("--table", type=Path, help="only write the rows of --row into this page")
    options = parser.parse_args()
    if options.table:
        write_table(options.table, rows=options.row, line=row, head=TABLE, marks=MARKS)
        return
    with ExitStack() as stack:
        data = stack.enter_context(own_store(options.url))
        eve = stack.enter_context(prepared(options, stations=options.stations))
        keep(measured(options, eve, data=data), row=options.row)


def measured(options: argparse.Namespace, eve: Eve, *, data: Path) -> dict[str, object]:
    """All figures."""
    from tests.ledger.real_server import RealServer  # noqa: PLC0415 -- after the settings

    from sampai.engines.telephones import Habits  # noqa: PLC0415 -- see above

    enrolled = enrol(eve)
    pace = 1.0 if options.as_it_was else eve.made.statements / DAY_S
    habits = Habits(
        speed=pace * DAY_S / (options.minutes * 60 * WITHIN),
        lines=options.lines,
        deaf=0.02,
        carried=0.05,
        answer_s=30,
        seed=options.seed,
    )
    shorts = ShortReports(eve, data=data, evenly=not options.as_it_was)
    shorts.enrol()
    server = RealServer(data, url=options.url, more=("--exercise",))
    found = about(options, eve) | {"prepared_cpu_s": eve.made.cpu_s, "enrolled_cpu_s": round(enrolled, 1)}
    run = Run(eve, server=server, habits=habits, options=options, shorts=shorts)
    try:
        server.start()
        found |= run.played(kill_s=options.kill)
        found |= run.caught_up(minutes=options.catch_up)
    finally:
        server.kill()
    return found | {
        "not_stated": eve.made.statements - run.stated,
        "compared": compared(eve, stated=run.stated),
        "short_reports": shorts.compared(),
    }


def about(options: argparse.Namespace, eve: Eve) -> dict[str, object]:
    """What was measured on what."""
    return {
        "at": now().isoformat(timespec="minutes"),
        "machine": machine(),
        "store": options.url.partition(":")[0] or "sqlite",
        "stations": eve.made.stations,
        "telephones": eve.made.telephones,
        "statements": eve.made.statements,
        "without_signal": eve.made.without_signal,
    }


@dataclass(slots=True)
class Run:
    """One run of an eve on a server."""

    eve: Eve
    server: "RealServer" = field(kw_only=True)
    habits: "Habits" = field(kw_only=True)
    options: argparse.Namespace = field(kw_only=True)
    shorts: "ShortReports | None" = field(kw_only=True, default=None)
    port: int = field(kw_only=True, default=0)
    """By way of this one, if given."""
    stated: int = 0
    receipted: int = 0
    starts_s: list[float] = field(default_factory=list)
    server_cpu_s: float = 0.0
    server_mib: int = 0
    began: float = 0.0
    _note_at: float = 0.0

    def played(self, *, kill_s: float) -> dict[str, object]:
        """Send everything; kill -9 the server every so often meanwhile."""
        found: list[Sent] = []
        done, cpu = Event(), process_time()
        self.began = monotonic()

        def send() -> None:
            try:
                found.append(self._sent())
            finally:
                done.set()

        Thread(target=send, daemon=True).start()
        if self.shorts is not None:
            self.shorts.begin(self.server.port, speed=self.habits.speed, until=done)
        kill_at = self.began + kill_s if kill_s else float("inf")
        while not done.wait(max(0.0, min(LOG_S, kill_at - monotonic()))):
            self.note()
            if monotonic() >= kill_at:
                self.kill()
                kill_at = max(kill_at + kill_s, monotonic() + kill_s / 2)
        if self.shorts is not None:
            self.shorts.join()
        wall = monotonic() - self.began
        return figures(found[0], wall=wall) | {
            "kills": len(self.starts_s),
            "longest_start_s": round(max(self.starts_s, default=0.0), 1),
            "telephones_cpu_s": round(process_time() - cpu, 1),
            "server_cpu_s": round(self.server_cpu_s + self.server.cpu_s(), 1),
            "server_mib": self.server_mib,
        }

    def _sent(self) -> "Sent":
        from sampai.engines.signing import verify  # noqa: PLC0415 -- after the settings
        from sampai.engines.telephones import Server, send_stream  # noqa: PLC0415 -- see above
        from sampai.main.web.record import own_node  # noqa: PLC0415 -- see above

        door = Server(
            url=f"http://127.0.0.1:{self.port or self.server.port}",
            key=own_node().key,
            verify=verify,
            now_ms=lambda: time_ns() // 1_000_000,
        )
        return send_stream(
            self._said(),
            sign_of=self.eve.sign_of,
            carriers=self.eve.carriers,
            must_be_carried=self.eve.alone,
            server=door,
            habits=self.habits,
            tell=self._note_receipts,
        )

    def _said(self) -> "Iterator[Said]":
        """What is stated before the time is over, and how much that was."""
        end = self.began + self.options.minutes * 60
        for one in self.eve.said(evenly=not getattr(self.options, "as_it_was", False)):
            if monotonic() > end:
                return
            self.stated += 1
            yield one

    def _note_receipts(self, count: int) -> None:
        self.receipted += count

    def kill(self) -> None:
        """End the server suddenly; how long it took until it answered again."""
        self.server_cpu_s += self.server.cpu_s()
        self.server.kill()
        start = monotonic()
        self.server.start()
        self.starts_s.append(monotonic() - start)

    def note(self) -> None:
        """A line of the log, and the most memory so far."""
        self.server_mib = max(self.server_mib, self.server.memory_mib())
        if self.options.log is not None and monotonic() >= self._note_at:
            self._note_at = monotonic() + LOG_S / 2
            told = {
                "s": round(monotonic() - self.began, 1),
                "stated": self.stated,
                "receipted": self.receipted,
                "kills": len(self.starts_s),
                "server_cpu_s": round(self.server_cpu_s + self.server.cpu_s(), 1),
                "server_mib": self.server_mib,
                "behind": behind(self.server.data, url=self.options.url),
            }
            with self.options.log.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(told) + "\n")

    def caught_up(self, *, minutes: float) -> dict[str, object]:
        """How long after the last receipt the reports are as the record says; or what is left of them."""
        start, left = monotonic(), 1
        first = behind(self.server.data, url=self.options.url)
        waiting = Event()
        while (left := behind(self.server.data, url=self.options.url)) and (
            monotonic() - start < minutes * 60
        ):
            self.note()
            waiting.wait(1.0)
        took = round(monotonic() - start, 1)
        return {
            "reports_behind": first,
            "reports_equal_after_s": None if left else took,
            "reports_left": left,
            "server_cpu_with_reports_s": round(self.server_cpu_s + self.server.cpu_s(), 1),
        }


def behind(data: Path, *, url: str) -> int:
    """How many places of the record the slowest reaction has not seen, as another reader of the store."""
    from sampai.main.web.chores import REACTIONS  # noqa: PLC0415 -- after the settings

    names = [f"'reaction:{one.name}'" for one in REACTIONS]
    ask = (
        "SELECT (SELECT next FROM sequence WHERE id = 1), MIN(next), COUNT(*) FROM cursor"  # noqa: S608 -- our own names
        f" WHERE reader IN ({', '.join(names)})"
    )
    row = _from_postgresql(ask, url=url) if url else _from_sqlite(ask, file=data / FILE)
    end, least, count = (int(one or 0) for one in row)
    return max(0, end - (least if count == len(names) else 0))


def _from_postgresql(ask: str, *, url: str) -> Sequence[Any]:
    with psycopg.connect(url) as store:
        row = store.execute(ask.encode()).fetchone()
    assert row is not None
    return row


def _from_sqlite(ask: str, *, file: Path) -> Sequence[Any]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=60)) as store:
        row = store.execute(ask).fetchone()
    assert row is not None
    return tuple(row)


def figures(sent: "Sent", *, wall: float) -> dict[str, object]:
    """What the telephones went through, as figures."""
    waits, late = sorted(sent.waits_s), sorted(sent.late_s)
    return {
        "minutes": round(wall / 60, 2),
        "receipted": sent.receipted,
        "receipted_per_s": round(sent.receipted / wall, 1),
        "requests": sent.requests,
        "requests_per_s": round(sent.requests / wall, 1),
        "unanswered": sent.unanswered,
        "answers_lost": sent.deaf,
        "carried_by_others": sent.carried,
        "put_aside": dict(sent.refused),
        "faults": sent.faults,
        "request_p50_ms": round(_at(waits, 50) * 1_000, 1),
        "request_p99_ms": round(_at(waits, 99) * 1_000, 1),
        "receipt_after_due_p50_s": round(_at(late, 50), 2),
        "receipt_after_due_p99_s": round(_at(late, 99), 2),
    }


def _at(values: Sequence[float], percent: int) -> float:
    return values[len(values) * percent // 100] if values else 0.0


def keep(found: dict[str, object], *, row: Path | None) -> None:
    """Print, and add a line to the file of rows."""
    tell(found, out=None)
    if row is not None:
        with row.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(found) + "\n")


def write_table(page: Path, *, rows: Path, line: object, head: str, marks: tuple[str, str]) -> None:
    """The rows as a table, between the marks of a page."""
    assert callable(line)
    found = [line(json.loads(one)) for one in rows.read_text(encoding="utf-8").splitlines()]
    before, mark, rest = page.read_text(encoding="utf-8").partition(marks[0])
    assert mark, f"{page} lacks {marks[0]}"
    after = rest.partition(marks[1])[2]
    table = "\n".join([head, *found])
    page.write_text(f"{before}{marks[0]}\n{table}\n{marks[1]}{after}", encoding="utf-8")


def row(one: Mapping[str, object]) -> str:
    """A run as a line of the table."""
    exact, short = one["compared"], one["short_reports"]
    assert isinstance(exact, dict)
    assert isinstance(short, dict)
    equal = one["reports_equal_after_s"]
    cells = [
        f"{one['store']}, {one['at']}",
        f"{one['stations']:,}",
        f"{one['telephones']:,}",
        f"{exact['stated']:,}",
        f"{short['sms']:,}, {short['voice']:,}",
        one["minutes"],
        one["kills"],
        one["receipted_per_s"],
        f"{one['request_p50_ms']} ms",
        f"{one['request_p99_ms']} ms",
        one["telephones_cpu_s"],
        one["server_cpu_s"],
        one["server_mib"],
        f"{one['reports_left']:,} left" if equal is None else f"{equal} s",
        f"{exact['lost']}, {exact['doubled']}, {exact['altered']}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
