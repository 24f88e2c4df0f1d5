"""What phones fill in: the file of questions that the app has, and statements as they come in."""

import json
from collections.abc import Mapping

import pytest
from scripts.field_checklists import FILE, checklists
from tests.ledger.worlds import Phone
from tests.oversight.cases import KAUR, NASAL, STATION, finding, person

from sampai.kernel.clock import now
from sampai.ledger.actions.append import append, enrol_device
from sampai.ledger.actions.react import catch_up, rebuild
from sampai.ledger.model import Data
from sampai.ledger.rules.envelope import batch_bytes
from sampai.main.web.record import own_node
from sampai.main.web.supervision import means
from sampai.oversight.model import Office, Reply
from sampai.oversight.queries.checklists import checklist_lines
from sampai.oversight.reactions import FilledChecklists
from sampai.oversight.tables import ChecklistRow

VECTOR = json.loads((FILE.parents[3] / "tests" / "vectors" / "checklist.json").read_text(encoding="utf-8"))


def test_the_app_has_the_questions_of_the_pack() -> None:
    assert FILE.read_text(encoding="utf-8") == checklists(), "Run make words."


def states(institution: str, body: Mapping[str, Data], *, name: str = "hp", times: int = 1) -> None:
    """A phone of an institution states a filled checklist, and hands it up once or more often."""
    phone = Phone(name)
    enrol_device(phone.key, holder=name, at=now(), territory=STATION, institution=institution)
    event = phone.says("oversight.filled", subject=f"station:{STATION}", body=body)
    for _ in range(times):
        append([batch_bytes(phone.batch([event]))], at_ms=1_707_700_000_000, node=own_node().node)
        catch_up(FilledChecklists())


@pytest.mark.usefixtures("any_store")
def test_statement_of_a_supervisors_phone_is_one_filled_checklist() -> None:
    states("bawaslu", VECTOR["body"], times=2)

    (line,) = checklist_lines(person("panwascam"), book=means().book, zone="WIB")
    assert (line.filled.name, line.filled.by, line.noes) == ("Rudi", Office.PTPS, 1)
    assert [(one.question, one.reply, one.note, one.boxes) for one in line.filled.answers] == [
        ("jumlah", Reply.YES, "", ()),
        ("kualitas", Reply.NO, "Segel putus", (f"{STATION}-B1",)),
    ]
    assert checklist_lines(person("panwascam", KAUR), book=means().book, zone="WIB")
    before = FilledChecklists().digest()
    rebuild(FilledChecklists())
    assert FilledChecklists().digest() == before


@pytest.mark.usefixtures("sqlite_store")
@pytest.mark.parametrize(
    ("institution", "change"),
    [
        ("kpu", {}),
        ("bawaslu", {"stage": "pesta"}),
        ("bawaslu", {"answers": []}),
        ("bawaslu", {"answers": [{"question": "jumlah", "reply": "mungkin"}]}),
        ("bawaslu", {"by": "Rudi"}),
    ],
)
def test_what_is_no_supervisors_checklist_stays_in_the_record_only(
    institution: str, change: dict[str, Data]
) -> None:
    states(institution, VECTOR["body"] | change)

    assert not ChecklistRow.objects.exists()


@pytest.mark.usefixtures("any_store")
def test_cases_are_no_statements_of_phones() -> None:
    finding()

    catch_up(FilledChecklists())

    assert not ChecklistRow.objects.exists()
    assert person("panwascam").scope.territory == NASAL
