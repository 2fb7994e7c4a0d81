"""What issues have to do with: the needs they touch and the conversations they were spoken of in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Issue, OfClient
from relationships.models.interaction import Interaction
from relationships.models.need import Need


class IssueNeedQuerySet(OfClient["IssueNeed"]):
    client_path = "issue__client"


class IssueNeed(models.Model):
    """An issue stands in the way of what the client wants."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="need_links")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="issue_links")

    objects: ClassVar[IssueNeedQuerySet] = IssueNeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issue", "need"], name="one_link_of_issue_and_need"),)

    def __str__(self) -> str:
        return f"{self.issue} – {self.need}"


class IssueTalkQuerySet(OfClient["IssueTalk"]):
    client_path = "issue__client"


class IssueTalk(models.Model):
    """A conversation was about an issue."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="talk_links")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="issue_links")

    objects: ClassVar[IssueTalkQuerySet] = IssueTalkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issue", "interaction"], name="one_link_of_issue_and_talk"),)

    def __str__(self) -> str:
        return f"{self.issue} – {self.interaction}"
