"""What planning adds to the pages of the apps below, how its events are told, and how its changes are undone."""

from planning.hooks import agreement, plan, portal, realism, strategy, topic, work

__all__ = ["agreement", "plan", "portal", "realism", "strategy", "topic", "work"]
