"""A scene of the plan on paper: land, places, and everybody's people and goods at one moment."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from sampai.kernel.geo import Position
from sampai.kernel.text import Words, say
from sampai.plan.pages.map_svg import MARKS, Frame, drawn_path, frame_of, land, places, use
from sampai.plan.pages.scene import Floor, Part
from sampai.plan.rules.scene import Present, Scene, Track

SCENE_MARKS = """<defs>
<g id="m-goods"><path class="mk" d="M-110-70h140v30h50l35 45v65h-225z"/></g>
<g id="m-people"><path class="mk" d="M0-70a70 70 0 1 1 0 140a70 70 0 1 1 0-140z"/></g>
</defs>"""


def scene_svg(floor: Floor, shown: Scene, *, part: Part | None, words: Words) -> str:
    """The map as one `<svg>` element; its colours are in the page's style sheet.

    Thin lines are the journeys of the part, straight from stop to stop.
    """
    sheet = frame_of(floor.plan, floor.spots)
    title = escape(words.say(say("Map of the operation")))
    return "\n".join(
        (
            f'<svg class="floor" viewBox="0 0 {sheet.width} {sheet.height}" role="img" aria-label="{title}">',
            MARKS,
            SCENE_MARKS,
            *land(floor.plan, spots=floor.spots, sheet=sheet),
            _ways(floor, part=part, sheet=sheet),
            *places(floor.plan, sheet=sheet, words=words),
            *_marks("people", _by_point(shown.people, sheet, _people), words=words),
            *_marks("goods", _by_point(shown.goods, sheet, _boxes), words=words),
            "</svg>",
        )
    )


def _people(one: Present) -> int:
    return one.track.people


def _boxes(one: Present) -> int:
    return one.boxes


def _ways(floor: Floor, *, part: Part | None, sheet: Frame) -> str:
    tracks = [one for one in floor.goods if part and part.starts <= one.starts < part.ends]
    lines = "".join(_way(one, positions=floor.spots.positions, sheet=sheet) for one in tracks)
    return f'<path class="way" d="{lines}"/>' if lines else ""


def _way(track: Track, *, positions: Mapping[str, Position], sheet: Frame) -> str:
    points = [sheet.at(positions[halt.place]) for halt in track.halts if halt.place in positions]
    return drawn_path(points) if points else ""


def _by_point(
    shown: Iterable[Present], sheet: Frame, count: Callable[[Present], int]
) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = defaultdict(int)
    for one in shown:
        if one.position is not None:
            found[sheet.at(one.position)] += count(one)
    return found


def _marks(mark: str, counts: Mapping[tuple[int, int], int], *, words: Words) -> Iterator[str]:
    """Each with its count beside it; people to the left, goods to the right."""
    side = -1 if mark == "people" else 1
    yield f'<g class="{mark}">'
    for x, y in sorted(counts):
        point = (x + side * 70, y)
        yield use(mark, point)
        yield f'<text x="{point[0] + side * 190}" y="{y + 45}">{escape(words.number(counts[x, y]))}</text>'
    yield "</g>"
