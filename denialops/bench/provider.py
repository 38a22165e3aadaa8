"""A provider on loopback that answers as slowly as it is told: chat completions as server-sent events.

It knows no fault and no second wire format; it only gives the wrappers something to be measured against.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

HOST = "127.0.0.1"
PIECES = 60
FIRST_TOKEN_S, TOTAL_S = 0.8, 2.4
"""As a quick provider answers a short question; slower ones make our share smaller."""
USAGE = {"prompt_tokens": 1500, "completion_tokens": 300, "total_tokens": 1800}
END = b"data: [DONE]\n\n"


class Provider(NamedTuple):
    """Below /slow/v1 it takes its time, below /fast/v1 none."""

    port: int

    def address(self, pace: str) -> str:
        return f"http://{HOST}:{self.port}/{pace}/v1"

    def count_calls(self) -> int:
        connection = HTTPConnection(HOST, self.port)
        connection.request("GET", "/calls")
        calls = int(connection.getresponse().read())
        connection.close()
        return calls


@contextmanager
def running_provider() -> Iterator[Provider]:
    """In a process of its own, so that its work does not count as ours."""
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Provider(int(process.stdout.readline() if process.stdout else 0))
        finally:
            process.terminate()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    calls = 0

    def do_GET(self) -> None:
        self._answer("text/plain", str(_Handler.calls).encode())

    def do_POST(self) -> None:
        _Handler.calls += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        is_slow = self.path.startswith("/slow/")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        started = time.monotonic()
        for number, event in enumerate(_events()):
            if is_slow and number < PIECES:
                due = FIRST_TOKEN_S + (TOTAL_S - FIRST_TOKEN_S) * number / (PIECES - 1)
                time.sleep(max(0.0, started + due - time.monotonic()))
            self._send_chunk(event)
        self._send_chunk(b"")

    def _send_chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _answer(self, content_type: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the table is the output."""


def _events() -> Iterator[bytes]:
    for number in range(PIECES):
        delta = {"role": "assistant", "content": f"word{number} of the reply "}
        yield _event(choices=[{"index": 0, "delta": delta, "finish_reason": None}])
    yield _event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
    yield _event(choices=[], usage=USAGE)
    yield END


def _event(**fields: Any) -> bytes:
    chunk = {"id": "bench", "object": "chat.completion.chunk", "created": 1, "model": "bench", **fields}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that has closed its connection is none of ours to report."""


if __name__ == "__main__":
    with _Server((HOST, 0), _Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
