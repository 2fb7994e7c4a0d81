"""The command line: `run` everything, `servers -- COMMAND` for tests and benchmarks, `stop`, `env`."""

import argparse
import http.client
import io
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections

from kam.local import folder, servers
from kam.local.folder import DATA, PROJECT, Refused
from kam.local.processes import Children, end_leftovers
from kam.translations import compiled

PYTHON = [sys.executable, "-W", "ignore:You're running the worker", "-m"]  # Celery's warning for root, known and long
PASSWORD = "kam-demo-2026"  # noqa: S105 — of the invented people, printed for whoever tries KAM out
LOGINS = {
    "ana@demo.example": "key account manager",
    "rui@demo.example": "key account manager in another team",
    "marta@demo.example": "manager of Ana's team",
    "carlos@demo.example": "executive",
    "admin@demo.example": "administrator",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m kam.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="start everything and stay until Ctrl-C")
    runs.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
    beside = commands.add_parser("servers", help="run a command beside empty servers of its own")
    beside.add_argument("words", nargs="+")
    commands.add_parser("stop", help="stop what runs from this folder")
    commands.add_parser("env", help="print the variables of what runs from this folder, for a shell")
    given = parser.parse_args()
    try:
        match given.command:
            case "run":
                return run(given.port)
            case "servers":
                return beside_servers(given.words)
            case "stop":
                return stop()
            case _:
                return show_environment()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


def run(port: int) -> int:
    _stop_on_signals()
    began = time.monotonic()
    with closing(folder.claim(DATA, patience=5)):
        folder.forget_environment(DATA)
        if end_leftovers(DATA):
            print("An earlier KAM was killed: what it had left running is stopped.")
        check_port(port)
        children = Children(DATA)
        try:
            _start(children, port)
            print(f"\nKAM is ready at http://127.0.0.1:{port} ({time.monotonic() - began:.1f} s). {_logins()}")
            print("Ctrl-C stops it; the data stays.", flush=True)
            children.watch()
        except KeyboardInterrupt:
            print("\nStopping ...", flush=True)
            return 0
        finally:
            _ignore_signals()
            folder.forget_environment(DATA)
            children.stop()


def _start(children: Children, port: int) -> None:
    environment = _start_servers(children, DATA, servers.DURABLE)
    environment |= {"SITE_URL": f"http://127.0.0.1:{port}", "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "kam.settings"}
    _set_missing(environment)
    folder.remember_environment(DATA, {name: os.environ[name] for name in environment})
    django.setup()
    _prepare()
    with _step("Web, worker and beat"):
        for name, command in _programs(port).items():
            children.start(name, [*PYTHON, *command], cwd=PROJECT, env=os.environ)
        children.wait_until(lambda: _answers(port), "The web process")


def _programs(port: int) -> dict[str, list[str]]:
    """In the order they start; they stop in the opposite one."""
    celery = ["celery", "--quiet", "--app", "kam.celery"]
    web = ["gunicorn", "kam.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    return {
        "Worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "Beat": [*celery, "beat", "--schedule", str(DATA / "beat"), "--pidfile", "", "--loglevel", "WARNING"],
        "Web": [*web, "--log-level", "warning", "--graceful-timeout", "10", "--no-control-socket"],
    }


def _prepare() -> None:
    with _step("Tables up to date"):
        call_command("migrate", verbosity=0)
    with _step("Translations"):
        compiled()
    if not settings.DEBUG:
        with _step("Static files"):
            call_command("collectstatic", interactive=False, verbosity=0)
    if not get_user_model()._default_manager.exists():
        with _step("Demo company"):
            call_command("seed_demo", stdout=io.StringIO())
    connections.close_all()


def beside_servers(command: list[str]) -> int:
    """Empty servers in a folder of their own, so that tests disturb neither a running KAM nor another test run."""
    _stop_on_signals()
    data, lock = folder.claim_free(DATA / "test")
    with closing(lock):
        end_leftovers(data)
        compiled()
        children = Children(data)
        try:
            _set_missing(_start_servers(children, data, servers.DISPOSABLE))
            return _foreground(command)
        except KeyboardInterrupt:
            return 130
        finally:
            _ignore_signals()
            children.stop()


def _foreground(command: list[str]) -> int:
    """In our own process group, where Ctrl-C reaches the command too: let it finish in its own way."""
    signal.signal(signal.SIGINT, lambda *_: None)
    with subprocess.Popen(command) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            code = process.wait()
    return code if code >= 0 else 128 - code


def _set_missing(variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        os.environ[name] = os.environ.get(name) or value


def _start_servers(children: Children, data: Path, durability: Mapping[str, str]) -> dict[str, str]:
    environment = {"SECRET_KEY": folder.kept_secret(data / "secret_key")}
    if not os.environ.get("DATABASE_URL"):
        postgres = servers.Postgres(data)
        with _step(f"PostgreSQL in {postgres.data}{', new' if postgres.is_new else ''}"):
            postgres.start(children, settings=durability)
        environment["DATABASE_URL"] = postgres.url
    if not os.environ.get("REDIS_URL"):
        valkey = servers.Valkey(data)
        with _step(f"Valkey in {valkey.data}"):
            valkey.start(children)
        environment["REDIS_URL"] = valkey.url
    return environment


def stop() -> int:
    pid = folder.holder(DATA)
    if pid:
        os.kill(pid, signal.SIGTERM)
    with closing(folder.claim(DATA, patience=60)):
        left = end_leftovers(DATA)
        folder.forget_environment(DATA)
    print("Stopped." if pid or left else "KAM was not running.")
    return 0


def show_environment() -> int:
    variables = folder.running_environment()
    if not variables:
        raise Refused("KAM is not running from this folder: start it with `make run`.")
    for name, value in variables.items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no such port"
            raise Refused(f"Port {port}: {reason}. Choose another, as in `make run PORT=8001`.") from None


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as link:
        try:
            link.request("GET", "/healthz")
            answer = link.getresponse()
        except OSError:
            return False
    if answer.status != http.HTTPStatus.OK:
        raise Refused(f"The web process answers {answer.status} {answer.reason}: it says why above.")
    return True


def _logins() -> str:
    if not get_user_model()._default_manager.filter(email__in=LOGINS).exists():
        return ""
    people = "\n".join(f"  {email:<22}{who}" for email, who in LOGINS.items())
    return f"Sign in with the password {PASSWORD} as\n\n{people}\n"


@contextmanager
def _step(what: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"  {what} ... ", end="", flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def _stop_on_signals() -> None:
    """All of them as Ctrl-C, also when a shell in the background has made us deaf to it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
