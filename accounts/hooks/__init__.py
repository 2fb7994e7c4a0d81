"""What accounts adds to the frame, how its events are told, and who listens to them."""

from accounts.hooks import (
    client,
    clock,
    document,
    dunning,
    intake,
    invoice,
    issue,
    issue_link,
    people,
    portal,
    portal_issue,
    privacy,
    quality,
)

__all__ = [
    "client",
    "clock",
    "document",
    "dunning",
    "intake",
    "invoice",
    "issue",
    "issue_link",
    "people",
    "portal",
    "portal_issue",
    "privacy",
    "quality",
]
