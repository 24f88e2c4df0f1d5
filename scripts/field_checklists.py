"""Writes the pack's checklists for the field app, which fills them in without a network.

Run: `make words`; `tests/oversight/test_field_checklists.py` fails when the file is old.
"""

import json
from pathlib import Path

from sampai.packs.oversight import load_checklists

FILE = Path(__file__).resolve().parent.parent / "field" / "src" / "oversight" / "checklists.json"


def checklists() -> str:
    """All checklists as the app reads them."""
    found = [
        {
            "stage": one.stage.value,
            "name": one.name,
            "who": [office.value for office in one.who],
            "questions": [
                {"key": each.key, "principle": each.principle.value, "text": each.text}
                for each in one.questions
            ],
        }
        for one in load_checklists()
    ]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(checklists(), encoding="utf-8")
