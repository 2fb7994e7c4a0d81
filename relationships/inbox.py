"""What the inbox shows: how many mails wait, and where each might belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog
from django.core.cache import cache
from django.db import transaction
from django.db.models import CharField, Func, Q, Value
from django.db.models.functions import Lower
from redis.exceptions import RedisError

from accounts.models import Client, Contact
from kam.models import User
from relationships import correspondents
from relationships.models import Mail
from relationships.models.mail import MailQuerySet

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Rest:
    """Until when (by the monotonic clock) this process leaves the cache alone."""

    until: float = 0.0


_rest = _Rest()

COUNTED_FOR = 60  # seconds; every page shows the count, and none should ask the database for it
LEFT_ALONE_FOR = 30  # seconds
SUGGESTED_AT_MOST = 3
THREAD_AT_MOST = 50
PEOPLE_LOOKED_AT = 500
ANYBODYS = {  # at which people of every company have an address
    "aol.com", "gmail.com", "gmx.com", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
    "live.com.pt", "mail.pt", "me.com", "msn.com", "outlook.com", "outlook.pt", "proton.me", "protonmail.com",
    "sapo.pt", "yahoo.com", "clix.pt", "iol.pt", "netcabo.pt",
}  # fmt: skip


def waiting_count(user: User) -> int:
    """How many mails wait for this person, as of a minute ago at most; counted anew while the cache does not answer."""
    if monotonic() < _rest.until:
        return _own_waiting(user).count()
    try:
        found = cache.get_or_set(_key(user.pk), lambda: _own_waiting(user).count(), COUNTED_FOR)
    except (RedisError, OSError) as failure:
        _leave_the_cache_alone(failure)
        return _own_waiting(user).count()
    return int(found or 0)


def forget_count(user_id: int | None) -> None:
    """The count has changed, as soon as what changed it is committed."""
    if user_id is not None:
        transaction.on_commit(lambda: _forget(user_id), robust=True)


def suggestions(mails: Sequence[Mail], *, user: User) -> dict[int, list[Client]]:
    """By mail, the clients this person may change whose people have these addresses, or addresses at these companies.

    Exact addresses come first. At a constant number of statements.
    """
    outside = set(correspondents.outsiders([address for mail in mails for address in addresses_of(mail)]))
    domains = {_domain(address) for address in outside} - ANYBODYS
    near = _people_near(outside, domains, user)
    return {mail.pk: _nearest(near, [one for one in addresses_of(mail) if one in outside]) for mail in mails}


def offered(mail: Mail, *, user: User) -> dict[str, Any]:
    """Where a mail is filed most likely and, when nobody in it is known, that its sender is added to the people."""
    is_new = mail.reason == "unknown" and bool(correspondents.outsiders([mail.sender]))
    newcomer = {"new_address": mail.sender, "new_name": mail.sender_name} if is_new else {}
    return newcomer | {"client": next(iter(suggestions([mail], user=user)[mail.pk]), None)}


def addresses_of(mail: Mail) -> list[str]:
    return list(dict.fromkeys([*([mail.sender] if mail.sender else []), *mail.recipients]))


def thread_of(mail: Mail, *, user: User) -> MailQuerySet:
    """The other mails of the conversation that this person sees, the oldest first."""
    others = Mail.objects.visible_to(user).filter(thread=mail.thread).exclude(pk=mail.pk)
    return others.select_related("client").order_by("sent_at", "pk")[:THREAD_AT_MOST]


def _own_waiting(user: User) -> MailQuerySet:
    return Mail.objects.waiting().filter(owner=user)


def _key(user_id: int) -> str:
    return f"waiting-mail:{user_id}"


def _forget(user_id: int) -> None:
    try:
        cache.delete(_key(user_id))
    except (RedisError, OSError) as failure:
        _leave_the_cache_alone(failure)


def _leave_the_cache_alone(failure: Exception) -> None:
    """For a while: a cache that is silent would cost every page the second after which it is given up."""
    log.warning("waiting mail is counted without the cache, which does not answer", error=type(failure).__name__)
    _rest.until = monotonic() + LEFT_ALONE_FOR


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _people_near(addresses: set[str], domains: set[str], user: User) -> list[Contact]:
    if not addresses:
        return []
    known = Contact.objects.editable_by(user).kept().exclude(email="").select_related("client")
    domain = Func(Lower("email"), Value("@"), Value(2), function="split_part", output_field=CharField())
    known = known.annotate(address=Lower("email"), domain=domain)
    return list(known.filter(Q(address__in=addresses) | Q(domain__in=domains)).order_by("pk")[:PEOPLE_LOOKED_AT])


def _nearest(near: Sequence[Contact], addresses: Sequence[str]) -> list[Client]:
    domains = {_domain(address) for address in addresses} - ANYBODYS
    exact = [contact.client for contact in near if contact.email.lower() in addresses]
    close = [contact.client for contact in near if _domain(contact.email.lower()) in domains]
    return list(dict.fromkeys([*exact, *close]))[:SUGGESTED_AT_MOST]
