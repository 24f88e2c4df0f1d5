"""The phone offers the pack's kinds under the pack's numbers."""

import re
from pathlib import Path

from tests.incidents.saying import BOOK

SOURCE = Path(__file__).resolve().parents[2] / "field" / "src" / "fieldwork" / "incidents.ts"
ROW = re.compile(r'^  "?([a-z-]+)"?: (\d+),$', re.MULTILINE)


def test_the_phones_list_is_the_packs_without_what_rules_raise() -> None:
    listed = {key: int(code) for key, code in ROW.findall(SOURCE.read_text(encoding="utf-8"))}
    kinds = {key: kind.code for key, kind in BOOK.kinds.items()}

    assert listed.items() <= kinds.items()
    left = kinds.keys() - listed.keys()
    assert all(BOOK.kinds[key].raised_by for key in left)
