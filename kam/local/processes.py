"""Child processes: started one by one, stopped the other way round, and found again when their parent was killed."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never

import psutil

from kam.local.folder import Refused

MARK = "KAM_LOCAL_FOLDER"  # set in every child, so that one left behind is known by its environment
PATIENCE = 30.0  # seconds; a worker may finish its task for 25 (CELERY in the settings)


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    stop_with: signal.Signals
    log: Path | None

    def ended(self) -> Refused:
        said = f":\n{_tail(self.log)}" if self.log else "."
        return Refused(f"{self.name} ended by itself (code {self.process.returncode}){said}")


class Children:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[Child] = []

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stop_with: signal.Signals = signal.SIGTERM,
        log: Path | None = None,
        **options: Any,
    ) -> None:
        """In a session of its own: the terminal's Ctrl-C reaches only us, who know the order to stop in."""
        output = log.open("wb") if log else None
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**env, MARK: str(self._folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            **options,
        )
        if output:
            output.close()
        self._running.append(Child(name, process, stop_with, log))

    def check(self) -> None:
        for child in self._running:
            if child.process.poll() is not None:
                raise child.ended()

    def wait_until(self, ready: Callable[[], bool], what: str) -> None:
        give_up_at = time.monotonic() + PATIENCE
        while not ready():
            self.check()
            if time.monotonic() > give_up_at:
                raise Refused(f"{what} did not answer within {PATIENCE:.0f} seconds.")
            time.sleep(0.05)

    def watch(self) -> Never:
        """Until one ends by itself, or the make that started us is killed, which it cannot tell us."""
        parent = os.getppid()
        while os.getppid() == parent or "MAKELEVEL" not in os.environ:
            self.check()
            time.sleep(0.5)
        raise Refused("Stopped, because the make that started KAM is gone.")

    def stop(self) -> None:
        while self._running:
            child = self._running.pop()
            child.process.send_signal(child.stop_with)
            try:
                child.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)


def end_leftovers(folder: Path) -> int:
    """End what an earlier start of this folder left running; how many they were."""
    left = [process for process in psutil.process_iter() if _marked(process, folder)]
    for process in left:
        process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=10)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=5)
    return len(left)


def _marked(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(folder)
    except psutil.Error:
        return False


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-10:])
