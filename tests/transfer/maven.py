"""Invented data in the shape and with the dirt of the "CRM Sales Opportunities" set, and what should come of such data.

The expectations are worked out from the files alone, row by row in plain Python, so that they share nothing with the
import but the files and the rule that docs/examples/maven.toml states.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

OFFICES = {"Central": ("Dora Brink", "Mel Marsh"), "East": ("Cora Lund",)}
SECTORS = ("retail", "technolgy", "medical")
COUNTRIES = ("United States", "United States", "Philipines", "Korea", "Brazil")
PRODUCTS = ("GTX Basic", "GTX Pro", "MG Special")
STAGES = ("Won", "Won", "Won", "Lost", "Engaging", "Prospecting")


def invent(folder: Path) -> None:
    rng = Random(7)  # noqa: S311
    managers = [(manager, office) for office, names in OFFICES.items() for manager in names]
    agents = [(f"Agent {letter}. O'Hara", *managers[place % 3]) for place, letter in enumerate("ABCDEFG")]
    names = [f"Company {letter} & Sons" for letter in "KLMNOPQR"]
    _write(folder / "sales_teams.csv", "sales_agent,manager,regional_office", agents)
    _write(folder / "products.csv", "product,series,sales_price", [(name, "x", 55) for name in PRODUCTS])
    _write(
        folder / "accounts.csv",
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
        [
            (name, rng.choice(SECTORS), 1999, f"{rng.randint(100, 99999) / 100:.2f}", rng.randint(9, 5000),
             COUNTRIES[place % len(COUNTRIES)], names[-1] if place in (0, 3) else "")
            for place, name in enumerate(names)
        ],
    )  # fmt: skip
    deals = [_deal(rng, place, [agent[0] for agent in agents[:-1]], names) for place in range(600)]
    first_half = [
        (f"F{place}", agents[0][0], "GTX Basic", name, "Won", "2017-02-01", "2017-03-01", 500)
        for place, name in enumerate(names)
    ]
    _write(
        folder / "sales_pipeline.csv",
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        first_half + deals,
    )


def _deal(rng: Random, number: int, agents: list[str], names: list[str]) -> tuple[object, ...]:
    stage = rng.choice(STAGES)
    is_closed = stage in ("Won", "Lost")
    closed_on = date(2017, 3, 1) + timedelta(days=rng.randint(0, 305))
    return (
        f"D{number}",
        rng.choice(agents),
        rng.choice(["GTX Basic", "GTXPro", "MG Special"]),
        rng.choice(names) if is_closed or rng.random() < 0.4 else "",
        stage,
        "2017-01-15" if is_closed else "",
        closed_on.isoformat() if is_closed else "",
        {"Won": rng.randint(40, 30_000), "Lost": 0}.get(stage, ""),
    )


def _write(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Expected:
    """Of one client."""

    owner: str
    manager: str
    parent: str
    target: Decimal
    levels: tuple[Decimal, ...]
    """Won revenue until the end of each month, from the first month with won deals to the last."""
    status: str
    """On 1 October 2017."""


def expected(folder: Path) -> dict[str, Expected]:
    won = [row for row in rows_of(folder, "sales_pipeline.csv") if row["deal_stage"] == "Won" and row["account"]]
    months = sorted({row["close_date"][:7] for row in won})
    manager_of = {row["sales_agent"]: row["manager"] for row in rows_of(folder, "sales_teams.csv")}
    deals: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in won:
        deals[row["account"]].append(row)
    return {
        row["account"]: _expected(row, deals[row["account"]], months, manager_of)
        for row in rows_of(folder, "accounts.csv")
    }


def _expected(
    account: dict[str, str], deals: list[dict[str, str]], months: list[str], manager_of: dict[str, str]
) -> Expected:
    agents = Counter(deal["sales_agent"] for deal in deals)
    owner = sorted(agents, key=lambda agent: (-agents[agent], agent))[0]

    def won_until(last: str) -> Decimal:
        return sum((Decimal(deal["close_value"]) for deal in deals if deal["close_date"] <= last), Decimal(0))

    target = won_until("2017-06-30") * 2 * Decimal("1.1")
    due = target * (date(2017, 10, 1) - date(2017, 1, 1)).days / (date(2017, 12, 31) - date(2017, 1, 1)).days
    pace = round(won_until("2017-09-30") / due, 4)
    return Expected(
        owner=owner,
        manager=manager_of[owner],
        parent=account["subsidiary_of"],
        target=target,
        levels=tuple(won_until(f"{month}-31") for month in months),
        status="good" if pace >= Decimal("0.9") else "warn" if pace >= Decimal("0.75") else "bad",
    )
