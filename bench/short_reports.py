"""Short reports beside an eve: messages laid into the server's folder, voice codes typed on its page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from urllib.parse import urlencode

from bench.eve import DAY_S, Eve
from bench.server import ACCOUNT, HIDDEN, PASSWORD, logged_in

from sampai.fieldwork.model import Carried, ReportKind, ShortReport
from sampai.fieldwork.rules.sms import is_receipt, read_sms
from sampai.fieldwork.rules.voice import receipt_of, voice_code
from sampai.kernel.ids import RegionCode
from sampai.ledger.model import DeviceId

FORM = "application/x-www-form-urlencoded"
TAKEN_S = 300
"""So long the server may have messages lie at the end."""
_REST_S = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """One short report: when, whose, for which place, its message; by voice or not."""

    at: int
    device: DeviceId
    place: str
    sms: str
    by_voice: bool

    @property
    def report(self) -> ShortReport:
        """That the goods came."""
        return ShortReport(kind=ReportKind.TAKEN, argument=0, counter=0, place=self.place)


@dataclass(slots=True)
class ShortReports:
    """Those of an eve. In one regency an operator hears codes; elsewhere messages are sent instead."""

    eve: Eve
    data: Path = field(kw_only=True)
    evenly: bool = field(kw_only=True)
    told: list[Told] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    _sent: set[tuple[DeviceId, bool]] = field(default_factory=set)
    _region: str = ""
    _cookies: str = ""
    _token: str = ""
    _threads: list[Thread] = field(default_factory=list)

    def enrol(self) -> None:
        """Make the folders and the operator's account."""
        from sampai.main.store.opening import open_store  # noqa: PLC0415 -- after the settings
        from sampai.main.web.accounts import ready_account  # noqa: PLC0415 -- see above
        from sampai.main.web.wiring import roles  # noqa: PLC0415 -- see above

        spoken = [place for _, _, way, place, _ in self.eve.shorts() if way == "voice"]
        self._region = min(spoken, default="")[:4]
        for at, device, way, place, text in self.eve.shorts():
            self.told.append(Told(at, device, place, text, way == "voice" and place.startswith(self._region)))
        for name in ("inbox", "outbox"):
            (self.data / "sms" / name).mkdir(parents=True, exist_ok=True)
        if self._region:
            with open_store():
                ready_account(
                    ACCOUNT,
                    name=ACCOUNT,
                    role=roles()["kpu-logistik"],
                    territory=RegionCode(self._region),
                    password=PASSWORD,
                )

    def begin(self, port: int, *, speed: float, until: Event) -> None:
        """Send them when they are due, until the telephones are done."""
        start = monotonic()
        for by_voice in (False, True):
            mine = [one for one in self.told if one.by_voice is by_voice]
            thread = Thread(
                target=self._send, args=(self._due(mine, start, speed=speed), port, until), daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def join(self) -> None:
        """Wait until what was begun is said, and what lies in the folder is taken."""
        for thread in self._threads:
            thread.join()
        until, inbox, waiting = monotonic() + TAKEN_S, self.data / "sms" / "inbox", Event()
        while any(inbox.glob("IN*.txt")) and monotonic() < until:
            waiting.wait(_REST_S)

    def _due(self, mine: Sequence[Told], start: float, *, speed: float) -> Iterator[tuple[float, Told]]:
        """Each with the second at which it is due."""
        first = self.told[0].at if self.told else 0
        for place, one in enumerate(mine):
            passed = place / len(mine) * DAY_S if self.evenly else one.at - first
            yield start + passed / speed, one

    def _send(self, mine: Iterator[tuple[float, Told]], port: int, until: Event) -> None:
        for number, (due, one) in enumerate(mine):
            if until.wait(max(0.0, due - monotonic())):
                return
            if not one.by_voice:
                self._lay_down(one, number=number)
            elif not self._say(one, port=port, until=until):
                return
            self._sent.add((one.device, one.by_voice))

    def _lay_down(self, one: Told, *, number: int) -> None:
        """As a gateway does: the whole file at once."""
        name = f"IN20240213_120000_{number:02d}_{_sender(one.device)}_00.txt"
        part = self.data / "sms" / "inbox" / f".{name}"
        part.write_text(one.sms, encoding="utf-8")
        part.replace(part.with_name(name))

    def _say(self, one: Told, *, port: int, until: Event) -> bool:
        """Type a code until the page shows its receipt; whether it did before the end."""
        from sampai.main.web.record import voice_key  # noqa: PLC0415 -- after the settings

        key = voice_key(one.device)
        groups = voice_code(one.report, key=key).split("-")
        while True:
            try:
                page = self._typed(port, one, groups)
            except (OSError, HTTPException):
                page = ""
            if receipt_of(one.report, key=key) in page:
                self.answered["voice"] += 1
                return True
            if until.wait(_REST_S):
                return False

    def _typed(self, port: int, one: Told, groups: list[str]) -> str:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            if not self._token:
                self._cookies = logged_in(connection)
                self._token = _token(self._page(connection, None))
            form = {"perangkat": one.device.hex(), "tempat": one.place, "csrfmiddlewaretoken": self._token}
            form |= {f"kelompok{number}": group for number, group in enumerate(groups, start=1)}
            return self._page(connection, urlencode(form))
        finally:
            connection.close()

    def _page(self, connection: HTTPConnection, form: str | None) -> str:
        headers = {"Cookie": self._cookies, "Content-Type": FORM}
        connection.request("GET" if form is None else "POST", "/lapor/suara", form, headers)
        return connection.getresponse().read().decode()

    def compared(self) -> Mapping[str, int]:
        """What the store has heard beside what was sent; the server must have ended."""
        from sampai.fieldwork.tables import TellingRow  # noqa: PLC0415 -- after the settings

        heard: Counter[tuple[str, bool, str, int]] = Counter()
        ways = {Carried.SMS.value: False, Carried.VOICE.value: True}
        rows = TellingRow.objects.filter(carried__in=list(ways))
        for device, counter, carried, place, kind in rows.values_list(
            "device", "counter", "carried", "place", "kind"
        ):
            assert counter == 0
            heard[device, ways[carried], place, kind] += 1
        sent = {
            (one.device.hex(), one.by_voice, one.place, ReportKind.TAKEN.value)
            for one in self.told
            if (one.device, one.by_voice) in self._sent
        }
        return {
            "sms": sum(not by_voice for _, by_voice in self._sent),
            "voice": sum(by_voice for _, by_voice in self._sent),
            "sms_answered": self._answers(),
            "voice_answered": self.answered["voice"],
            "lost": len(sent - heard.keys()),
            "doubled": sum(heard.values()) - len(heard),
            "altered": len(heard.keys() - sent),
        }

    def _answers(self) -> int:
        """How many telephones found the true receipt in their messages."""
        from sampai.main.web.record import voice_key  # noqa: PLC0415 -- after the settings

        found: dict[str, list[str]] = {}
        for file in (self.data / "sms" / "outbox").glob("OUTB_*.txt"):
            found.setdefault(file.name.split("_")[1], []).append(file.read_text(encoding="utf-8"))
        return sum(
            any(
                is_receipt(text, signed=read_sms(one.sms).signed, counter=0, key=voice_key(one.device))
                for text in found.get(_sender(one.device), ())
            )
            for one in self.told
            if (one.device, False) in self._sent
        )


def _sender(device: DeviceId) -> str:
    """A telephone's number."""
    return f"+62{int.from_bytes(device[:5], 'big'):013d}"


def _token(page: str) -> str:
    found = HIDDEN.search(page)
    return found[1] if found else ""
