"""`mindgarden serve`: the portal as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.portal.platform import Platform

COMMAND = str(Path(sys.executable).with_name("mindgarden"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answer(address: str) -> str:
    for _attempt in range(100):
        try:
            with urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}")


def test_it_serves_until_it_is_stopped(platform: Platform) -> None:
    port = _free_port()
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port), "--workers", "1"],
        env={**os.environ, **platform.clone.environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert "ok" in _answer(f"http://127.0.0.1:{port}/readyz")
        assert "MindGarden" in _answer(f"http://127.0.0.1:{port}/settlements")
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert '"route": "/readyz", "status": 200' in said


def test_a_port_in_use_is_said_at_once(platform: Platform) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = platform.clone.run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "in use" in done.stderr
    assert "what to do" in done.stderr


def test_a_server_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [COMMAND, "serve", "--port", str(_free_port())],
        env={**os.environ, "MINDGARDEN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert "mindgarden db up" in done.stderr
