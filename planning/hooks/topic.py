"""What conversations and objectives have to do with each other, on the pages of both and in the lists below."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, F, Max, OuterRef, Q, Subquery
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import timeline
from accounts.models import Client
from kam.http import Request
from kam.numbers import date_short
from kam.slots import fill
from planning.models import Objective, Plan
from relationships import talks
from relationships.forms import narrowed_to
from relationships.models import Interaction
from relationships.models.interaction import InteractionQuerySet

LATEST = 5


@fill("objective.why", order=60)
def talked_about(request: Request, objective: Objective) -> SafeString:
    """The latest conversations about an objective."""
    found = Interaction.objects.kept().filter(topics__objective=objective).newest_first().shown()
    context = {"interactions": found[:LATEST], "all": f"objective={objective.pk}"}
    return render_to_string("relationships/talked_about.html", context, request)


@fill("interactions.filters")
def about_objective() -> talks.Filter:
    return talks.Filter(
        "objective",
        lambda user: narrowed_to(Objective, user),
        lambda found, objective: found.filter(topics__objective=objective),
    )


@fill("timeline.since")
def since_the_review(client: Client) -> timeline.Since | None:
    """The day on which a plan of the client was last reviewed."""
    on: date | None = Plan.objects.of(client).kept().aggregate(on=Max("reviewed_on"))["on"]
    return timeline.Since("review", _("The last review (%s)") % date_short(on), on) if on else None


@fill("interactions.since")
def since_the_reviews() -> talks.Since:
    return talks.Since("review", _("Each client's last review"), _since_their_reviews)


def _since_their_reviews(found: InteractionQuerySet) -> InteractionQuerySet:
    """From the day on which a plan of the client was last reviewed; all of them where none ever was."""
    plans = Plan.objects.kept().filter(client=OuterRef("client")).order_by().values("client")
    reviewed = Subquery(plans.annotate(on=Max("reviewed_on")).values("on"), output_field=DateField())
    return found.alias(reviewed=reviewed).filter(Q(reviewed=None) | Q(happened_at__date__gte=F("reviewed")))
