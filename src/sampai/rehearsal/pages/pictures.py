"""Pictures of a rehearsal, as SVG that stands in the page."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup, escape

from sampai.kernel.text import Words, say
from sampai.rehearsal.model import Promise, Rehearsal

WIDTH, HEIGHT = 560, 180
LEFT, FLOOR = 46, 140
MOST_BARS = 24


def days_svg(found: Rehearsal, *, words: Words) -> Markup:
    """How many days have how many late stations."""
    late = np.array(found.late_a_day)
    step = max(1, -(-(int(late.max()) + 1) // MOST_BARS))
    bars = np.bincount(late // step).tolist()
    most, wide = max(bars), (WIDTH - LEFT - 10) / len(bars)
    parts = []
    for at, days in enumerate(bars):
        tall = 110 * days / most
        label = str(at * step) if step == 1 else f"{at * step}–{at * step + step - 1}"
        parts.append(
            f'<rect x="{LEFT + at * wide:.1f}" y="{FLOOR - tall:.1f}" width="{max(1.0, wide - 2):.1f}" '
            f'height="{tall:.1f}" fill="#1f4e79"><title>{label}: {days}</title></rect>'
        )
        if at % max(1, len(bars) // 8) == 0:
            parts.append(
                _text(LEFT + at * wide + wide / 2, FLOOR + 15, words.number(at * step), anchor="middle")
            )
    parts.append(_text(LEFT - 6, FLOOR - 104, words.number(most), anchor="end"))
    parts.append(_text(LEFT - 6, FLOOR, "0", anchor="end"))
    parts.append(
        _text((WIDTH + LEFT) / 2, FLOOR + 33, words.say(say("Late stations on one day")), anchor="middle")
    )
    parts.append(_text(0, 14, words.say(say("Days")), anchor="start"))
    return _svg(parts, title=words.say(say("Days by the number of late stations")))


def promises_svg(promises: Sequence[Promise], *, words: Words) -> Markup:
    """Promised chances against what came; on the line a promise is kept exactly."""
    side, parts = 130.0, []

    def place(promised: float, kept: float) -> tuple[float, float]:
        return LEFT + side * 2.4 * promised, FLOOR - side * kept

    (x1, y1), (x2, y2) = place(0, 0), place(1, 1)
    parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#a79e88" stroke-dasharray="4 3"/>')
    parts.append(f'<path d="M{x1} {y2}V{y1}H{x2}" fill="none" stroke="#56606e"/>')
    for one in promises:
        x, y = place(one.promised, one.kept)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#1d7a6c" fill-opacity=".8"><title>'
            f"{one.promised:.3f} / {one.kept:.3f} ({one.stations})</title></circle>"
        )
    for share in (0.0, 0.5, 1.0):
        parts.append(_text(place(share, 0)[0], FLOOR + 15, words.number(share), anchor="middle"))
        parts.append(_text(LEFT - 6, place(0, share)[1] + 4, words.number(share), anchor="end"))
    parts.append(
        _text(LEFT + side * 1.2, FLOOR + 33, words.say(say("Promised chance of arrival")), anchor="middle")
    )
    parts.append(_text(LEFT + side * 2.4 + 12, 24, words.say(say("Share of days in time")), anchor="start"))
    return _svg(parts, title=words.say(say("Promised chances of arrival and what came")))


def _text(x: float, y: float, said: str, *, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="12" fill="#56606e">{escape(said)}</text>'


def _svg(parts: Sequence[str], *, title: str) -> Markup:
    """Numbers and escaped words only."""
    inside = "".join(parts)
    return Markup(  # noqa: S704 -- see above
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{inside}</svg>'
    )
