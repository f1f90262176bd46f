"""The embedded PostgreSQL 18: its cluster lives in HOME/postgres; `up` also recovers it from a crash."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.db import binaries
from app.failure import EnvironmentProblem
from app.settings import settings

ADMINISTRATOR = "postgres"
VERSION = "18"
SOCKET_PORT = 5432  # names the socket file only; no TCP unless asked
MEGABYTE = 1024 * 1024
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
SOCKET_PATH_LIMIT = 100  # sun_path holds 107 bytes, and PostgreSQL adds its file name


@dataclass(frozen=True)
class Address:
    """Where the running embedded server listens."""

    socket_folder: Path
    port: int
    process_id: int
    is_on_tcp: bool


def data_folder(home: Path) -> Path:
    """The cluster: HOME/postgres, or for root a link to a place the server's account can reach."""
    return (home / "postgres").resolve()


def running(home: Path | None = None) -> Address | None:
    """The server of this home, if it runs and accepts connections."""
    data = data_folder(home or settings().home)
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    process_id = int(lines[0])
    if not _is_server(process_id, data):
        return None
    return Address(Path(lines[4]), int(lines[3]), process_id, bool(lines[5].strip()))


def up(
    home: Path | None = None,
    *,
    tcp_port: int | None = None,
    extra: dict[str, str] | None = None,
) -> Address:
    """Start the server of this home (making its cluster first); no change if it already runs."""
    home = home or settings().home
    tcp_port = tcp_port or settings().tcp_port
    _make_home(home)
    with _locked(home):
        address = _await_ready(home)
        if address is None:
            data = _ensure_cluster(home)
            _write_configuration(home, data, tcp_port, extra or {})
            _start(home, data)
            address = running(home)
        if address is None:
            raise EnvironmentProblem(
                "the embedded server did not get ready", hint=f"see {home / 'postgres.log'}"
            )
        return address


def down(home: Path | None = None, *, mode: str = "fast") -> bool:
    """Stop the server of this home; False if it was not running."""
    home = home or settings().home
    if not home.exists():
        return False
    with _locked(home):
        if running(home) is None:
            return False
        binaries.run("pg_ctl", ["stop", "-D", str(data_folder(home)), "-m", mode, "-w"])
        return True


def _await_ready(home: Path) -> Address | None:
    """The running server; one that is still starting or recovering is waited for."""
    data = data_folder(home)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        address = running(home)
        if address is not None:
            return address
        try:
            first = (data / "postmaster.pid").read_text().split("\n", 1)[0]
        except OSError:
            return None
        if not first.isdigit() or not _is_server(int(first), data):
            return None
        time.sleep(0.2)
    raise EnvironmentProblem(
        "the embedded server is still starting", hint=f"see {home / 'postgres.log'}"
    )


def _make_home(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Two commands at once must not both make or start the cluster."""
    with open(home / "server.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_server(process_id: int, data: Path) -> bool:
    """A process id outlives its process: after a crash or a reboot it may name something else."""
    try:
        return Path(f"/proc/{process_id}/cwd").readlink() == data
    except FileNotFoundError:
        return False
    except PermissionError:
        return False
    except OSError:
        try:
            os.kill(process_id, 0)
        except OSError:
            return False
        return True


def _ensure_cluster(home: Path) -> Path:
    account = binaries.server_account()
    link = home / "postgres"
    if not binaries.is_reachable(home / "postgres" / "PG_VERSION", account) and not link.exists():
        place = binaries.SHARED_PLACE / "homes" / _name_of(home)
        _discard(place)  # of a home that was deleted and made anew
        place.mkdir(parents=True)
        link.unlink(missing_ok=True)
        link.symlink_to(place)
    data = data_folder(home)
    version = data / "PG_VERSION"
    if version.exists():
        found = version.read_text().strip()
        if found != VERSION:
            raise EnvironmentProblem(
                f"{data} holds a cluster of PostgreSQL {found}, not {VERSION}",
                hint="name another folder in MINDGARDEN_HOME, or dump and restore",
            )
        return data
    shutil.rmtree(data, ignore_errors=True)  # an initdb that was interrupted
    data.mkdir(mode=0o700, parents=True)
    _hand_over(data)
    # fmt: off
    binaries.run("initdb", [
        "-D", str(data), "-U", ADMINISTRATOR, "--auth-local=trust", "--auth-host=scram-sha-256",
        "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        "--no-instructions",
    ])
    # fmt: on
    return data


def _discard(place: Path) -> None:
    if (place / "postmaster.pid").exists():
        with suppress(EnvironmentProblem):
            binaries.run("pg_ctl", ["stop", "-D", str(place), "-m", "immediate", "-w"])
    shutil.rmtree(place, ignore_errors=True)


def _start(home: Path, data: Path) -> None:
    # We know that it doesn't run. PostgreSQL asks only whether the process id is taken, and after a
    # crash or a reboot it may be: by a zombie, or by somebody else.
    (data / "postmaster.pid").unlink(missing_ok=True)
    for lock in _socket_folder(home).glob(".s.PGSQL.*.lock"):
        lock.unlink(missing_ok=True)
    log = home / "postgres.log"
    log.touch(mode=0o600, exist_ok=True)
    arguments = ["start", "-D", str(data), "-w", "-t", "60"]
    log_in_data = data / "startup.log"
    arguments += ["-l", str(log_in_data)]
    deadline = time.monotonic() + 30
    while True:
        try:
            binaries.run("pg_ctl", arguments)
            break
        except EnvironmentProblem:
            # After a SIGKILL the old backends hold the shared memory for a moment longer.
            tail = log_in_data.read_text(errors="replace")[-2000:] if log_in_data.exists() else ""
            if time.monotonic() > deadline or "shared memory block" not in tail:
                raise EnvironmentProblem(
                    f"the embedded server did not start:\n{tail.strip()}",
                    hint=f"its data is in {data}; several servers: one MINDGARDEN_HOME each",
                ) from None
            time.sleep(0.5)
    log.unlink(missing_ok=True)
    log.symlink_to(log_in_data)


def _write_configuration(
    home: Path, data: Path, tcp_port: int | None, extra: dict[str, str]
) -> None:
    folder = _socket_folder(home)
    values = {
        "listen_addresses": "127.0.0.1" if tcp_port else "",
        "port": str(tcp_port or SOCKET_PORT),
        "unix_socket_directories": str(folder),
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{_shared_buffers_mb()}MB",
        "work_mem": "64MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": f"{_max_wal_mb(data)}MB",
        "min_wal_size": f"{_max_wal_mb(data) // 4}MB",
        "shared_preload_libraries": "pg_stat_statements",
        "track_functions": "all",
        "max_locks_per_transaction": "256",
        "jit": "off",
        "dynamic_shared_memory_type": _shared_memory_kind(),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u@%d ",
        "password_encryption": "scram-sha-256",
        **extra,
    }
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in values.items()]
    own = data / "mindgarden.conf"
    own.write_text("# Written by `mindgarden db up`.\n" + "\n".join(lines) + "\n")
    main = data / "postgresql.conf"
    include = "include_if_exists = 'mindgarden.conf'"
    if include not in main.read_text():
        with main.open("a") as file:
            file.write(f"\n{include}\n")
    # Trust on the socket: its folder is 0700, and whoever can enter it can read the passwords anyway.
    (data / "pg_hba.conf").write_text(
        "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
    )
    for file_ in (own, main, data / "pg_hba.conf"):
        _hand_over(file_)


def _shared_buffers_mb() -> int:
    """A quarter of the memory that this process may have, between 128 MB and 8 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # "max", or no control group
        memory = min(memory, int(CONTAINER_LIMIT.read_text()))
    return max(128, min(8192, memory // 4 // MEGABYTE))


def _max_wal_mb(data: Path) -> int:
    """A quarter of the free disk, between 1 and 16 GB: each checkpoint makes the next changes of a page cost a whole page."""
    return max(1024, min(16_384, shutil.disk_usage(data).free // 4 // MEGABYTE))


def _shared_memory_kind() -> str:
    """Containers often have 64 MB of /dev/shm, which a parallel query overruns; files then."""
    try:
        state = os.statvfs("/dev/shm")  # noqa: S108  asked for its size only
    except OSError:
        return "mmap"
    return "posix" if state.f_frsize * state.f_blocks >= 512 * 1024 * 1024 else "mmap"


def _name_of(home: Path) -> str:
    return hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]


def _socket_folder(home: Path) -> Path:
    """HOME/run, or a short private folder when the path is too long or the server can't reach it."""
    account = binaries.server_account()
    folder = home / "run"
    too_long = len(os.fsencode(str(folder / f".s.PGSQL.{SOCKET_PORT}"))) > SOCKET_PATH_LIMIT
    if too_long or not binaries.is_reachable(folder / "socket", account):
        folder = Path("/tmp") / f"mindgarden-{account.pw_uid}-{_name_of(home)}"  # noqa: S108  owner and mode are checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    _hand_over(folder)
    state = folder.lstat()
    if folder.is_symlink() or state.st_uid != account.pw_uid or state.st_mode & 0o077:
        raise EnvironmentProblem(
            f"{folder} is not a private folder of {account.pw_name}", hint=f"remove {folder}"
        )
    return folder


def _hand_over(path: Path) -> None:
    """Root makes files that the server's account has to own."""
    if binaries.is_root() and not path.is_symlink():
        account = binaries.server_account()
        if path.lstat().st_uid in (0, account.pw_uid):
            os.chown(path, account.pw_uid, account.pw_gid)
