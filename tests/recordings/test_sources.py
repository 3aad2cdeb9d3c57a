"""Pages read from the web, against a real server of our own."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from events_service.lib.fetch import NotFetched
from recordings.domain.sources import NotReadable, pages_at

POST = {"link": "https://valley.example/past/", "title": {"rendered": "From JSON"}, "content": {"rendered": "<p>Words</p>"}, "type": "page"}
JSON_LINK = '<link rel="alternate" title="JSON" type="application/json" href="{}">'
PAGES = {
    "/wp-json/wp/v2/pages/1": ("application/json; charset=UTF-8", json.dumps(POST)),
    "/wp-json/wp/v2/pages/2": ("application/json", "{broken"),
    "/with-json/": ("text/html", f"<html><head>{JSON_LINK.format('/wp-json/wp/v2/pages/1')}</head><body><h1>From HTML</h1></body></html>"),
    "/with-broken-json/": ("text/html", f"<head>{JSON_LINK.format('/wp-json/wp/v2/pages/2')}</head><body><h1>From HTML</h1></body>"),
    "/with-json-inside/": (
        "text/html",
        f"<head>{JSON_LINK.format('http://localhost:PORT/wp-json/wp/v2/pages/1')}</head><body><h1>From HTML</h1></body>",
    ),
    "/old/": ("text/html; charset=iso-8859-1", "<h1>Año</h1>"),
    "/sign-in/": ("text/html", '<form><input type="password"></form>'),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        content_type, body = PAGES[self.path]
        packed = body.replace("PORT", str(self.server.server_port)).encode("iso-8859-1" if "8859" in content_type else "utf-8")
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/wp-json/wp/v2/pages/1", "From JSON"),
        ("/with-json/", "From JSON"),
        ("/with-broken-json/", "From HTML"),
        ("/with-json-inside/", "From HTML"),
        ("/old/", "Año"),
    ],
)
def test_page_is_read_from_its_json_where_it_names_one_in_its_own_house(server, path, title):
    assert [page.title for page in pages_at(server + path)] == [title]


def test_sign_in_page_is_refused(server):
    with pytest.raises(NotReadable):
        pages_at(f"{server}/sign-in/")


def test_address_where_nobody_answers_is_refused():
    with pytest.raises(NotFetched):
        pages_at("http://127.0.0.1:9/")
