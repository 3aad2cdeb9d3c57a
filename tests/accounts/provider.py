"""A small provider of OpenID Connect on loopback: discovery, keys, codes with PKCE, tokens, and who is signed in there."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "events", "a secret of the test"


class Provider(ThreadingHTTPServer):
    """Whoever asks is the person in `person`, the claims of a token."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes = {}
        self.person = {}

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *args):
        self.shutdown()
        self.server_close()

    def authorize(self, address):
        """Do what the browser does there, and return where it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        home = self.server.address
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            return self.say({f"{name}_endpoint": f"{home}/{name}" for name in names} | {"issuer": home, "jwks_uri": f"{home}/keys"})
        if self.path == "/userinfo" and self.headers["Authorization"] == "Bearer a token":
            return self.say(self.server.person)
        return self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(sent["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if (sent["client_id"], sent["client_secret"], challenge) != (CLIENT, SECRET, asked["code_challenge"]):
            return self.send_error(400)
        claims = self.server.person | {"iss": self.server.address, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 60}
        token = jwt.encode(claims, self.server.key, algorithm="RS256")
        return self.say({"access_token": "a token", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def say(self, answer):
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Say nothing."""
