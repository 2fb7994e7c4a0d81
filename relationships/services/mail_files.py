"""Adding mails from files, one by one: one that is refused stops no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import Client
from kam.models import User
from relationships import mailing
from relationships.models import Mail
from relationships.services.mail import take_in


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `mail` is missing when it was refused, or is not for this person to see."""

    name: str
    mail: Mail | None = None
    is_new: bool = False
    refusal: str = ""
    skipped: tuple[str, ...] = ()


def take_in_files(uploads: Iterable[UploadedFile[bytes]], *, by: User, client: Client | None = None) -> list[Outcome]:
    """Take in each file as a mail, with the rights of whoever adds it; to the client named, else where it belongs."""
    return [_outcome(file, by=by, client=client) for file in uploads]


def _outcome(file: UploadedFile[bytes], *, by: User, client: Client | None) -> Outcome:
    name = mailing.file_name(file.name or "")
    try:
        taken = take_in(file.read(mailing.BYTES_AT_MOST + 1), route=Mail.Route.UPLOAD, by=by, client=client)
    except ValidationError as refusal:
        return Outcome(name, refusal=" ".join(refusal.messages))
    if not Mail.objects.visible_to(by).filter(pk=taken.mail.pk).exists():
        return Outcome(name, refusal=_("This mail is known already: it waits with a colleague."))
    return Outcome(name, taken.mail, taken.is_new, skipped=taken.skipped)
