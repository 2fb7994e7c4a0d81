"""What people have typed and not sent yet: kept every few seconds, given back when the form is opened again.

A draft is its author's alone. It holds what was typed, so neither passwords nor files are ever in it, and it dies when
the form is saved or after 30 days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from kam.models import UnsentForm, User

KEPT_FOR = timedelta(days=30)
AT_MOST = 60  # drafts of one person; the oldest go
BIGGEST = 64_000  # characters of one draft, names and values together
LONGEST_ADDRESS = 200
DRAFT_OF = "draft_of"  # the hidden field by which a form says whose it is
NOT_TYPED = re.compile(rf"password|secret|^(csrfmiddlewaretoken|{DRAFT_OF}|submission|next|login)$", re.IGNORECASE)
SALT = "kam.unsent"

Values = Mapping[str, Sequence[str]]


@transaction.atomic
def keep(user: User, address: str, values: Iterable[tuple[str, Sequence[str]]]) -> UnsentForm | None:
    """Keep what stands in a form, in place of what was kept of it before; nothing when it is empty.

    `address`: path of the form. Refuses addresses that are none of ours, and more than a form can hold.
    """
    typed = {_storable(name): [_storable(text) for text in texts] for name, texts in values if _is_kept(name, texts)}
    _check(address, typed)
    if not typed:
        forget(user, address)
        return None
    draft, _is_new = UnsentForm.objects.update_or_create(user=user, address=address, defaults={"values": typed})
    kept = UnsentForm.objects.filter(user=user).order_by("-saved_at", "-pk")
    UnsentForm.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[AT_MOST:])).delete()
    return draft


def keep_own(user: User, address: str, sent: QueryDict) -> UnsentForm | None:
    """Keep a form as its page sends it. Refuses the form of somebody else who used this browser before."""
    if author_of(sent.get(DRAFT_OF, "")) != user:
        raise ValidationError(_("This form was opened by somebody else. Open it anew."))
    return keep(user, address, sent.lists())


def forget(user: User, address: str) -> None:
    UnsentForm.objects.filter(user=user, address=_storable(address)).delete()


def of(user: User, address: str) -> UnsentForm | None:
    return UnsentForm.objects.filter(user=user, address=address).first()


def rescue(request: HttpRequest) -> bool:
    """Keep what was sent after the session had ended, for the person whose form it was. Whether that was possible."""
    author = author_of(request.POST.get(DRAFT_OF, "")) if request.method == "POST" else None
    if author is None:
        return False
    try:
        keep(author, request.path, request.POST.lists())
    except ValidationError:
        return False
    return True


def let_die(*, now: datetime) -> int:
    """Forget the drafts that nobody came back to; how many."""
    return UnsentForm.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]


def signed(user: User) -> str:
    """Whose form it is, for the form to carry: by it a draft is kept also when the session has ended meanwhile."""
    return signing.dumps(user.pk, salt=SALT)


def author_of(text: str) -> User | None:
    try:
        pk = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def _is_kept(name: str, texts: Sequence[str]) -> bool:
    return not NOT_TYPED.search(name) and any(texts)


def _storable(text: str) -> str:
    """Without the one sign that the database keeps in no text."""
    return text.replace("\0", "")


def _check(address: str, typed: Values) -> None:
    if len(address) > LONGEST_ADDRESS or not _is_path(address):
        raise ValidationError(_("A draft belongs to the address of a form."))
    try:
        resolve(address)
    except Resolver404 as unknown:
        raise ValidationError(_("A draft belongs to the address of a form.")) from unknown
    if sum(len(name) + sum(map(len, texts)) for name, texts in typed.items()) > BIGGEST:
        raise ValidationError(_("This is more than a draft holds."))


def _is_path(address: str) -> bool:
    try:
        return address.startswith("/") and _storable(urlsplit(address).path) == address
    except ValueError:  # such as "//["
        return False
