"""The pages that people see, as the demo company fills them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Page

from accounts import services as accounts
from accounts.models import Contact, Document, Invoice, Issue, IssueInvoice, Payment
from kam.models import User
from performance.models import GoalReview, StatusUpdate
from planning import services as planning
from planning.models import Action, Agreement, AgreementState, Objective, Plan, Risk, Strategy, SwotItem
from relationships import services as relationships
from relationships.models import AssessmentRound, Interaction, Invitation, Mail, Meeting, Need, Survey
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
    PageOf("/people/"),
    PageOf("/people/", "carlos"),
    PageOf("/people/?who=cold&ordering=-influence"),
    PageOf("/people/?q=nobody+of+this+name"),
    PageOf("/interactions/"),
    PageOf("/meetings/"),
    PageOf("/meetings/?show=unlogged"),
    PageOf("/meetings/?q=nobody+of+this+name"),
    PageOf("/meetings/{meeting}/"),
    PageOf("/meetings/{meeting}/", "carlos"),
    PageOf("/meetings/{meeting}/edit/"),
    PageOf("/meetings/{meeting}/brief/"),
    PageOf("/meetings/{unlogged}/"),
    PageOf("/meetings/{unlogged}/hold/"),
    PageOf("/clients/{client}/meetings/new/"),
    PageOf("/clients/{client}/brief/"),
    PageOf("/clients/{client}/handover/"),
    PageOf("/clients/known/?name=Grupo+Alvorada"),
    PageOf("/cold/"),
    PageOf("/cold/?tier=A"),
    PageOf("/calendar/upload/"),
    PageOf("/calendar/upload/", click="#calendar-form .primary"),
    PageOf("/settings/calendar/"),
    PageOf("/settings/calendar/", "rui", click="#make-feed"),
    PageOf("/satisfaction/", "marta"),
    PageOf("/satisfaction/", click="main .why > summary"),
    PageOf("/satisfaction/?q=nobody+of+this+name"),
    PageOf("/satisfaction/comments/"),
    PageOf("/satisfaction/comments/?q=nobody+of+this+name"),
    PageOf("/surveys/new/"),
    PageOf("/surveys/{survey}/"),
    PageOf("/surveys/{survey}/", "marta"),
    PageOf("/surveys/{draft}/"),
    PageOf("/surveys/{draft}/edit/"),
    PageOf("/surveys/{draft}/people/"),
    PageOf("/surveys/{draft}/preview/"),
    PageOf("/surveys/{draft}/start/"),
    PageOf("/surveys/{draft}/remove/"),
    PageOf("/clients/{asked}/loyalty/"),
    PageOf("/clients/{asked}/relationships/"),
    PageOf("/people/{answered}/"),
    PageOf("/mail/"),
    PageOf("/mail/?show=dismissed"),
    PageOf("/mail/upload/"),
    PageOf("/mail/{mail}/"),
    PageOf("/mail/{filed}/", click="main .why > summary"),
    PageOf("/mail/{mail}/file/"),
    PageOf("/interactions/?client={client}&pinned=on"),
    PageOf("/interactions/?q=nothing+of+the+kind"),
    PageOf("/reviews/"),
    PageOf("/reminders/"),
    PageOf("/settings/reminders/"),
    PageOf("/settings/late-rates/"),
    PageOf("/effort/"),
    PageOf("/effort/?owner=me&since=2020-01-01&until=2020-01-02"),
    PageOf("/clients/{client}/margin/"),
    PageOf("/clients/{client}/updates/"),
    PageOf("/clients/{client}/updates/", click="#draft-update"),
    PageOf("/clients/{client}/updates/new/"),
    PageOf("/updates/{update}/"),
    PageOf("/updates/{draft_update}/edit/"),
    PageOf("/updates/{draft_update}/send/"),
    PageOf("/settings/cost-rates/"),
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
    PageOf("/clients/{client}/documents/new/"),
    PageOf("/clients/{client}/needs/new/"),
    PageOf("/clients/{client}/map/"),
    PageOf("/clients/{client}/map/", click="#coverage .why > summary"),
    PageOf("/clients/{client}/map/", "carlos"),
    PageOf("/clients/{client}/map/?role=champion"),
    PageOf("/clients/{client}/map/?on=2001-01-01"),
    PageOf("/clients/{client}/map/?view=table"),
    PageOf("/clients/{client}/map/without/"),
    PageOf("/clients/{client}/map/without/?colleague={ana}"),
    PageOf("/clients/{client}/who-knows-whom/"),
    PageOf("/people/{contact}/reports-to/"),
    PageOf("/people/{contact}/reports/new/"),
    PageOf("/people/{contact}/links/new/"),
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
    PageOf("{question}", ""),
    PageOf("{question}?score=9", ""),
    PageOf("{question}refuse/", ""),
    PageOf("{thanked}", ""),
    PageOf("{thanked}thanks/", ""),
    PageOf("{closed}", ""),
    PageOf("/s/nothing/", ""),
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
    PageOf("/documents/"),
    PageOf("/documents/?view=act"),
    PageOf("/documents/?q=nothing+of+the+kind"),
    PageOf("/documents/{document}/"),
    PageOf("/documents/{document}/", "carlos"),
    PageOf("/documents/{document}/", click="main .why > summary"),
    PageOf("/documents/{document}/", click="#renew"),
    PageOf("/documents/{document}/edit/"),
    PageOf("/documents/{document}/version/"),
    PageOf("/documents/{document}/renew/"),
    PageOf("/data-quality/"),
    PageOf("/data-quality/?check=tax-number"),
    PageOf("/data-quality/?check=no-contact", "marta"),
    PageOf("/issues/"),
    PageOf("/issues/?view=all"),
    PageOf("/issues/?view=late", "carlos"),
    PageOf("/issues/?q=nobody+of+this+name"),
    PageOf("/issues/new/"),
    PageOf("/issues/causes/"),
    PageOf("/issues/{issue}/"),
    PageOf("/issues/{issue}/", "carlos"),
    PageOf("/issues/{issue}/", click="#clocks .why > summary"),
    PageOf("/issues/{issue}/", click="#close-issue"),
    PageOf("/issues/{issue}/", click="#more-issue"),
    PageOf("/issues/{issue}/edit/"),
    PageOf("/issues/{issue}/move/"),
    PageOf("/issues/{issue}/promise/"),
    PageOf("/issues/{issue}/close/"),
    PageOf("/issues/{issue}/merge/"),
    PageOf("/issues/{issue}/invoices/"),
    PageOf("/issues/{issue}/needs/"),
    PageOf("/issues/{issue}/interactions/"),
    PageOf("/invoices/{held_up}/"),
    PageOf("/invoices/{held_up}/issues/"),
    PageOf("/needs/{need}/issues/"),
    PageOf("/interactions/{talk}/issues/"),
    PageOf("/objectives/{objective}/hindrances/"),
    PageOf("{portal}issues/new/", ""),
    PageOf("{portal}issues/{portal_issue}/", ""),
    PageOf("/clients/{client}/issues/new/"),
    PageOf("/clients/{client}/issues/known/?title=Caixas+partidas"),
    PageOf("/invoices/"),
    PageOf("/invoices/?q=nobody+of+this+name"),
    PageOf("/invoices/?bucket=to_30", "carlos"),
    PageOf("/invoices/", click="main .why > summary"),
    PageOf("/invoices/{invoice}/"),
    PageOf("/invoices/{invoice}/", "carlos"),
    PageOf("/invoices/{invoice}/edit/"),
    PageOf("/invoices/{invoice}/set-off/"),
    PageOf("/payments/{payment}/edit/"),
    PageOf("/clients/{client}/receivables/"),
    PageOf("/clients/{client}/invoices/new/"),
    PageOf("/clients/{client}/payments/new/"),
    PageOf("/clients/{client}/payment-terms/"),
    PageOf("/import/"),
    PageOf("/import/new/"),
    PageOf("/import/{import}/"),
    PageOf("/import/{import}/columns/"),
    PageOf("/needs/"),
    PageOf("/needs/?view=unmet"),
    PageOf("/needs/?q=nobody+of+this+name"),
    PageOf("/needs/", click="#more-filters"),
    PageOf("/needs/?matrix=on"),
    PageOf("/needs/{need}/"),
    PageOf("/needs/{need}/", "carlos"),
    PageOf("/needs/{need}/", click="main .why > summary"),
    PageOf("/needs/{need}/", click="#assess"),
    PageOf("/needs/{need}/edit/"),
    PageOf("/needs/{need}/assess/"),
    PageOf("/clients/{assessed}/assessment/"),
    PageOf("/clients/{assessed}/assessment/?after=999999999"),
    PageOf("/assessment-rounds/{round}/"),
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
    PageOf("/people/{person}/"),
    PageOf("/people/{person}/", "carlos"),
    PageOf("/people/{person}/", click="#opinions .why > summary"),
    PageOf("/people/{person}/", click="#assess"),
    PageOf("/people/{person}/assess/", click="main .why > summary"),
    PageOf("/people/{person}/preferences/"),
    PageOf("/people/{person}/known-by/"),
    PageOf("/people/{person}/left/"),
    PageOf("/people/{gone}/"),
    PageOf("/people/{placeholder}/"),
    PageOf("/people/{placeholder}/identify/"),
    PageOf("/clients/{client}/placeholders/new/"),
    PageOf("/interactions/{interaction}/"),
    PageOf("/interactions/{interaction}/edit/"),
    PageOf("/interactions/{interaction}/files/"),
    PageOf("/interactions/new/"),
    PageOf("/contacts/{contact}/edit/"),
    PageOf("/contacts/{contact}/edit/", click=".fold > summary"),
    PageOf("/contacts/{twice}/merge/"),
    PageOf("/contacts/{twice}/merge/?other={twin}"),
    PageOf("/contacts/{elsewhere}/same-person/"),
    PageOf("/contacts/{elsewhere}/same-person/?q=Susana"),
    PageOf("/people/{elsewhere}/"),
    PageOf("/contacts/{twice}/export/", "marta"),
    PageOf("/contacts/{twice}/erase/", "marta"),
    PageOf("/history/accounts.client/{client}/"),
    PageOf("/history/planning.objective/{objective}/"),
    # one's own
    PageOf("/settings/"),
    PageOf("/settings/tokens/"),
    PageOf("/settings/brand/", "admin"),
    PageOf("/settings/privacy/", "admin"),
    PageOf("/settings/calendars/", "admin"),
    PageOf("/settings/calendars/new/", "admin"),
    PageOf("/settings/service-levels/"),
    PageOf("/settings/service-levels/new/", "admin"),
    PageOf("/settings/escalation/", "admin"),
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
            "document": Document.objects.kept()
            .filter(client__owner=review.objective.owner, expires_on__isnull=False)
            .latest("pk")
            .pk,
            "issue": Issue.objects.open()
            .filter(client__owner=client.owner)
            .exclude(next_update_at=None)
            .latest("pk")
            .pk,
            "invoice": Invoice.objects.of(client).unpaid().earliest("due_on").pk,
            "payment": Payment.objects.of(client).latest("received_on").pk,
            "need": Need.objects.exclude(next_assessment_on=None)
            .filter(client__owner=review.objective.owner, strategies__isnull=False)
            .latest("importance", "pk")
            .pk,
            "strategy": Strategy.objects.with_actions()
            .filter(planned__gt=0, owner=review.objective.owner)
            .latest("pk")
            .pk,
            "interaction": Interaction.objects.of(client).latest("pk").pk,
            "contact": Contact.objects.of(client).latest("pk").pk,
            "ana": client.owner_id,
            "update": StatusUpdate.objects.filter(by=client.owner, published_at__isnull=False).latest("pk").pk,
            "draft_update": StatusUpdate.objects.filter(by=client.owner, published_at=None, mails=None).latest("pk").pk,
            "mail": Mail.objects.waiting().filter(owner=client.owner).latest("pk").pk,
            "filed": Mail.objects.filter(client__owner=client.owner, text__contains="\n> ").latest("sent_at").pk,
        }
        | _people()
        | _twice()
        | _plan()
        | _meetings()
        | _portal()
        | _concerns()
        | _rounds()
        | _surveys()
        | _imports()
    )


def _imports() -> dict[str, int | str]:
    """A table that Ana brought, checked: two invoices of customers nobody knows, one with a total that is none."""
    rows = b"Fatura;Cliente;Emiss\xe3o;Total\nFT 1;Ningu\xe9m;31/03/2026;10,00\nFT 2;Ningu\xe9m;31/03/2026;dez\n"
    ana = User.objects.get(email__startswith="ana@")
    found = accounts.keep_import(file=ContentFile(rows, "faturas.csv"), source="erp", by=ana)
    accounts.map_columns(found, columns=found.mapping["columns"], dates="dmy", decimal=",")
    found.refresh_from_db()
    return {"import": accounts.check_import(found).pk}


def _people() -> dict[str, int | str]:
    """Somebody of whom a lot is noted, somebody who left, and a role to be identified, all at clients of Ana's."""
    of_ana = Contact.objects.filter(client__owner__email__startswith="ana@")
    return {
        "person": of_ana.filter(opinions__trait="standing", acquaintances__isnull=False).earliest("pk").pk,
        "gone": of_ana.filter(left_on__isnull=False).latest("pk").pk,
        "placeholder": of_ana.filter(is_placeholder=True).latest("pk").pk,
    }


def _meetings() -> dict[str, int | str]:
    """One of Ana's of tomorrow, and one that nobody logged."""
    mine = Meeting.objects.planned().filter(owner__email__startswith="ana@")
    return {
        "meeting": mine.filter(starts_at__gt=timezone.now()).earliest("starts_at", "pk").pk,
        "unlogged": mine.filter(ends_at__lt=timezone.now()).earliest("starts_at", "pk").pk,
    }


def _twice() -> dict[str, int | str]:
    """Two records of one person at a client of Ana's, and somebody who may be known at another as well."""
    names = {"twice": "Pedro Reis", "twin": "Pedro M. Reis", "elsewhere": "Bruno Salvador"}
    return {key: Contact.objects.filter(name=name).earliest("pk").pk for key, name in names.items()}


def _plan() -> dict[str, int | str]:
    """A plan of Ana's with versions, and one of its parts each."""
    told = Plan.objects.kept().filter(client__owner__email__startswith="ana@", versions__number=1)
    risk = Risk.objects.kept().filter(plan__in=told).latest("pk")
    plan, swot = risk.plan, SwotItem.objects.kept().filter(plan=risk.plan_id).latest("pk")
    return {"plan": plan.pk, "swot": swot.pk, "risk": risk.pk}


def _rounds() -> dict[str, int | str]:
    """A round over the needs of a client of Ana's that is over, and a client where one is under way."""
    of_ana = AssessmentRound.objects.filter(client__owner__email__startswith="ana@")
    return {"round": of_ana.finished().latest("pk").pk, "assessed": of_ana.open().latest("pk").client_id}


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


def _concerns() -> dict[str, int | str]:
    """An invoice that is not paid because of an issue, a conversation about it, and an issue of the portal's client."""
    link = IssueInvoice.objects.filter(holds_up=True).latest("pk")
    offered = Agreement.objects.in_state(AgreementState.PROPOSED).filter(side=Agreement.Side.OURS)[0]
    of_client = Issue.objects.shared().filter(client=offered.objective.client_id)
    shared = of_client.first() or accounts.open_issue(
        offered.objective.client, title="Paletes partidas", is_shared=True, by=offered.objective.client.owner
    )
    talk = Interaction.objects.kept().filter(client=link.issue.client_id).latest("pk")
    return {"held_up": link.invoice_id, "talk": talk.pk, "portal_issue": shared.pk}


def _surveys() -> dict[str, int | str]:
    """A survey that runs, a draft of Ana's, and links: yet to answer, answered, and of a survey that is over."""
    running = Invitation.objects.filter(survey__status=Survey.Status.RUNNING, survey__kind=Survey.Kind.NPS)
    waiting, answered = running.filter(response=None)[0], running.exclude(response=None)[0]
    closed = Invitation.objects.filter(survey__status=Survey.Status.CLOSED)[0]
    Invitation.objects.update(language="en")
    links = {"question": waiting, "thanked": answered, "closed": closed}
    return {name: f"/s/{relationships.survey_token(one)}/" for name, one in links.items()} | {
        "survey": answered.survey_id,
        "draft": Survey.objects.get(status=Survey.Status.DRAFT).pk,
        "asked": answered.client_id,
        "answered": answered.contact_id,
    }
