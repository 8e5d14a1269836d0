"""`python docs/images/icon.py [SIZE]`: draws the app's icon as docs/images/icon.png.

It shows a question with three answers, none of which is favoured. Slack takes a square PNG of 512 to 2000 pixels.
Standard library only.
"""

from __future__ import annotations

import struct
import sys
import zlib
from math import hypot
from pathlib import Path

SIZE = 1024
TEAL, WHITE = (10, 106, 102), (255, 255, 255)
BUBBLE = (0.5, 0.45, 0.30, 0.23, 0.10)  # middle, half width and height, rounding: shares of the picture
TAIL = ((0.36, 0.62), (0.34, 0.82), (0.54, 0.66))
DOTS = (0.36, 0.5, 0.64)
DOT_Y, DOT = 0.45, 0.046


def bubble(x: float, y: float) -> float:
    """How far outside the rounded box this point lies; negative within."""
    middle_x, middle_y, half_x, half_y, rounding = BUBBLE
    dx, dy = abs(x - middle_x) - half_x + rounding, abs(y - middle_y) - half_y + rounding
    return hypot(max(dx, 0.0), max(dy, 0.0)) + min(max(dx, dy), 0.0) - rounding


def tail(x: float, y: float) -> float:
    """The same for the triangle below it."""
    sides = [
        ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / hypot(bx - ax, by - ay)
        for (ax, ay), (bx, by) in zip(TAIL, (*TAIL[1:], TAIL[0]), strict=True)
    ]
    return max(sides)


def dots(x: float, y: float) -> float:
    """The same for the three answers."""
    return min(hypot(x - middle, y - DOT_Y) for middle in DOTS) - DOT


def pixel(x: float, y: float, step: float) -> bytes:
    """The colour at this point; edges are as smooth as a pixel is wide."""
    white = cover(min(bubble(x, y), tail(x, y)), step) * (1 - cover(dots(x, y), step))
    return bytes(round(dark + (light - dark) * white) for dark, light in zip(TEAL, WHITE, strict=True))


def cover(distance: float, step: float) -> float:
    return min(max(0.5 - distance / step, 0.0), 1.0)


def png(size: int) -> bytes:
    """The picture as a PNG of so many pixels each way."""
    step = 1 / size
    middles = [(at + 0.5) * step for at in range(size)]
    rows = b"".join(b"\0" + b"".join(pixel(x, y, step) for x in middles) for y in middles)
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


if __name__ == "__main__":
    Path(__file__).with_name("icon.png").write_bytes(png(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE))
