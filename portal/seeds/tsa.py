"""The demo's time-stamping authority on a port of its own, for the minute in which the demo is seeded."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from portal.seeds.pki import PASSPHRASE, TSA, DemoPki
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.gateways.tsa import answer_query


@contextmanager
def answering(pki: DemoPki) -> Iterator[str]:
    """Answer time stamp queries (RFC 3161) on loopback while the block runs; gives the address."""
    key = KeyFile(pki.key_file(TSA), PASSPHRASE)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer_query(self.rfile.read(int(self.headers["content-length"])), key)
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """The demo's start says nothing of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
