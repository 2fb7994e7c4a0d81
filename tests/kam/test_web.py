"""What every answer carries, who is let in, and what the operators are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as product
from django.db import connection
from django.test import Client as Browser
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Client
from kam import health, services
from kam.middleware import TrustedProxies
from kam.models import Event, User
from planning.models import Action

HEADERS = {
    "Content-Security-Policy",
    "Permissions-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
}


@pytest.mark.parametrize("address", ["/", "/clients/", "/nowhere/", "/login/", "/healthz", "/api/v1/clients/"])
def test_every_answer_carries_the_headers_of_safety(address: str, alice: User, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).get(address)

    assert set(answer.headers) >= HEADERS
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_page_that_breaks_carries_them_too_and_tells_nothing(alice: User, browse: Callable[..., Browser]) -> None:
    browser = browse(alice)
    browser.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_client RENAME TO gone")

    answer = browser.get("/clients/")

    assert answer.status_code == 500
    assert set(answer.headers) >= HEADERS
    assert b"accounts_client" not in answer.content


def test_a_form_that_was_not_ours_changes_nothing(alice: User, action: Action) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(alice, backend=product.AUTHENTICATION_BACKENDS[0])

    assert browser.post(f"/actions/{action.pk}/done/").status_code == 403
    action.refresh_from_db()
    assert action.is_open


def test_whoever_is_signed_out_is_sent_to_sign_in_and_back(db: None, browse: Callable[..., Browser]) -> None:
    assert browse().get("/clients/?tier=A")["Location"] == "/login/?next=/clients/%3Ftier%3DA"


def test_htmx_is_told_to_sign_in_on_a_whole_page(db: None, browse: Callable[..., Browser]) -> None:
    answer = browse(htmx=True).get("/clients/", headers={"HX-Current-URL": "http://testserver/clients/?tier=A"})

    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/login/?next=")


def test_htmx_is_not_sent_to_a_page_of_strangers(db: None, browse: Callable[..., Browser]) -> None:
    answer = browse(htmx=True).get("/clients/", headers={"HX-Current-URL": "https://evil.example/"})

    assert answer["HX-Redirect"] == "/login/?next=%2F"


def test_a_part_and_its_page_are_kept_apart_by_caches(alice: User, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).get("/clients/")

    assert "HX-Request" in answer["Vary"]


def test_signing_in_answers_the_same_for_known_and_unknown_people(
    alice: User, browse: Callable[..., Browser], fresh_cache: None
) -> None:
    answers = [
        browse().post("/login/", {"login": email, "password": "wrong-password-here"})
        for email in (alice.email, "nobody@kam.example")
    ]

    texts = [answer.content.decode().replace(alice.email, "X").replace("nobody@kam.example", "X") for answer in answers]
    assert answers[0].status_code == answers[1].status_code == 200
    assert _without_tokens(texts[0]) == _without_tokens(texts[1])


def _without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_the_sixth_wrong_password_in_a_minute_is_not_even_tried(
    alice: User, browse: Callable[..., Browser], fresh_cache: None
) -> None:
    for _attempt in range(5):
        browse().post("/login/", {"login": alice.email, "password": "wrong-password-here"})

    answer = browse().post("/login/", {"login": alice.email, "password": "a-long-enough-password"})

    assert "_auth_user_id" not in answer.wsgi_request.session


def test_signing_in_leads_nowhere_outside(alice: User, browse: Callable[..., Browser], fresh_cache: None) -> None:
    answer = browse().post(
        "/login/?next=https://evil.example/",
        {"login": alice.email, "password": "a-long-enough-password", "next": "https://evil.example/"},
    )

    assert answer["Location"] == "/"


def test_a_link_does_not_sign_anybody_out(alice: User, browse: Callable[..., Browser]) -> None:
    browser = browse(alice)

    browser.get("/logout/")

    assert browser.get("/clients/").status_code == 200


def test_a_change_leads_back_only_to_this_site(alice: User, action: Action, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).post(f"/actions/{action.pk}/done/", {"next": "https://evil.example/"})

    assert answer["Location"].startswith("/actions/")


def test_nobody_signs_up(db: None, browse: Callable[..., Browser]) -> None:
    assert browse().get("/signup/").status_code == 404
    assert not User.objects.exists()


def test_a_forwarded_address_is_believed_only_from_a_trusted_proxy(settings: object) -> None:
    seen: list[str] = []
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]  # type: ignore[attr-defined]
    middleware = TrustedProxies(lambda request: seen.append(request.META["REMOTE_ADDR"]))  # type: ignore[arg-type,return-value]

    for proxy in ("10.1.2.3", "203.0.113.9"):
        middleware(RequestFactory().get("/", REMOTE_ADDR=proxy, HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.7"))

    assert seen == ["198.51.100.7", "203.0.113.9"]


def test_ready_means_that_database_broker_scheduler_and_queue_work(db: None, browse: Callable[..., Browser]) -> None:
    services.beat("beat", at=timezone.now())

    assert browse().get("/readyz").json() == {"status": "ready"}


def test_not_ready_without_a_scheduler(db: None) -> None:
    services.beat("beat", at=timezone.now() - timedelta(minutes=5))

    assert {check.name for check in health.checks() if not check.ok} == {"beat"}


def test_not_ready_while_events_wait_for_a_worker(alice: User) -> None:
    services.beat("beat", at=timezone.now())
    long_ago = timezone.now() - timedelta(minutes=2)
    Event.objects.create(verb="x.y", subject_type="kam.user", subject_id=1, subject_name="x", due_at=long_ago)

    assert {check.name for check in health.checks() if not check.ok} == {"queue"}


def test_the_details_are_for_those_with_the_token(db: None, browse: Callable[..., Browser], settings: object) -> None:
    settings.METRICS_TOKEN = "of-the-operators"  # type: ignore[attr-defined]
    known = {"Authorization": "Bearer of-the-operators"}

    assert "checks" not in browse().get("/readyz").json()
    assert set(browse().get("/readyz", headers=known).json()["checks"]) == {"database", "broker", "beat", "queue"}
    assert browse().get("/metrics").status_code == 404
    assert b"kam_oldest_event_seconds" in browse().get("/metrics", headers=known).content


def test_the_person_reads_in_their_own_language(alice: User, grupo: Client, browse: Callable[..., Browser]) -> None:
    User.objects.filter(pk=alice.pk).update(language="pt-pt")

    assert b'lang="pt-pt"' in browse(alice).get("/clients/").content


def test_sessions_are_kept_where_a_broker_that_is_down_does_not_reach() -> None:
    assert product.SESSION_ENGINE == "django.contrib.sessions.backends.db"


@pytest.mark.parametrize(("language", "echo"), [("pt-pt", "= 1\u00a0234"), ("en", "= 1.234")])
def test_an_ambiguous_number_is_read_back_while_it_is_typed(
    language: str, echo: str, alice: User, browse: Callable[..., Browser]
) -> None:
    User.objects.filter(pk=alice.pk).update(language=language)

    assert browse(alice).get("/reads-as/?value=1.234").content.decode() == echo
    assert browse(alice).get("/reads-as/?value=12.5").content == b""
