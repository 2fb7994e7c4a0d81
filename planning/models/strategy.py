"""How a need is answered or a position used: the way from what is known to what is done."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, OfClient
from kam.addresses import address_of
from planning.models.objective import Objective
from planning.models.plan import Plan, SwotItem
from relationships.models import Need


class StrategyQuerySet(OfClient["Strategy"]):
    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def open(self) -> Self:
        return self.kept().filter(status=Strategy.Status.OPEN)

    def with_actions(self) -> Self:
        """`planned`: how many actions it has that were not dropped; `open_actions`: how many of them are still open."""
        return self.annotate(planned=_number_of(~models.Q(status="dropped")), open_actions=_number_of(OPEN))

    def idle(self) -> Self:
        """Nobody has anything to do for it."""
        return self.with_actions().filter(open_actions=0)

    def without_action(self) -> Self:
        return self.open().idle()


OPEN = models.Q(status="open")


def _number_of(which: models.Q) -> Coalesce:
    """Counted row by row, so that a page of a long list counts for its own rows only."""
    actions: Any = Strategy._meta.get_field("actions").related_model
    counted = actions.objects.filter(which, strategy=models.OuterRef("pk")).order_by().values("strategy")
    return Coalesce(models.Subquery(counted.annotate(n=models.Count("pk")).values("n")), 0)


@pghistory.track()
class Strategy(models.Model):
    """A strategy made of a TOWS pair has `inside` (a strength or weakness) and `outside` (an opportunity or threat)."""

    class Status(models.TextChoices):
        OPEN = "open", _("Pursued")
        DONE = "done", _("Carried out")
        DROPPED = "dropped", _("Given up")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="strategies", verbose_name=_("client"))
    plan = models.ForeignKey(
        Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="strategies", verbose_name=_("plan")
    )
    title = models.CharField(_("strategy"), max_length=200)
    hypothesis = models.TextField(
        _("why it should work"), max_length=1000, blank=True, help_text=_("What we believe, and what will show it.")
    )
    need = models.ForeignKey(
        Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="strategies", verbose_name=_("answers")
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.SET_NULL, null=True, blank=True, related_name="strategies", verbose_name=_("serves")
    )
    inside = models.ForeignKey(
        SwotItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("from inside")
    )
    outside = models.ForeignKey(
        SwotItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("from outside")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategies", verbose_name=_("owner")
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[StrategyQuerySet] = StrategyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = _("strategies")
        indexes = (models.Index(fields=["client", "status"], name="strategy_client"),)

    planned: int  # by with_actions()
    open_actions: int  # by with_actions()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("planning:show-strategy", self.pk)

    def clean(self) -> None:
        if self.inside and not self.inside.is_inside:
            raise ValidationError({"inside": _("Choose a strength or a weakness.")})
        if self.outside and self.outside.is_inside:
            raise ValidationError({"outside": _("Choose an opportunity or a threat.")})

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def pair(self) -> str:
        """SO, ST, WO or WT; empty where it comes from no pair of the plan's SWOT."""
        return f"{self.inside.kind}{self.outside.kind}" if self.inside and self.outside else ""
