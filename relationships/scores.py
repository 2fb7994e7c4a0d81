"""How the scores of a need went over time: dated scores in, lines on a plot of 100 by 100 out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from relationships.models import Assessment

TOP, HEIGHT = 8.0, 84.0  # so that the lines at 5 and at 1 do not lie on the edges


@dataclass(frozen=True, slots=True)
class ScoreLines:
    """Two paths, the points on them, and the heights (a percentage of the plot's) of the scores from 5 to 1."""

    importance: str
    fit: str
    importance_points: str
    fit_points: str
    heights: list[tuple[int, str]]
    first_on: date
    last_on: date


def lines(assessments: Sequence[Assessment]) -> ScoreLines | None:
    """From the oldest to the newest; None where there are not two days to draw a line between."""
    days = [one.assessed_on for one in assessments]
    if len(set(days)) < 2:
        return None
    length = (days[-1] - days[0]).days
    places = [round((day - days[0]).days / length * 100, 2) for day in days]
    matters = [(x, _height(one.importance)) for x, one in zip(places, assessments, strict=True)]
    meets = [(x, _height(one.fit)) for x, one in zip(places, assessments, strict=True)]
    heights = [(score, f"{_height(score)}%") for score in (5, 4, 3, 2, 1)]
    return ScoreLines(_line(matters), _line(meets), _dots(matters), _dots(meets), heights, days[0], days[-1])


def _height(score: int) -> float:
    return round(TOP + (5 - score) / 4 * HEIGHT, 2)


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y) in enumerate(points))


def _dots(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in points)
