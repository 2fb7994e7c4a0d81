"""Writes on kam's own records: people, teams, tokens, files."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kam import drafts, events
from kam.brand import LOGO_AT_MOST, image_kind
from kam.drafts import Draft, Ending
from kam.models import ApiToken, Attachment, Brand, ExternalId, Heartbeat, Membership, Retention, Team, User
from kam.records import keep

TOKEN_START = "kam_pat_"  # noqa: S105 (the public start of every token)
TOKEN_DAYS = 90
TOKEN_DAYS_AT_MOST = 366
TOKEN_USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_team(*, name: str, parent: Team | None = None, by: User | None, is_demo: bool = False) -> Team:
    team = Team(name=name.strip(), parent=parent, is_demo=is_demo)
    keep(team)
    team.path = f"{parent.path if parent else '/'}{team.pk}/"
    team.save(update_fields=["path"])
    events.record("kam.team_created", team, by=by, client_id=None)
    return team


@transaction.atomic
def create_user(*, email: str, name: str, by: User | None, password: str | None = None, **fields: Any) -> User:
    """A person who may sign in once they have a password; without one they set it by "forgot my password"."""
    user = User.objects.create_user(email, name=name, password=password, **fields)
    events.record("kam.user_created", user, by=by, client_id=None)
    return user


@transaction.atomic
def join_team(user: User, team: Team, *, role: str, by: User | None) -> Membership:
    membership = Membership(user=user, team=team, role=role)
    keep(membership)
    events.record("kam.membership_given", membership, by=by, client_id=None)
    return membership


@transaction.atomic
def change_profile(user: User, *, by: User, **changes: Any) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    for field, value in changes.items():
        setattr(user, field, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=[*changes])
    events.record("kam.profile_changed", user, by=by, client_id=None, fields=sorted(changes))
    return user


@transaction.atomic
def create_token(
    user: User, *, name: str, scopes: Sequence[str], days: int = TOKEN_DAYS, by: User
) -> tuple[ApiToken, str]:
    """The token's record and, this once, the token itself: only its digest is kept."""
    if not 1 <= days <= TOKEN_DAYS_AT_MOST:
        raise ValidationError({"days": _("A token lives between 1 and %d days.") % TOKEN_DAYS_AT_MOST})
    plain = TOKEN_START + secrets.token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=name.strip(),
        prefix=prefix_of(plain),
        digest=digest_of(plain),
        scopes=sorted(set(scopes)),
        expires_at=timezone.now() + timedelta(days=days),
    )
    keep(token)
    events.record("kam.token_created", token, by=by, client_id=None, scopes=token.scopes)
    return token, plain


def prefix_of(token: str) -> str:
    return token[: len(TOKEN_START) + 4]


def digest_of(token: str) -> str:
    """A token is 256 random bits, so a plain SHA-256 is as good as a slow hash and costs nothing per request."""
    return hashlib.sha256(token.encode()).hexdigest()


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Remember when a token was last used, to the minute: a write per request would cost more than most."""
    if token.last_used_at is None or at - token.last_used_at >= TOKEN_USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    events.record("kam.token_revoked", token, by=by, client_id=None)


@transaction.atomic
def attach(subject: models.Model, upload: UploadedFile[bytes], *, client_id: int | None, by: User) -> Attachment:
    """Keep a file with a record. The stored name is ours: the name as uploaded is only ever shown."""
    refuse_too_large(upload)
    name = name_of(upload)
    attachment = Attachment(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        client_id=client_id,
        name=name,
        size=upload.size or 0,
        sha256=sha256_of(upload.chunks()),
        by=by,
    )
    attachment.file.save(f"{secrets.token_hex(16)}.bin", upload, save=False)
    attachment.full_clean(exclude=["client_id"])  # what waits to be filed is of no client yet
    keep(attachment, checked=True)
    events.record("kam.file_attached", subject, by=by, client_id=client_id, file=name)
    return attachment


def refuse_too_large(upload: File[bytes], *, field: str = "") -> None:
    """`field`: beside which field of a form the refusal stands."""
    if (upload.size or 0) > settings.MAX_ATTACHMENT_BYTES:
        limit = settings.MAX_ATTACHMENT_BYTES // (1024 * 1024)
        refusal = _("The file is too large: attach files of up to %d MB.") % limit
        raise ValidationError({field: refusal} if field else refusal)


def name_of(upload: File[bytes]) -> str:
    """The last part of the name as uploaded, without any folder; for showing, never for storing under."""
    return (upload.name or "file").replace("\\", "/").rsplit("/", 1)[-1][-200:]


def sha256_of(chunks: Iterable[bytes]) -> str:
    """In hexadecimal."""
    sha256 = hashlib.sha256()
    for chunk in chunks:
        sha256.update(chunk)
    return sha256.hexdigest()


@transaction.atomic
def set_brand(
    *, name: str, colour: str, footer: str, by: User, logo: UploadedFile[bytes] | None = None, remove_logo: bool = False
) -> Brand:
    """How the installation looks to people outside. Without a logo the one there is stays, unless it is removed."""
    brand = Brand.objects.select_for_update().first() or Brand(pk=1)
    brand.name, brand.colour, brand.footer = name.strip(), colour, footer.strip()
    if remove_logo:
        brand.logo, brand.logo_type = None, ""
    if logo:
        brand.logo, brand.logo_type = _image(logo)
    brand.full_clean(exclude=["id"])
    brand.save()
    events.record("kam.brand_set", brand, by=by, client_id=None)
    return brand


def _image(upload: UploadedFile[bytes]) -> tuple[bytes, str]:
    if (upload.size or 0) > LOGO_AT_MOST:
        raise ValidationError({"logo": _("The image is too large: use one of up to 200 kB.")})
    content = upload.read()
    kind = image_kind(content)
    if not kind:
        raise ValidationError({"logo": _("Use a PNG, JPEG or WebP image.")})
    return content, kind


@transaction.atomic
def set_retention(*, months_after_leaving: int, erases_by_itself: bool, by: User) -> Retention:
    """How long the data of people who left is kept, and whether they are then erased without asking."""
    kept = Retention.objects.select_for_update().first() or Retention(pk=1)
    kept.months_after_leaving, kept.erases_by_itself = months_after_leaving, erases_by_itself
    kept.full_clean(exclude=["id"])
    kept.save()
    told = {"months": months_after_leaving, "by_itself": erases_by_itself}
    events.record("kam.retention_set", kept, by=by, client_id=None, **told)
    return kept


def remember_external_id(record: models.Model, *, system: str, value: str) -> None:
    ExternalId.objects.update_or_create(
        system=system, kind=record._meta.label_lower, value=value, defaults={"object_id": record.pk}
    )


def remember_external_ids(records: Mapping[str, models.Model], *, system: str) -> None:
    """Many at once, by what the other system calls each. The id of a record that is gone passes to its successor."""
    ExternalId.objects.bulk_create(
        [
            ExternalId(system=system, kind=record._meta.label_lower, value=value, object_id=record.pk)
            for value, record in records.items()
        ],
        update_conflicts=True,
        unique_fields=["system", "kind", "value"],
        update_fields=["object_id"],
    )


@transaction.atomic
def import_users(people: Sequence[Draft[User]], *, by: User | None) -> None:
    """Many people at once, under the rules of `create_user`; the new ones have no password."""
    for draft in people:
        if "email" in draft.values:
            draft.values["email"] = draft.values["email"].lower()
        if draft.known is None:
            draft.values["password"] = make_password(None)
    drafts.write(User, people, tell=drafts.told("kam.user_created", "kam.profile_changed", by=by))


@transaction.atomic
def import_teams(teams: Sequence[Draft[Team]], *, by: User | None) -> None:
    """Many teams at once, under the rules of `create_team`. Those that exist keep their place in the tree."""

    def rule(draft: Draft[Team]) -> None:
        if "parent" in draft.changed:
            raise ValidationError({"parent": _("An import does not move a team to another place.")})

    drafts.write(Team, teams, rule=rule, tell=drafts.told("kam.team_created", "kam.team_changed", by=by))
    made = [draft.record for draft in teams if draft.ending == Ending.CREATED]
    for team in made:
        team.path = f"{team.parent.path if team.parent else '/'}{team.pk}/"
    Team.objects.bulk_update(made, ["path"])


@transaction.atomic
def import_memberships(memberships: Sequence[Draft[Membership]], *, by: User | None) -> None:
    drafts.write(Membership, memberships, tell=drafts.told("kam.membership_given", "kam.membership_changed", by=by))


def beat(name: str, *, at: datetime) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
