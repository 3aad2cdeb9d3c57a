"""Reading other people's pages, against a real server of our own."""

import gzip
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from events_service.lib.fetch import NotFetched, fetch, is_public_address


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with suppress(OSError):  # whoever asked hangs up: that is what some of these tests are about
            getattr(self, self.path.strip("/").partition("?")[0].replace("-", "_"))()

    def log_message(self, *args):
        pass

    def answer(self, body, status=200, **headers):
        self.send_response(status)
        for name, value in {"Content_Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def page(self):
        self.answer("<p>años</p>".encode(), Content_Type="text/html; charset=utf-8")

    def big(self):
        self.answer(b"x" * 200_000)

    def endless(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 10_000)

    def bomb(self):
        self.answer(gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip")

    def folded(self):
        self.answer(gzip.compress(b"small"), Content_Encoding="gzip")

    def drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.dripping(b"x")

    def drip_of_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.dripping(b"x")

    def dripping(self, drop):
        for _ in range(100):
            self.wfile.write(drop)
            self.wfile.flush()
            time.sleep(0.05)

    def half(self):
        self.answer(b"half", Content_Length=1000)

    def missing(self):
        self.answer(b"nothing here", status=404)

    def moved(self):
        self.answer(b"", status=302, Location="/page")

    def circle(self):
        self.answer(b"", status=302, Location="/circle")

    def to_a_file(self):
        self.answer(b"", status=302, Location="file:///etc/passwd")

    def to_metadata(self):
        self.answer(b"", status=302, Location="http://169.254.169.254/latest/")


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def refusal(url, **bounds):
    with pytest.raises(NotFetched) as refused:
        fetch(url, **{"trusted": True, "seconds": 5, **bounds})
    return str(refused.value.sentence)


def test_page_on_one_s_own_machine_is_read_when_it_is_trusted(server):
    found = fetch(f"{server}/page", trusted=True)

    assert (found.url, found.content_type, found.body.decode()) == (f"{server}/page", "text/html; charset=utf-8", "<p>años</p>")


def test_page_on_one_s_own_machine_is_refused_when_it_is_not_trusted(server):
    assert refusal(f"{server}/page", trusted=False) == "This address leads into a private network."


def test_name_that_resolves_to_one_s_own_machine_is_refused(server, monkeypatch):
    port = int(server.rpartition(":")[2])
    monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("127.0.0.1", port))])

    assert refusal(f"http://looks-public.example:{port}/page", trusted=False) == "This address leads into a private network."


def test_connection_is_made_to_the_address_that_was_checked(server, monkeypatch):
    port, answers = int(server.rpartition(":")[2]), iter(["127.0.0.1", "203.0.113.1"])
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda host, *a, **k: [(2, 1, 6, "", (next(answers) if host == "changes.example" else host, port))]
    )

    assert fetch(f"http://changes.example:{port}/page", trusted=True).body


@pytest.mark.parametrize("path", ["moved", "circle", "to-metadata"])
def test_redirect_from_a_trusted_address_into_a_private_network_is_refused(server, path):
    assert refusal(f"{server}/{path}") == "This address leads into a private network."


def test_redirect_to_a_file_is_refused(server):
    assert refusal(f"{server}/to-a-file").startswith("This is not the address of a web page")


def test_redirects_without_end_are_given_up(server, monkeypatch):
    monkeypatch.setattr("events_service.lib.fetch._is_public", lambda address: True)

    assert refusal(f"{server}/circle") == "This address leads from one to the next without end."


def test_redirect_to_a_public_page_is_followed(server, monkeypatch):
    monkeypatch.setattr("events_service.lib.fetch._is_public", lambda address: True)

    assert fetch(f"{server}/moved", trusted=False).url == f"{server}/page"


@pytest.mark.parametrize("path", ["big", "endless", "bomb"])
def test_page_bigger_than_allowed_is_refused(server, path):
    assert refusal(f"{server}/{path}", max_bytes=100_000) == "This page is too big: more than 0.1 MB."


def test_folded_page_is_unfolded(server):
    assert fetch(f"{server}/folded", trusted=True).body == b"small"


@pytest.mark.parametrize("path", ["drip", "drip-of-headers"])
def test_page_that_drips_is_cut_off_at_the_deadline(server, path):
    begun = time.monotonic()

    sentence = refusal(f"{server}/{path}", seconds=0.5)

    assert sentence == "127.0.0.1 takes too long to answer."
    assert time.monotonic() - begun < 2


def test_page_that_breaks_off_is_refused(server):
    assert refusal(f"{server}/half") == "This page broke off before its end."


def test_error_of_the_server_is_named(server):
    assert refusal(f"{server}/missing") == "This address answers with an error (404)."


def test_server_that_is_not_there_is_named():
    assert refusal("http://127.0.0.1:9/") == "127.0.0.1 could not be read."


@pytest.mark.parametrize(
    "url", ["ftp://valley.example/", "nonsense", "", "http://", "http://[", "https://valley.example:99999/", "http://va lley.example/"]
)
def test_what_is_no_web_address_is_refused(url):
    assert refusal(url).startswith("This is not the address of a web page")


@pytest.mark.parametrize(
    "url",
    [
        "https://valley.example/past?year=2020#one",
        "http://valley.example:8080/",
        "https://años.example/",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1::1]/",
    ],
)
def test_address_that_anybody_may_be_sent_to_is_public(url):
    assert is_public_address(url)


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "data:text/html,x", "mailto:a@valley.example", "ftp://valley.example/", "//valley.example/", "/past", ""),
        *(
            "http://localhost/",
            "http://printer/",
            "http://nas.local/",
            "http://wiki.internal/",
            "http://localhost./",
            "http://a.localhost/",
        ),
        *(
            "http://127.0.0.1/",
            "http://10.1.2.3/",
            "http://192.168.0.1/",
            "http://172.16.0.1/",
            "http://169.254.169.254/",
            "http://0.0.0.0/",
        ),
        *("http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://100.64.0.1/", "http://224.0.0.1/"),
        *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[64:ff9b::7f00:1]/"),
        *("http://[2002:7f00:1::]/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://1.2.3.4.5/"),
        *("https://me:secret@valley.example/", "https://me@valley.example/", "https://valley.example\\@evil.example/", "java\nscript:x"),
        *("https://valley.example:0/", "https://valley.example:port/", "http://[", "https://valley.example/ x"),
    ],
)
def test_address_inside_a_network_or_with_credentials_is_not_public(url):
    assert not is_public_address(url)
