"""What accounts adds to the frame, how its events are told, and who listens to them."""

from accounts.hooks import client, people, portal, portal_issue, privacy

__all__ = ["client", "people", "portal", "portal_issue", "privacy"]
