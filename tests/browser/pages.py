"""The pages that people see, as the demo company fills them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from playwright.sync_api import Page

from accounts import services as accounts
from accounts.models import Contact
from kam.models import User
from performance.models import GoalReview
from planning import services as planning
from planning.models import Action, Agreement, AgreementState, Objective, Plan, Risk, Strategy, SwotItem
from relationships.models import Interaction, Need
from tests.browser.people import Desk, session_of


class PageOf(NamedTuple):
    """A page, whose browser it is looked at in, and what is clicked before looking."""

    path: str
    who: str = "ana"
    click: str = ""

    def __str__(self) -> str:
        return f"{self.who or 'nobody'} {self.path} {self.click}".strip()

    def prepare(self, page: Page) -> None:
        """Click what is to be clicked, unless that was done at another width or there is no such thing at this one."""
        wanted = page.locator(self.click).first if self.click else None
        if wanted and wanted.is_visible() and page.locator("[open]").count() == 0:
            wanted.click()
            page.wait_for_load_state("networkidle")


PAGES = (
    # the menu
    PageOf("/"),
    PageOf("/", click=".queue-actions .menu > summary"),
    PageOf("/", click=".topbar .menu > summary"),
    PageOf("/", click=".bottombar .more > summary"),
    PageOf("/", click="#queue .why > summary"),
    PageOf("/", "joao"),
    PageOf("/clients/"),
    PageOf("/clients/?status=bad"),
    PageOf("/clients/?q=nobody+of+this+name"),
    PageOf("/clients/?owner=somebody"),
    PageOf("/objectives/"),
    PageOf("/objectives/", click=".editable"),
    PageOf("/objectives/", click="#more-filters"),
    PageOf("/objectives/?view=board&by=status"),
    PageOf("/objectives/?view=board&by=status", click=".board .menu > summary"),
    PageOf("/objectives/?view=board&by=quarter"),
    PageOf("/actions/"),
    PageOf("/actions/?whose=all", "marta", click="#pick-all"),
    PageOf("/actions/?whose=all&client={client}"),
    PageOf("/strategies/"),
    PageOf("/strategies/?idle=on"),
    PageOf("/plans/"),
    PageOf("/plans/?q=nobody+of+this+name"),
    PageOf("/interactions/"),
    PageOf("/interactions/?client={client}&pinned=on"),
    PageOf("/interactions/?q=nothing+of+the+kind"),
    PageOf("/reviews/"),
    PageOf("/team/", "marta"),
    PageOf("/team/", "carlos"),
    # a client
    PageOf("/clients/{client}/"),
    PageOf("/clients/{client}/", click="#log"),
    PageOf("/clients/{client}/", click="#new-contact"),
    PageOf("/clients/{client}/", click="[data-help]"),
    PageOf("/clients/{client}/", "carlos"),
    PageOf("/clients/{client}/plan/"),
    PageOf("/clients/{client}/relationships/"),
    PageOf("/clients/{client}/daily/"),
    PageOf("/clients/{client}/performance/"),
    PageOf("/clients/{client}/growth/"),
    PageOf("/clients/{client}/timeline/"),
    PageOf("/clients/{client}/timeline/?kind=call"),
    PageOf("/clients/{client}/timeline/?q=nothing+of+the+kind"),
    PageOf("/clients/{client}/team/"),
    PageOf("/clients/{client}/edit/"),
    PageOf("/clients/{client}/files/"),
    PageOf("/clients/{client}/contacts/new/"),
    PageOf("/clients/{client}/actions/new/"),
    PageOf("/clients/{client}/objectives/new/"),
    PageOf("/clients/{client}/needs/new/"),
    PageOf("/clients/{client}/strategies/new/"),
    PageOf("/clients/{client}/mutual-plan/"),
    PageOf("/clients/{client}/interactions/new/"),
    PageOf("/clients/{client}/interactions/new/", click=".more-fields > summary"),
    PageOf("/clients/new/"),
    PageOf("/clients/new/", click="#client-form .primary"),
    PageOf("/clients/{client}/portal/"),
    PageOf("/clients/{client}/portal/preview/{contact}/"),
    PageOf("/portal-accesses/{access}/revoke/"),
    # the client's own pages
    PageOf("{portal}", ""),
    PageOf("{portal}targets/{offer}/", ""),
    PageOf("{portal}targets/{offer}/", "", click="#counter-form > summary"),
    PageOf("{portal}history/", ""),
    PageOf("{portal}nowhere/", ""),
    PageOf("{coded}code/", ""),
    PageOf("{revoked}", ""),
    PageOf("/p/nothing/", ""),
    # the records of a client
    PageOf("/objectives/{objective}/"),
    PageOf("/objectives/{objective}/", click="main .why > summary"),
    PageOf("/objectives/{objective}/", click="#record-progress"),
    PageOf("/objectives/{objective}/edit/"),
    PageOf("/objectives/{objective}/propose/"),
    PageOf("/objectives/{objective}/agreement/"),
    PageOf("/objectives/{objective}/realism/"),
    PageOf("/agreements/{offer}/"),
    PageOf("/agreements/{counter}/", click="main .why > summary"),
    PageOf("/objectives/{objective}/close/"),
    PageOf("/actions/{action}/"),
    PageOf("/needs/{need}/edit/"),
    PageOf("/needs/{need}/edit/", "carlos"),
    PageOf("/clients/{client}/plans/new/"),
    PageOf("/plans/{plan}/"),
    PageOf("/plans/{plan}/", "carlos"),
    PageOf("/plans/{plan}/?asof=2001-01-01"),
    PageOf("/plans/{plan}/edit/"),
    PageOf("/plans/{plan}/copy/"),
    PageOf("/plans/{plan}/review/"),
    PageOf("/plans/{plan}/compare/?from=1"),
    PageOf("/swot/{swot}/edit/"),
    PageOf("/swot/{swot}/evidence/"),
    PageOf("/risks/{risk}/edit/"),
    PageOf("/strategies/{strategy}/"),
    PageOf("/strategies/{strategy}/edit/"),
    PageOf("/interactions/{interaction}/"),
    PageOf("/interactions/{interaction}/edit/"),
    PageOf("/interactions/{interaction}/files/"),
    PageOf("/interactions/new/"),
    PageOf("/contacts/{contact}/edit/"),
    PageOf("/history/accounts.client/{client}/"),
    PageOf("/history/planning.objective/{objective}/"),
    # one's own
    PageOf("/settings/"),
    PageOf("/settings/tokens/"),
    PageOf("/settings/brand/", "admin"),
    PageOf("/password/change/"),
    PageOf("/developers/"),
    # without a place in the application
    PageOf("/login/", ""),
    PageOf("/password/reset/", ""),
    PageOf("/nowhere/"),
    PageOf("/team/"),
)


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """What is needed to visit it: a session for each of its people, and one record of each kind."""

    sessions: dict[str, str]
    records: dict[str, int | str]

    def open(self, desk: Desk, look_at: PageOf, **options: Any) -> Page:
        return desk.open(self.sessions.get(look_at.who), look_at.path.format(**self.records), **options)

    @classmethod
    def settled(cls) -> DemoCompany:
        sessions = {user.email.split("@")[0]: session_of(user) for user in User.objects.filter(is_demo=True)}
        return cls(sessions, _records())


def _records() -> dict[str, int | str]:
    """A client of Ana's with a lot to show, and what it has of each kind."""
    review = GoalReview.objects.filter(status="warn", objective__owner__email__startswith="ana@").latest("on", "pk")
    client = review.objective.client
    return (
        {
            "client": client.pk,
            "objective": review.objective_id,
            "action": Action.objects.of(client).open().latest("pk").pk,
            "need": Need.objects.latest("importance", "pk").pk,
            "strategy": Strategy.objects.with_actions()
            .filter(planned__gt=0, owner=review.objective.owner)
            .latest("pk")
            .pk,
            "interaction": Interaction.objects.of(client).latest("pk").pk,
            "contact": Contact.objects.of(client).latest("pk").pk,
        }
        | _plan()
        | _portal()
    )


def _plan() -> dict[str, int | str]:
    """A plan of Ana's with versions, and one of its parts each."""
    told = Plan.objects.kept().filter(client__owner__email__startswith="ana@", versions__number=1)
    risk = Risk.objects.kept().filter(plan__in=told).latest("pk")
    plan, swot = risk.plan, SwotItem.objects.kept().filter(plan=risk.plan_id).latest("pk")
    return {"plan": plan.pk, "swot": swot.pk, "risk": risk.pk}


def _portal() -> dict[str, int | str]:
    """A target to agree, all shown that has a switch; a link that works, one with a code and one that is over."""
    offer = Agreement.objects.in_state(AgreementState.PROPOSED).filter(side=Agreement.Side.OURS)[0]
    counter = Agreement.objects.in_state(AgreementState.PROPOSED).filter(side=Agreement.Side.CLIENT)[0]
    client, person = offer.objective.client, offer.recipients.all()[0]
    for objective in Objective.objects.of(client).exclude(status=Objective.Status.DRAFT):
        planning.share_objective(objective, by=client.owner)
    for action in Action.objects.of(client).open()[:4]:
        planning.share_action(action, by=client.owner)
    Contact.objects.update(language="")  # as their browser says
    links = [accounts.open_portal(person, by=client.owner, asks_code=asks) for asks in (False, True, False)]
    accounts.revoke_portal(links[2], by=client.owner)
    works, coded, revoked = (f"/p/{accounts.token_of(link)}/" for link in links)
    return {
        "portal": works,
        "coded": coded,
        "revoked": revoked,
        "offer": offer.pk,
        "counter": counter.pk,
        "access": links[0].pk,
    }
