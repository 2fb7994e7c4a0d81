"""One command up: what the local runner decides by itself. That it starts and stops everything is shown by .ci/run."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from kam.local import folder, processes, servers
from kam.local.__main__ import LOGINS, PASSWORD, check_port
from performance.demo import cast

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
LAST_WORDS = """
import pathlib, signal, sys

def leave(*_):
    with open("said", "a") as said:
        print(sys.argv[1], file=said)
    sys.exit()

signal.signal(signal.SIGTERM, leave)
pathlib.Path(sys.argv[1]).touch()
signal.pause()
"""


def wait_until(happened: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


@pytest.fixture
def children(tmp_path: Path) -> processes.Children:
    return processes.Children(tmp_path)


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(folder.Refused, match=rf"^Port {port}: Address already in use\. Choose another"):
            check_port(port)


def test_a_free_port_is_taken() -> None:
    check_port(servers.free_port())


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(folder.Refused, match="no such port"):
        check_port(99_999)


def test_a_folder_has_one_holder(tmp_path: Path) -> None:
    with folder.claim(tmp_path):
        assert folder.holder(tmp_path) == os.getpid()
        with pytest.raises(folder.Held, match="make stop"):
            folder.claim(tmp_path)

    assert folder.holder(tmp_path) is None


def test_a_holder_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    code = "import sys, time, pathlib; from kam.local import folder; lock = folder.claim(pathlib.Path(sys.argv[1]));"
    holder = subprocess.Popen([sys.executable, "-c", code + "time.sleep(60)", tmp_path])
    wait_until(lambda: folder.holder(tmp_path) == holder.pid)

    holder.kill()
    holder.wait()

    folder.claim(tmp_path).close()


def test_two_test_runs_take_two_folders(tmp_path: Path) -> None:
    first, first_lock = folder.claim_free(tmp_path)
    second, second_lock = folder.claim_free(tmp_path)

    assert (first, second) == (tmp_path / "1", tmp_path / "2")
    first_lock.close()
    second_lock.close()


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    secret = folder.kept_secret(path)

    assert len(secret) >= 50
    assert folder.kept_secret(path) == secret
    assert path.stat().st_mode & 0o077 == 0


def test_the_environment_is_known_only_while_the_holder_is_there(tmp_path: Path) -> None:
    with folder.claim(tmp_path):
        folder.remember_environment(tmp_path, {"PORT": "8123"})
        assert folder.running_environment(tmp_path) == {"PORT": "8123"}

    assert folder.running_environment(tmp_path) == {}


def test_postgres_lives_in_the_data_folder_where_it_can(tmp_path_factory: pytest.TempPathFactory) -> None:
    short = tmp_path_factory.getbasetemp()

    assert folder.home_of_postgres(short, None) == short


def test_postgres_moves_where_a_socket_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path.parents[-3]
    monkeypatch.setattr(folder, "state_folder", lambda: elsewhere)
    long = tmp_path / ("x" * 100)

    home = folder.home_of_postgres(long, None)

    assert home.parent == elsewhere
    home.rmdir()


def _wait_for_environments() -> None:
    """A program counts as started a moment before its environment, by which it is told from others, can be read."""
    until = time.monotonic() + 5
    while not all(child.environ() for child in psutil.Process().children()) and time.monotonic() < until:
        time.sleep(0.01)


def test_what_a_killed_start_left_is_ended(children: processes.Children, tmp_path: Path) -> None:
    children.start("Sleeper", SLEEP, cwd=tmp_path, env={})
    bystander = subprocess.Popen(SLEEP)
    _wait_for_environments()

    assert processes.end_leftovers(tmp_path) == 1
    with pytest.raises(folder.Refused, match="Sleeper ended by itself"):
        children.check()
    assert bystander.poll() is None

    bystander.kill()
    bystander.wait()


def test_a_child_that_fails_is_named_with_its_last_words(children: processes.Children, tmp_path: Path) -> None:
    fail = [sys.executable, "-c", "raise SystemExit('no room left')"]
    children.start("Valkey", fail, cwd=tmp_path, env={}, log=tmp_path / "log")

    with pytest.raises(folder.Refused, match=r"Valkey ended by itself \(code 1\):\nno room left"):
        children.wait_until(lambda: False, "Valkey")


def test_children_stop_in_the_opposite_order(children: processes.Children, tmp_path: Path) -> None:
    for name in ("database", "web"):
        children.start(name, [sys.executable, "-c", LAST_WORDS, name], cwd=tmp_path, env={})
    wait_until(lambda: (tmp_path / "database").exists() and (tmp_path / "web").exists())

    children.stop()

    assert (tmp_path / "said").read_text().split() == ["web", "database"]


def test_a_pid_file_whose_number_now_belongs_to_another_is_removed(tmp_path: Path) -> None:
    pid_file = tmp_path / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{tmp_path}\n")

    servers.end_leftover_postgres(tmp_path)

    assert not pid_file.exists()


def test_the_logins_printed_are_those_of_the_demo() -> None:
    assert PASSWORD == cast.PASSWORD
    assert set(LOGINS) <= {employee.email for employee in cast.EMPLOYEES}
