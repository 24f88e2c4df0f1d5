"""The sheet `jaga`: places guarded round the clock."""

from collections.abc import Iterable, Mapping

from sampai.guarding.model import GuardedPlace
from sampai.kernel.ids import PlaceCode
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.periods import ENDS, STARTS, ends_too_early
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import moment, must, text, whole

SHEET = Sheet(
    key="jaga",
    aliases=("guards", "guarded places", "penjagaan"),
    help_id="Satu baris = satu tempat yang dijaga siang dan malam, misalnya gudang atau kantor KPU.",
    help_en="One row = one place guarded round the clock, such as the store or the KPU office.",
    columns=(
        Column(
            key="place",
            header_id="Tempat",
            header_en="Place",
            kind=Kind.CODE,
            help_id="Kode tempat dari lembar tempat.",
            help_en="Code of the place, from the sheet tempat.",
            aliases=("kode tempat", "lokasi"),
            required=True,
            example="gudang-1",
        ),
        STARTS,
        ENDS,
        Column(
            key="squad",
            header_id="Regu",
            header_en="Squad size",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Jumlah petugas dalam satu regu jaga.",
            help_en="Officers on guard at one time.",
            aliases=("jumlah regu", "kekuatan regu", "squad"),
            required=True,
            least=1,
            example="6",
        ),
        Column(
            key="shift",
            header_id="Lama giliran",
            header_en="Shift",
            kind=Kind.WHOLE,
            unit="jam",
            help_id="Lama satu giliran jaga.",
            help_en="Hours of one shift.",
            aliases=("giliran", "shift", "jam jaga"),
            required=True,
            least=1,
            most=24,
            example="8",
        ),
    ),
)


def read_posts(reading: Reading) -> Entries[GuardedPlace]:
    """Guarded places of the sheet."""
    return to_entries(reading, noun=_post, wrong=ends_too_early, anchor="place")


def post_rows(posts: Iterable[GuardedPlace]) -> list[Mapping[str, Value]]:
    """The guarded places as rows of the sheet."""
    return [
        {
            "place": post.place,
            "starts": post.starts,
            "ends": post.ends,
            "squad": post.squad,
            "shift": post.shift_h,
        }
        for post in posts
    ]


def _post(row: Row) -> GuardedPlace:
    return GuardedPlace(
        place=PlaceCode(text(row, "place")),
        starts=must(moment(row, "starts")),
        ends=must(moment(row, "ends")),
        squad=must(whole(row, "squad")),
        shift_h=must(whole(row, "shift")),
    )
