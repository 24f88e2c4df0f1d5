"""Letters of notices: to whom, how often, and that two servers on one store do not send them both."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from tests.command.people import logged_in
from tests.incidents.desk import after, ms, person, told
from tests.incidents.saying import BOOK

from sampai.incidents.actions.letters import address_notices, carry
from sampai.incidents.model import Media
from sampai.incidents.ports import Letter
from sampai.incidents.rules.letters import MOST_TRIES, wait_ms
from sampai.incidents.tables import LetterRow
from sampai.kernel.ids import RegionCode
from sampai.main.web.incidents import channels, voice
from sampai.people.tables import AccountRow

STATION = "1704012003001"


@dataclass
class Carrier:
    """Takes what it is told to take, and remembers all."""

    medium: Media
    takes: bool = True
    seen: list[Letter] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def __call__(self, letter: Letter, /) -> bool:
        self.seen.append(letter)
        self.meanwhile()
        return self.takes


@pytest.fixture
def reported(any_store: str) -> str:  # noqa: ARG001 -- the store is open meanwhile
    for role, territory in (("ppk", "170401"), ("ppk", "170402"), ("panwascam", "170401")):
        logged_in(role, territory=RegionCode(territory))
    AccountRow.objects.filter(territory="170401").update(email="a@kpu.example", phone="0811")
    AccountRow.objects.filter(territory="170402").update(email="b@kpu.example")
    return told("flood", STATION, at=after(0), by=person("kpu-logistik", "1704"))


def brought(*carriers: Carrier, minute: float) -> int:
    return carry({one.medium: one for one in carriers}, now_ms=ms(after(minute)), voice=voice(), book=BOOK)


def test_each_person_of_the_offices_asked_gets_one_letter_by_each_channel_there_is(reported: str) -> None:
    mail, sms = Carrier(Media.EMAIL), Carrier(Media.SMS)
    address_notices(media={Media.EMAIL, Media.SMS}, now_ms=ms(after(1)), book=BOOK)
    address_notices(media={Media.EMAIL, Media.SMS}, now_ms=ms(after(1)), book=BOOK)

    assert brought(mail, sms, minute=1) == 4
    assert brought(mail, sms, minute=2) == 0
    assert [letter.to for letter in mail.seen] == ["a@kpu.example", "a@kpu.example"]
    assert mail.seen[0].text.startswith("Banjir, TPS 1 ")
    assert "mohon dijawab paling lambat" in mail.seen[0].text.lower()
    assert mail.seen[0].address == f"/kejadian/{reported[:12]}"


@pytest.mark.usefixtures("reported")
def test_what_is_not_taken_comes_again_later_each_time_and_is_given_up_in_the_end() -> None:
    mail = Carrier(Media.EMAIL, takes=False)
    address_notices(media={Media.EMAIL}, now_ms=ms(after(1)), book=BOOK)

    brought(mail, minute=1)
    brought(mail, minute=1.5)
    assert len(mail.seen) == 2
    for turn in range(1, 40):
        brought(mail, minute=1 + 61 * turn)

    assert len(mail.seen) == 2 * MOST_TRIES
    assert set(LetterRow.objects.values_list("state", flat=True)) == {"given-up"}
    assert [wait_ms(tries) for tries in (1, 2, 3, 12)] == [60_000, 120_000, 240_000, None]


@pytest.mark.usefixtures("reported")
def test_a_second_server_leaves_a_letter_alone_that_is_being_brought() -> None:
    other = Carrier(Media.EMAIL)
    mail = Carrier(Media.EMAIL, meanwhile=lambda: brought(other, minute=1))
    address_notices(media={Media.EMAIL}, now_ms=ms(after(1)), book=BOOK)

    assert brought(mail, minute=1) == 2
    assert other.seen == []


@pytest.mark.usefixtures("reported")
def test_old_notices_and_media_that_nobody_set_up_make_no_letters() -> None:
    address_notices(media=(), now_ms=ms(after(1)), book=BOOK)
    assert LetterRow.objects.count() == 0
    told("fire", STATION, at=after(5), by=person("kpu-logistik", "1704"))
    address_notices(media={Media.EMAIL}, now_ms=ms(after(5 + 25 * 60)), book=BOOK)

    assert LetterRow.objects.count() == 0


def test_channels_are_what_the_keeper_wrote_down(tmp_path: object) -> None:
    folder = tmp_path / "data"  # type: ignore[operator]
    folder.mkdir()
    assert channels(folder) == {}
    (folder / "channels.toml").write_text(
        'address = "https://sampai.example"\n[email]\nhost = "localhost"\nport = 25\nfrom = "s@kpu.example"\n'
        'tls = "none"\n[webhook]\nurl = "https://x.example/in"\nsecret = "0123456789abcdef"\n',
        encoding="utf-8",
    )
    assert set(channels(folder)) == {Media.EMAIL, Media.WEBHOOK}


def test_letters_of_an_exercise_begin_with_saying_so(reported: str) -> None:  # noqa: ARG001 -- it is in the store
    mail = Carrier(Media.EMAIL)
    address_notices(media={Media.EMAIL}, now_ms=ms(after(1)), book=BOOK)

    exercising = replace(voice(), is_exercise=True)
    carry({Media.EMAIL: mail}, now_ms=ms(after(1)), voice=exercising, book=BOOK)

    assert all(letter.text.startswith("LATIHAN: ") for letter in mail.seen)
    assert all(letter.subject.startswith("LATIHAN: Sampai: ") for letter in mail.seen)
    assert mail.seen
