"""What pages of exercises are handed: the pack's prepared exercises, and makers of files."""

from collections.abc import Mapping

from sampai.main.web.exports import WRITERS
from sampai.packs.exercises import exercise_codes, load_exercise
from sampai.rehearsal.model.training import Script
from sampai.rehearsal.pages.training import Hall


def hall() -> Hall:
    """What the pages need."""
    return Hall(scripts=_scripts, write=WRITERS)


def _scripts() -> Mapping[str, Script]:
    return {code: load_exercise(code) for code in exercise_codes()}
