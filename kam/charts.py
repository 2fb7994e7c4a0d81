"""The geometry of charts drawn by the server: facts in, coordinates out. `kam.templatetags.kam_ui` draws them.

Plots are 100 wide and 100 high and are stretched to the space they get, so labels live beside them, not in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10

Number = Decimal | int | float
Point = tuple[date, Number]

HEADROOM = 1.05  # so that the highest line does not lie on the edge


@dataclass(frozen=True, slots=True)
class Bullet:
    """Where a bullet's bar ends, where its tick stands and, for what went past its target, where the target lies."""

    bar: float
    tick: float | None
    end: float | None


def way(value: Number, baseline: Number, target: Number) -> float | None:
    """Which part of the way from baseline to target a value has come, up or down; None where there is no way."""
    length = float(target) - float(baseline)
    return (float(value) - float(baseline)) / length if length else None


def bullet(reached: float, expected: float | None) -> Bullet:
    """Parts of the way (1 is the target) as places on a bullet."""
    full = max(1.0, reached)
    return Bullet(
        bar=_within(reached / full * 100),
        tick=_within(expected / full * 100, 1, 99) if expected is not None else None,
        end=round(100 / full, 2) if reached > 1 else None,
    )


def sparkline(values: Sequence[Number | None]) -> str:
    """An SVG path through the known values, 100 wide and 20 high; unknown ones are gaps."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = 100 / (len(values) - 1)
    spread = (high - low) or 1
    path, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        path.append(f"{pen}{index * step:.1f} {18 - (float(value) - low) / spread * 16:.1f}")
        pen = "L"
    return "".join(path)


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled height (a percentage of the plot's): a grid line or the target."""

    value: float
    y: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A course over time as paths, with the heights and the day to label."""

    actual: str
    points: str
    expected: str
    forecast: str
    band: str
    target: Mark
    grid: list[Mark]
    today: str


def course(
    *,
    actual: Sequence[Point],
    expected: Sequence[Point],
    forecast: tuple[date, Number, Number | None, Number | None] | None,
    target: Number,
    starts_on: date,
    due_on: date,
    on: date,
) -> Plot:
    """What was read, what was expected and where it is heading (day, value, low, high), from start to due day."""
    ahead = [value for value in forecast[1:] if value is not None] if forecast else []
    values = [float(value) for value in (target, *_values(actual), *_values(expected), *ahead)]
    grid = _grid(min(0.0, *values), max(values) * HEADROOM)
    low, high = grid[0], grid[-1]
    length = max((due_on - starts_on).days, 1)

    def x(day: date) -> float:
        return _within((day - starts_on).days / length * 100)

    def y(value: Number) -> float:
        return round(100 - (float(value) - low) / (high - low) * 100, 2)

    def line(points: Iterable[Point]) -> str:
        return "".join(f"{'L' if index else 'M'}{x(day)} {y(value)}" for index, (day, value) in enumerate(points))

    read = list(actual)
    heading = [read[-1], forecast[:2]] if read and forecast else []
    band = ""
    if heading and forecast and forecast[2] is not None and forecast[3] is not None:
        band = line([read[-1], (forecast[0], forecast[2]), (forecast[0], forecast[3])]) + "Z"
    return Plot(
        actual=line(read),
        points="".join(f"M{x(day)} {y(value)}h0" for day, value in read),
        expected=line(expected),
        forecast=line(heading),
        band=band,
        target=Mark(float(target), f"{y(target)}%"),
        grid=[Mark(value, f"{y(value)}%") for value in grid],
        today=f"{x(on)}%",
    )


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores over time as a path, the interval around them, and the heights and days to label."""

    line: str
    points: str
    band: str
    grid: list[Mark]
    zero: str
    labels: list[tuple[str, str, Number]]


def trend(points: Sequence[tuple[date, Number, Number, Number]], *, low: Number, high: Number) -> Trend:
    """Scores (day, value, from, to), the oldest first, on a scale from low to high."""
    first, length = points[0][0], max((points[-1][0] - points[0][0]).days, 1)

    def x(day: date) -> float:
        return round(4 + (day - first).days / length * 92, 2)

    def y(value: Number) -> float:
        return _within(100 - (float(value) - float(low)) / (float(high) - float(low)) * 100)

    def line(corners: Iterable[tuple[date, Number]]) -> str:
        return "".join(f"{'L' if index else 'M'}{x(day)} {y(value)}" for index, (day, value) in enumerate(corners))

    around = [(day, top) for day, _value, _from, top in points] + [(day, least) for day, _v, least, _t in points[::-1]]
    steps = [float(low) + (float(high) - float(low)) * part / 4 for part in range(5)]
    return Trend(
        line=line((day, value) for day, value, *_rest in points),
        points="".join(f"M{x(day)} {y(value)}h0" for day, value, *_rest in points),
        band=f"{line(around)}Z",
        grid=[Mark(value, f"{y(value)}%") for value in steps],
        zero=f"{y(0)}%",
        labels=[(f"{x(day)}%", f"{y(value)}%", value) for day, value, *_rest in points],
    )


def shares(values: Sequence[Number]) -> list[float]:
    """Each value as a percentage of the largest, for sorted bars."""
    most = max((float(value) for value in values), default=0)
    return [_within(float(value) / most * 100) if most > 0 else 0.0 for value in values]


def _values(points: Iterable[Point]) -> list[Number]:
    return [value for _day, value in points]


def _grid(low: float, high: float) -> list[float]:
    """Round heights from below the lowest value to above the highest, three to six of them."""
    spread = (high - low) or 1.0
    magnitude = 10.0 ** floor(log10(spread))
    step = next(size * magnitude for size in (0.2, 0.5, 1, 2, 5) if spread / (size * magnitude) <= 5)
    first = floor(low / step)
    heights = [first * step]
    while heights[-1] < high:
        heights.append((first + len(heights)) * step)
    return heights


def _within(value: float, low: float = 0, high: float = 100) -> float:
    return round(min(max(value, low), high), 2)
