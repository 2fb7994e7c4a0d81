from relationships.api.meeting import MeetingSerializer
from relationships.api.need import NeedSerializer, visible_contacts, visible_interactions

__all__ = ["MeetingSerializer", "NeedSerializer", "visible_contacts", "visible_interactions"]
