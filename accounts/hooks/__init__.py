"""What accounts adds to the frame, how its events are told, and who listens to them."""

from accounts.hooks import client, portal

__all__ = ["client", "portal"]
