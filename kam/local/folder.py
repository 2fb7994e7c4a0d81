"""The data folder: who holds it, what it keeps, and where PostgreSQL can live."""

import fcntl
import hashlib
import json
import os
import secrets
import socket
import subprocess
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from pwd import struct_passwd
from typing import TextIO

PROJECT = Path(__file__).resolve().parent.parent.parent
DATA = PROJECT / ".data"
POSTGRES_SOCKET = "postgres/.s.PGSQL.5432"


class Refused(Exception):
    """Said to the person in one line, without a traceback."""


class Held(Refused):
    """Another process holds the folder."""


def claim(folder: Path, *, patience: float = 0) -> TextIO:
    """Hold the folder until the answer is closed; the system lets go of it even when this process is killed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")
    except PermissionError:
        raise Refused(f"{folder} belongs to another user: run as that user, or remove it to start afresh.") from None
    give_up_at = time.monotonic() + patience
    while not _locked(lock):
        if time.monotonic() > give_up_at:
            lock.close()
            raise Held(f"KAM already runs from this folder (process {holder(folder)}): stop it with `make stop`.")
        time.sleep(0.2)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def claim_free(folder: Path) -> tuple[Path, TextIO]:
    """The first numbered folder inside that nobody holds, so that two test runs do not meet."""
    for slot in (folder / str(number) for number in count(1)):
        with suppress(Held):
            return slot, claim(slot)
    raise AssertionError("unreachable: count() does not end")


def holder(folder: Path) -> int | None:
    """The process that holds the folder now."""
    with suppress(FileNotFoundError, PermissionError), (folder / "lock").open() as lock:
        return None if _locked(lock) else int(lock.read() or 0)
    return None


def _locked(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def kept_secret(path: Path) -> str:
    """Made once and kept, so that a restart signs nobody out."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text()


def write_private(path: Path, text: str) -> None:
    """In one piece, so that nobody reads half of it."""
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.rename(path)


def remember_environment(folder: Path, variables: dict[str, str]) -> None:
    write_private(folder / "environment.json", json.dumps(variables, indent=2))


def forget_environment(folder: Path) -> None:
    (folder / "environment.json").unlink(missing_ok=True)


def running_environment(folder: Path = DATA) -> dict[str, str]:
    """The variables of the `make run` that is up in this folder, so that `manage.py` meets the same servers."""
    if holder(folder) is None:
        return {}
    with suppress(FileNotFoundError, PermissionError):
        variables: dict[str, str] = json.loads((folder / "environment.json").read_text())
        return variables
    return {}


def home_of_postgres(folder: Path, account: struct_passwd | None) -> Path:
    """The data folder where that works, else one in the system's place for state, named after the data folder."""
    key = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    for home in (folder, state_folder() / key):
        home.mkdir(parents=True, exist_ok=True)
        if can_hold_postgres(home, account):
            return home
    raise Refused(f"PostgreSQL can live neither in {folder} nor in {state_folder()}: name a server in DATABASE_URL.")


def state_folder() -> Path:
    """Neither /tmp nor /var/tmp, which are swept, and where another user may have laid the folder out before us."""
    if os.geteuid() == 0:
        return Path("/var/lib/kam-local")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "kam-local"


def can_hold_postgres(home: Path, account: struct_passwd | None) -> bool:
    """Whether its account gets there, and a socket can be made: the path may be too long, or the disk a shared one."""
    if account and not _reaches(account, home):
        return False
    probe = home / POSTGRES_SOCKET.replace("/", "-")  # as long as the real one
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(probe))
    except OSError:
        return False
    probe.unlink()
    return True


def _reaches(account: struct_passwd, folder: Path) -> bool:
    test = subprocess.run(["test", "-x", folder], user=account.pw_uid, group=account.pw_gid, check=False)
    return test.returncode == 0
