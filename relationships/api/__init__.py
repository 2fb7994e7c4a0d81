from relationships.api.mail import MailSerializer
from relationships.api.need import NeedSerializer, visible_contacts, visible_interactions

__all__ = ["MailSerializer", "NeedSerializer", "visible_contacts", "visible_interactions"]
