"""A small real server that speaks the OpenAI protocol with scripted replies, good and bad ones."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """What the server does next: ``replies`` are used up in order, the last one stays."""

    replies: list[dict[str, Any]] = field(default_factory=lambda: [{"text": "好的"}])
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)  # those that are no JSON

    def next(self) -> dict[str, Any]:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *_arguments: Any) -> None:
        """Tests need no access log."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "json" in self.headers.get("Content-Type", ""):
            self.script.requests.append(json.loads(body))
        else:
            self.script.bodies.append(body)
        self.script.paths.append(self.path)
        reply = self.script.next()
        time.sleep(reply.get("delay", 0))
        if reply.get("hang_up"):
            self.close_connection = True
            self.connection.close()
        elif "pieces" in reply:
            self._stream(reply)
        else:
            self._whole(reply)

    def _whole(self, reply: dict[str, Any]) -> None:
        if "raw" in reply:
            content = reply["raw"].encode()
        elif "json" in reply:
            content = json.dumps(reply["json"]).encode()
        else:
            choice = {"message": {"content": reply["text"]}, "finish_reason": reply.get("finish", "stop")}
            usage = {"prompt_tokens": 7, "completion_tokens": 3}
            content = json.dumps({"model": "scripted", "choices": [choice], "usage": usage}).encode()
        self.send_response(reply.get("status", 200))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, reply: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for piece in reply["pieces"]:
            time.sleep(reply.get("drip", 0))
            data = (
                piece
                if isinstance(piece, str) and piece.startswith("{")
                else json.dumps({"choices": [{"delta": {"content": piece}, "finish_reason": None}]})
            )
            try:
                self.wfile.write(f"data: {data}\n\n".encode())
                self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                return
        if not reply.get("truncated"):
            self.wfile.write(b"data: [DONE]\n\n")


@contextmanager
def model_server(*replies: dict[str, Any]) -> Iterator[tuple[str, Script]]:
    """Yields the base address and the script, which records what was asked."""
    script = Script(list(replies)) if replies else Script()
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    # asked often whether to end: by default every test would wait half a second for its server's end
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", script
    finally:
        server.shutdown()
        server.server_close()
