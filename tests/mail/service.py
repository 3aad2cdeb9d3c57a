"""A mail service's API on loopback that answers as it was told to, and remembers what it was asked."""

import json
import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    status: int = 200
    said: object = field(default_factory=dict)
    headers: dict = field(default_factory=dict)

    @property
    def body(self):
        return self.said if isinstance(self.said, bytes) else json.dumps(self.said).encode()


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class Service:
    """`with Service() as service`: asked at `service.url`, it gives its `answer`; None: it hangs up in the middle."""

    def __init__(self):
        self.answer = Answer()
        self.seconds = 0.0
        self.asked = []
        self._over = threading.Event()

    def __enter__(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                service.asked.append(Asked(self.path, dict(self.headers), body))
                service._over.wait(service.seconds)
                if service.answer is None:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed by a reset
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(service.answer.status)
                for name, value in {
                    "Content-Type": "application/json",
                    **service.answer.headers,
                    "Content-Length": str(len(service.answer.body)),
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(service.answer.body)

            def finish(self):
                if not self.wfile.closed and service.answer is not None:
                    super().finish()

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
