"""What the demo company's time costs and what its clients bring in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from accounts.models import Client
from performance.demo.chronicle import Dated
from performance.demo.scene import Scene
from performance.models import CostRate, Margin

PER_HOUR = ((730, Decimal("42.00")), (240, Decimal("46.50")))  # days ago, cost
MARGINS: dict[str, tuple[int, int]] = {  # from, to, in per cent
    Client.Tier.KEY: (17, 24),
    Client.Tier.GROWTH: (20, 29),
    Client.Tier.STANDARD: (6, 18),
}


def write_effort(scene: Scene) -> None:
    if not CostRate.objects.exists():  # what an installation has set itself stays
        scene.chronicle.write(_rates(scene))
    scene.chronicle.write(_margins(scene))


def _rates(scene: Scene) -> Iterator[Dated]:
    for ago, cost in PER_HOUR:
        day = scene.day(ago)
        yield Dated(CostRate(since=day, per_hour=cost), scene.at(day), scene.us["admin"])


def _margins(scene: Scene) -> Iterator[Dated]:
    noted = scene.at(scene.day(300))
    for known in scene.clients:
        for year in _years(scene.today):
            margin = Margin(client=known.client, year=year, percent=_percent(scene, known.client), by=known.owner)
            yield Dated(margin, noted, known.owner)


def _percent(scene: Scene, client: Client) -> Decimal:
    low, high = MARGINS[client.tier]
    return Decimal(scene.rng.randint(low * 10, high * 10)) / 10


def _years(today: date) -> tuple[int, int]:
    return today.year - 1, today.year
