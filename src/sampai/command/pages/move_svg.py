"""Where stations moved from and to, as a small drawing: hollow circles before, filled ones now."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from sampai.kernel.geo import Position
from sampai.places.rules.diff import Move

WIDTH, HEIGHT, EDGE = 480, 320, 16
MOST = 500
"""Moves that are drawn, the farthest first."""


def move_svg(moves: Sequence[Move]) -> Markup | None:
    """The moves on one plane, north up; None where no station went from one place to another."""
    pairs = [(one.old, one.new) for one in moves if one.old is not None and one.new is not None][:MOST]
    if not pairs:
        return None
    points = [point for pair in pairs for point in pair]
    west, south = min(p.lon for p in points), min(p.lat for p in points)
    width, height = max(p.lon for p in points) - west, max(p.lat for p in points) - south
    scale = min((WIDTH - 2 * EDGE) / (width or 1e-3), (HEIGHT - 2 * EDGE) / (height or 1e-3))
    left, bottom = (WIDTH - width * scale) / 2, (HEIGHT + height * scale) / 2

    def at(point: Position) -> tuple[float, float]:
        x, y = left + (point.lon - west) * scale, bottom - (point.lat - south) * scale
        return round(x, 1), round(y, 1)

    marks = "".join(_marks((at(old), at(new)) for old, new in pairs))
    drawn = f'<svg class="moves" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{marks}</svg>'
    return Markup(drawn)  # noqa: S704 -- numbers alone


def _marks(pairs: Iterable[tuple[tuple[float, float], tuple[float, float]]]) -> Iterable[str]:
    for (x, y), (to_x, to_y) in pairs:
        yield f'<path d="M{x:g} {y:g}L{to_x:g} {to_y:g}"/>'
        yield f'<circle class="old" cx="{x:g}" cy="{y:g}" r="4"/>'
        yield f'<circle class="new" cx="{to_x:g}" cy="{to_y:g}" r="4"/>'
