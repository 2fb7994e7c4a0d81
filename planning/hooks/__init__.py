"""What planning adds to the pages of the apps below, how its events are told, and how its changes are undone."""

from planning.hooks import agreement, people, plan, portal, realism, strategy, work

__all__ = ["agreement", "people", "plan", "portal", "realism", "strategy", "work"]
