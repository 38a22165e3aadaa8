"""Those who are told, on loopback: a mail server, and the HTTP services with their real wire formats and faults."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HALF = b'{"status": "suc'


@dataclass
class Call:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class FakeReceivers:
    """PagerDuty at /v2/enqueue, Opsgenie at /v2/alerts, and a webhook at /hook.

    `faults`: what the next calls get instead of an answer: a status, "html", "half", "silence", "drop", "endless", or
    "429:<seconds>". What arrived and was taken stands in `calls`; `triggered` and
    `open_alerts` are the alerts of the pagers by key.
    """

    calls: list[Call] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    open_alerts: set[str] = field(default_factory=set)
    triggered: set[str] = field(default_factory=set)
    hooks: set[str] = field(default_factory=set)
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    def take(self, call: Call) -> tuple[int, dict[str, Any]]:
        self.calls.append(call)
        if call.path == "/v2/enqueue":
            return self._pagerduty(call.json)
        if call.path.startswith("/v2/alerts"):
            return self._opsgenie(call)
        self.hooks.add(call.headers["Idempotency-Key"])
        return 200, {}

    def _pagerduty(self, event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        needed = {"routing_key", "event_action"} | ({"payload"} if event.get("event_action") == "trigger" else set())
        errors = [f"'{name}' is missing or blank" for name in sorted(needed - event.keys())]
        payload = event.get("payload", {"summary": "", "source": "", "severity": "info"})
        errors += [f"'payload.{n}' is missing" for n in ("summary", "source", "severity") if n not in payload]
        if payload.get("severity") not in ("info", "warning", "error", "critical"):
            errors.append("'payload.severity' is invalid")
        if event.get("routing_key") != "R0UTINGKEY" or errors:
            return 400, {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
        self._turn(event["dedup_key"], is_on=event["event_action"] == "trigger")
        return 202, {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}

    def _opsgenie(self, call: Call) -> tuple[int, dict[str, Any]]:
        if call.headers.get("Authorization") != "GenieKey 0ps":
            return 401, {"message": "Could not authenticate", "took": 0.0, "requestId": "r-0"}
        if call.path == "/v2/alerts":
            if not call.json.get("message") or len(call.json["message"]) > 130:
                return 422, {"message": "Request body is not processable.", "took": 0.0, "requestId": "r-0"}
            self._turn(call.json["alias"], is_on=True)
        else:
            self._turn(call.path.split("/")[3], is_on=False)
        return 202, {"result": "Request will be processed", "took": 0.1, "requestId": f"r-{len(self.calls)}"}

    def _turn(self, key: str, *, is_on: bool) -> None:
        if is_on:
            self.triggered.add(key)
            self.open_alerts.add(key)
        else:
            self.open_alerts.discard(key)


@contextmanager
def running_receivers() -> Iterator[FakeReceivers]:
    receivers = FakeReceivers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            call = Call(self.path, dict(self.headers), body)
            fault = receivers.faults.pop(0) if receivers.faults else ""
            if fault:
                _misbehave(self, fault, receivers.released)
                return
            status, answer = receivers.take(call)
            _reply(self, status, json.dumps(answer).encode(), {"Content-Type": "application/json"})

        def log_message(self, format: str, *args: Any) -> None:
            """Tests stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receivers.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receivers
    finally:
        receivers.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _misbehave(handler: BaseHTTPRequestHandler, fault: str, released: threading.Event) -> None:
    if fault == "html":
        _reply(handler, 200, b"<html>Maintenance</html>", {"Content-Type": "text/html"})
    elif fault == "half":
        _reply(handler, 202, HALF, {"Content-Length": "500"})
        handler.close_connection = True
    elif fault == "silence":
        released.wait(10)
    elif fault == "drop":
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True
    elif fault == "endless":
        _reply(handler, 200, b"x" * 200_000, {})
    elif fault.startswith("429"):
        _reply(handler, 429, b"{}", {"Retry-After": fault.partition(":")[2]})
    elif fault == "302":
        _reply(handler, 302, b"", {"Location": "https://elsewhere.example.com/"})
    else:
        _reply(handler, int(fault), b'{"message": "no"}', {})


def _reply(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@dataclass
class FakeMailServer:
    """Speaks SMTP as far as a client needs. `refuse`: the answer to a command instead of its usual one."""

    port: int = 0
    messages: list[str] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    closes_after: str = ""

    @property
    def message_ids(self) -> set[str]:
        lines = (line for message in self.messages for line in message.splitlines())
        return {line.partition(": ")[2] for line in lines if line.startswith("Message-ID: ")}

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as file:
            _say(file, "220 mail.example.test ready")
            while line := file.readline().decode().strip():
                verb = line.split()[0].upper().rstrip(":")
                self.commands.append(verb)
                if verb in self.refuse:
                    _say(file, self.refuse[verb])
                elif verb == "DATA":
                    _say(file, "354 go on")
                    self._take(file)
                    if self.closes_after == "DATA":
                        return
                    _say(file, self.refuse.get("BODY", "250 queued"))
                else:
                    self.receivers += [line] if verb == "RCPT" else []
                    _say(file, {"EHLO": "250-mail.example.test\r\n250 8BITMIME", "QUIT": "221 bye"}.get(verb, "250 ok"))
                    if verb == "QUIT":
                        return

    def _take(self, file: Any) -> None:
        lines = []
        while (line := file.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        if "BODY" not in self.refuse:
            self.messages.append("\n".join(lines))


@contextmanager
def running_mail_server() -> Iterator[FakeMailServer]:
    server = FakeMailServer()
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_serve, args=(server, connection), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _serve(server: FakeMailServer, connection: socket.socket) -> None:
    try:
        server.serve(connection)
    except OSError:
        return


def _say(file: Any, words: str) -> None:
    file.write(f"{words}\r\n".encode())
    file.flush()
