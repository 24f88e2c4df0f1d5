"""A video for the browser's fake camera: QR codes, each held still for a while."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import segno

WIDTH, HEIGHT, FRAMES_A_SECOND = 640, 480, 5
LONG = 200
"""Longer texts have less to spare for errors, as the app shows them."""
FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def filmed(file: Path, texts: Sequence[str], *, seconds: int = 3) -> list[str]:
    """Write the video; the flags by which Chromium shows it again and again."""
    grey = np.full(WIDTH * HEIGHT // 2, 128, np.uint8).tobytes()
    with file.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            frame = b"FRAME\n" + _picture(text).tobytes() + grey
            out.write(frame * (seconds * FRAMES_A_SECOND))
    return [*FLAGS, f"--use-file-for-fake-video-capture={file}"]


def _picture(text: str) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    level = "l" if len(text) > LONG else "m"
    made = segno.make(text, error=level, micro=False, boost_error=False)
    modules = np.array([list(row) for row in made.matrix], np.uint8)
    scale = (HEIGHT - 80) // len(modules)
    code = np.where(np.kron(modules, np.ones((scale, scale), np.uint8)), 20, 235).astype(np.uint8)
    frame = np.full((HEIGHT, WIDTH), 235, np.uint8)
    top, left = (HEIGHT - len(code)) // 2, (WIDTH - len(code)) // 2
    frame[top : top + len(code), left : left + len(code)] = code
    return frame
