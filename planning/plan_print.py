"""A plan's content as the words its PDF is set from; see templates/pdf/plan.typ."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kam.numbers import date_long, date_short, quantity
from planning.chronicle import PlanContent
from planning.models import Action, Objective, Risk, Strategy
from planning.plan_page import Pairing, PersonThere, Quadrant, arranged
from planning.reviews import Judgement
from relationships.models import Need

NONE = "–"


def told(content: PlanContent, *, on: date) -> dict[str, Any]:
    """Texts only, in the reader's language, in the order of the page."""
    page = arranged(content, on=on)
    plan = content.plan
    count, of = page["done"]
    return {
        "title": plan.title,
        "client": content.client.name,
        "period": f"{date_short(plan.starts_on)} – {date_short(plan.ends_on)}",
        "author": plan.author.name,
        "asof": _("As of %s") % date_long(on),
        "facts": [
            [_("Reviewed"), date_short(plan.reviewed_on) if plan.reviewed_on else _("Not yet")],
            [_("Sections filled"), _of(page["completeness"].filled, page["completeness"].of)],
            [_("Actions done"), _of(count, of)],
            [_("Next review with the client"), date_short(plan.meets_on) if plan.meets_on else NONE],
        ],
        "nothing": _("Nothing yet"),
        "goals": {"title": _("The client's own goals"), "rows": [_goal(need) for need in content.goals]},
        "ambition": {"title": _("Our ambition"), "text": plan.ambition or NONE},
        "swot": {"title": _("SWOT"), "quadrants": [_quadrant(one) for one in page["quadrants"]]},
        "tows": {"title": _("TOWS: strategies from pairs"), "quadrants": [_pairing(one) for one in page["pairings"]]},
        "others": {"title": _("Other strategies"), "rows": [_strategy(one, n) for one, n in page["others"]]},
        "tables": [_objectives(page["objectives"]), _actions(content.actions), _risks(content.risks), _team(page)],
    }


def _of(count: int, of: int) -> str:
    return _("%(count)d of %(of)d") % {"count": count, "of": of}


def _goal(need: Need) -> list[str]:
    who = need.stated_by.name if need.stated_by else _("nobody named")
    return [f"“{need.statement}”", f"{who} · {_day(need.stated_on)} · {need.get_status_display()}"]


def _quadrant(quadrant: Quadrant) -> dict[str, Any]:
    rows = [[item.text, " · ".join(str(one) for one in evidence)] for item, evidence in quadrant.items]
    return {"title": str(quadrant.title), "rows": rows}


def _pairing(pairing: Pairing) -> dict[str, Any]:
    rows = [_strategy(strategy, actions) for strategy, actions in pairing.strategies]
    return {"title": f"{pairing.code} · {pairing.title}", "rows": rows}


def _strategy(strategy: Strategy, actions: int) -> list[str]:
    told = _("Actions: %d") % actions if actions else _("No action yet")
    return [strategy.title, f"{strategy.get_status_display()} · {told}"]


def _table(title: str, names: list[str], shares: list[int], rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "names": names, "shares": shares, "rows": rows}


def _objectives(found: list[tuple[Objective, Judgement]]) -> dict[str, Any]:
    names = [_("Objective"), _("Status"), _("Actual"), _("Target"), _("Agreement"), _("Due")]
    rows = [
        [
            objective.title,
            str(judgement.status.label if objective.is_running else objective.get_status_display()),
            _value(objective, "current"),
            _value(objective, "target"),
            _agreement(objective),
            _day(objective.due_on),
        ]
        for objective, judgement in found
    ]
    return _table(_("Objectives"), names, [6, 3, 3, 3, 4, 3], rows)


def _value(objective: Objective, name: str) -> str:
    value = getattr(objective, name)
    return NONE if value is None else quantity(value, objective.unit, objective.currency)


def _agreement(objective: Objective) -> str:
    if objective.agreed_version:
        version = _("Agreed v%(version)s") % {"version": objective.agreed_version}
        return f"{version} · {_day(objective.agreed_on)}"
    return str(objective.get_agreement_display()) if objective.agreement else _("Not proposed")


def _actions(actions: list[Action]) -> dict[str, Any]:
    names = [_("Action"), _("Objective"), _("Ours"), _("At the client"), _("Due"), _("Status")]
    rows = [
        [
            action.title,
            _name(action.objective),
            action.owner.name,
            _name(action.client_owner),
            _day(action.due_on),
            str(action.get_status_display()),
        ]
        for action in actions
    ]
    return _table(_("Action plan"), names, [7, 5, 4, 4, 3, 3], rows)


def _risks(risks: list[Risk]) -> dict[str, Any]:
    names = [_("Risk"), _("Likelihood × impact"), _("What we do about it"), _("Owner"), _("Status")]
    rows = [
        [
            risk.statement,
            f"{risk.likelihood} × {risk.impact} = {risk.weight}",
            risk.response or NONE,
            risk.owner.name,
            _("Open") if risk.is_open else _("Closed"),
        ]
        for risk in risks
    ]
    return _table(_("Risks"), names, [6, 3, 6, 3, 2], rows)


def _team(page: dict[str, Any]) -> dict[str, Any]:
    people: list[PersonThere] = page["people"]
    ours = [[page["client"].owner.name, _("Owner")]]
    ours += [[member.user.name, member.duty or NONE] for member in page["content"].team]
    theirs = [[one.contact.name, one.part or one.contact.job_title or NONE] for one in people]
    rows = [[_("Ours"), *row] for row in ours] + [[_("At the client"), *row] for row in theirs]
    return _table(_("Team and roles"), [_("Side"), _("Name"), _("Part")], [2, 4, 6], rows)


def _name(record: Any) -> str:
    return str(record) if record else NONE


def _day(day: date | None) -> str:
    return date_short(day) if day else NONE
