"""What planning adds to the pages of the apps below, how its events are told, and how its changes are undone."""

from planning.hooks import agreement, person, plan, portal, realism, strategy, work

__all__ = ["agreement", "person", "plan", "portal", "realism", "strategy", "work"]
