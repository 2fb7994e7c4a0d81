"""Contrast of colours, as WCAG 2.2 defines it, and making a colour readable that somebody else chose.

Colours are written #rrggbb.
"""

from __future__ import annotations

BLACK, WHITE = "#000000", "#ffffff"
LEAST = 4.5  # WCAG 2.2, 1.4.3: text of the usual size
STEPS = 100


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """White where it can be read on the colour, otherwise black: one of the two always can."""
    return WHITE if contrast(WHITE, colour) >= LEAST else BLACK


def as_text(colour: str, *, on: str) -> str:
    """The colour itself where it can be read on that ground; otherwise as little darker or lighter as it takes."""
    towards = text_on(on)
    mixed = (_mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(shade for shade in mixed if contrast(shade, on) >= LEAST)


def stronger(colour: str) -> str:
    """A shade further from the text on it, for under the pointer."""
    return _mix(colour, BLACK if text_on(colour) == WHITE else WHITE, 0.14)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
