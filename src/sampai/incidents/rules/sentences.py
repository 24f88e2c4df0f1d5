"""What a notice says."""

from sampai.incidents.model import Notice, What
from sampai.kernel.text import Text, say


def sentence_of(notice: Notice, *, kind: str, place: str, due: str = "") -> Text:
    """A notice as a sentence; `kind`, `place` and the time `due` in the words of the reader."""
    match notice.what:
        case What.NOTIFY:
            return say("{kind}, {place}: please answer by {due}.", kind=kind, place=place, due=due)
        case What.REMIND:
            return say("{kind}, {place}: your answer is late. Please answer now.", kind=kind, place=place)
        case What.ASK:
            return say(
                "{kind}, {place}: is it settled? Please say so by {due}.", kind=kind, place=place, due=due
            )
        case What.DISPATCH:
            return say("{kind}, {place}: please go there.", kind=kind, place=place)
        case What.ALREADY_SENT:
            return say(
                "{kind}, {place}: {unit} is already on its way.", kind=kind, place=place, unit=notice.office
            )
        case What.CALL_BACK:
            return say(
                "{kind}, {place}: ask who reported it whether it is settled indeed.", kind=kind, place=place
            )
        case What.CLOSE:
            return say("{kind}, {place}: closed.", kind=kind, place=place)
