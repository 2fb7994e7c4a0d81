"""Who is told that a clock is at risk or over, and what they are told. By mail, in the language of each."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.clocks import clocks_of
from accounts.models import EscalationStep, Issue
from accounts.service_levels import BREACH, ladder
from kam import letters
from kam.letters import Letter
from kam.models import Membership, User

Tells = EscalationStep.Tells


def tell_of_clock(issue_id: int, *, clock: str, percent: int) -> int:
    """Write to all whom the ladder names at this per cent, unless it was done, removed or merged since; how many."""
    issue = (
        Issue.objects.open().select_related("client__team", "client__owner", "owner", "calendar").filter(pk=issue_id)
    )
    found = issue.first()
    if found is None or _is_past(found, clock, percent):
        return 0
    people = told_at(found, percent)
    for person in people:
        _write(found, person, clock=clock, percent=percent)
    return len(people)


def _is_past(issue: Issue, clock: str, percent: int) -> bool:
    """Whether it was answered meanwhile, or the breach is told already and a warning of it would come too late."""
    if clock == "response" and issue.responded_at:
        return True
    return percent < BREACH and issue.alerts.filter(clock=clock, percent=BREACH).exists()


def told_at(issue: Issue, percent: int) -> list[User]:
    """The people on this rung, each once, who may still sign in."""
    tells = {who for at, who in ladder() if at == percent}
    named = {Tells.OWNER.value: issue.owner, Tells.CLIENT_OWNER.value: issue.client.owner}
    people = [person for who, person in named.items() if who in tells]
    people += _managers(issue, tells)
    return list({person.pk: person for person in people if person.is_active}.values())


def _managers(issue: Issue, tells: Iterable[str]) -> list[User]:
    own = issue.client.team
    above = [int(pk) for pk in own.path.strip("/").split("/") if pk and int(pk) != own.pk]
    teams = [own.pk] * (Tells.MANAGER in tells) + above * (Tells.ABOVE in tells)
    held = Membership.objects.filter(team__in=teams, role=Membership.Role.MANAGER)
    return list(User.objects.filter(memberships__in=held).distinct().order_by("pk"))


def _write(issue: Issue, person: User, *, clock: str, percent: int) -> None:
    with letters.speaking(person.language):
        letters.send(
            _letter(issue, person, clock=clock, percent=percent),
            to=(person.name, person.email),
            language=person.language,
            message_id=f"issue-{issue.pk}-clock-{clock}-{percent}-u{person.pk}",
        )


def _letter(issue: Issue, person: User, *, clock: str, percent: int) -> Letter:
    shown = getattr(clocks_of(issue, at=timezone.now()), clock)
    named = {"client": issue.client, "title": issue.title}
    over = percent >= BREACH
    subject = _("SLA breached: %(title)s (%(client)s)") if over else _("SLA at risk: %(title)s (%(client)s)")
    first = _("The agreed time for the first response is over.") if over else _("The first response is due soon.")
    last = _("The agreed time for the solution is over.") if over else _("The solution is due soon.")
    return Letter(
        subject % named,
        letters.hello(person.name),
        [first if clock == "response" else last, shown.text],
        facts=[
            (_("Client"), str(issue.client)),
            (_("Severity"), issue.get_severity_display()),
            (_("Answers for it"), issue.owner.name),
        ],
        button=_("Look at the issue"),
        url=_address(issue),
        after=_("You get this because the escalation ladder names you at %d%% of the agreed time.") % percent,
    )


def _address(issue: Issue) -> str:
    address = issue.get_absolute_url()
    return f"{settings.SITE_URL}{address}" if address else ""
