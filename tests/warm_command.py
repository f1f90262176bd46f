"""The command line as a process of its own that needn't import everything anew: forked off one that has.

Run as a program this is that one. Hundreds of commands run in the tests, and most of the time of a small
one is Python reading modules.
"""

from __future__ import annotations

import atexit
import json
import os
import pkgutil
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Never

from app.settings import PROJECT_ROOT


def run(
    arguments: list[str],
    environment: dict[str, str],
    *,
    timeout: float,
    cwd: str | Path | None = None,
    input: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """What subprocess.run gives for `mindgarden` with these arguments and nothing but this environment."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as line:
        (Path(folder) / "stdin").write_text(input or "")
        request = {
            "arguments": arguments, "environment": environment, "cwd": str(cwd or Path.cwd()), "folder": folder,
        }  # fmt: skip
        line.settimeout(timeout)
        line.connect(_server())
        line.sendall(json.dumps(request).encode())
        line.shutdown(socket.SHUT_WR)
        answer = line.makefile()
        pid = int(answer.readline())
        try:
            code = int(answer.readline())
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(arguments, timeout) from None
        output, errors = ((Path(folder) / name).read_text() for name in ("stdout", "stderr"))
        return subprocess.CompletedProcess(arguments, code, output, errors)


@cache
def _server() -> str:
    folder = tempfile.mkdtemp(prefix="mindgarden-warm-")
    place = f"{folder}/line"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm_command", place], cwd=PROJECT_ROOT, stdout=subprocess.PIPE
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()  # it listens
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(process.kill)
    return place


def _serve(place: str) -> None:
    import app.cli

    for module in pkgutil.iter_modules(app.cli.__path__):
        import_module(f"app.cli.{module.name}")
    parent = os.getppid()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen(64)
        listener.settimeout(5)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        print("listening", flush=True)
        while os.getppid() == parent:  # whoever asks may be killed
            with suppress(TimeoutError):
                line, _ = listener.accept()
                if os.fork() == 0:
                    listener.close()
                    _answer(line)
                line.close()


def _answer(line: socket.socket) -> Never:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    line.settimeout(None)
    request = json.loads(line.makefile().read())
    pid = os.fork()
    if pid == 0:
        line.close()
        _become(request)
    line.sendall(f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(request: dict[str, Any]) -> Never:
    os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["cwd"])
    for number, (name, flags) in enumerate(
        (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY | os.O_CREAT), ("stderr", os.O_WRONLY | os.O_CREAT))
    ):  # fmt: skip
        os.dup2(os.open(f"{request['folder']}/{name}", flags, 0o600), number)
    sys.argv = ["mindgarden", *request["arguments"]]
    code = 1
    try:
        from app.cli import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
