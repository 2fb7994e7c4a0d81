"""The five processes of key account management: one grammar for menus, tabs, heatmap and API, in this order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Process(models.TextChoices):
    PLANNING = "planning", _("Planning")
    RELATIONSHIPS = "relationships", _("Relationships")
    ACCOUNTS = "accounts", _("Account management")
    PERFORMANCE = "performance", _("Performance")
    GROWTH = "growth", _("Growth")

    @property
    def icon(self) -> str:
        return ICONS[self]


ICONS = {
    Process.PLANNING: "target",
    Process.RELATIONSHIPS: "users-round",
    Process.ACCOUNTS: "briefcase-business",
    Process.PERFORMANCE: "activity",
    Process.GROWTH: "sprout",
}
