import pytest

from sampai.incidents.model import ItemId, Notice, What
from sampai.incidents.rules.sentences import sentence_of


@pytest.mark.parametrize("what", What)
def test_every_notice_says_what_and_where(what: What) -> None:
    notice = Notice(key="k", what=what, incident=ItemId("a"), office="Polsek Kaur")

    said = str(sentence_of(notice, kind="Banjir", place="TPS 141", due="07.30"))

    assert said.startswith("Banjir, TPS 141: ")
