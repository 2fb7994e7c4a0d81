"""What accounts adds to the frame, how its events are told, and who listens to them."""

from accounts.hooks import client, intake, people, portal, privacy

__all__ = ["client", "intake", "people", "portal", "privacy"]
