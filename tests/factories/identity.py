"""A small provider of OpenID Connect on 127.0.0.1: discovery, authorize, token, userinfo, keys. It believes nobody."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "parvis", "between-us"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FOREIGN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Identity:
    """What the provider says, and what it was asked. A test changes one thing, and the portal must notice."""

    person: dict[str, object] = field(default_factory=lambda: {"sub": "p-1", "email": "ann@example.org"})
    token: dict[str, object] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = KEY
    signed_userinfo: bool = False
    answers: bool = True
    asked: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    address: str = ""

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes back to, with a code."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        self.asked = asked
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, form: dict[str, str]) -> dict[str, object]:
        """Give tokens for a code: once, to who asked for it, and only with the word that fits its challenge."""
        asked = self.codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        assert form["redirect_uri"] == asked["redirect_uri"]
        told = {"sub": self.person["sub"], "nonce": asked["nonce"], **self.token}
        return {"access_token": "a-token", "token_type": "Bearer", "id_token": self.sign(told)}

    def sign(self, told: dict[str, object]) -> str:
        now = int(datetime.now(UTC).timestamp())  # noqa: TID251  another system, with a clock of its own
        whole = {"iss": self.address, "aud": CLIENT, "iat": now - 5, "exp": now + 60, **told}
        return jwt.encode(whole, self.key, "RS256", headers={"kid": "key-1"})

    def configuration(self) -> dict[str, object]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        found = {name: f"{self.address}/{place}" for name, place in {**places, "jwks_uri": "keys"}.items()}
        return {"issuer": self.address, "token_endpoint_auth_methods_supported": ["client_secret_post"], **found}


class _Talk(BaseHTTPRequestHandler):
    """One request. What goes wrong here is the portal's fault, and an error for it."""

    identity: Identity

    def do_GET(self) -> None:
        """Discovery, keys, the person, and the page that would ask for a password."""
        place = urlsplit(self.path)
        if place.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.identity.authorize(_flat(place.query)))
            self.end_headers()
        elif place.path == "/userinfo":
            assert self.headers["Authorization"] == "Bearer a-token"
            self._person()
        elif place.path == "/keys":
            self._json(
                {"keys": [{**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "key-1", "alg": "RS256"}]}
            )
        else:
            assert place.path == "/.well-known/openid-configuration"
            self._json(self.identity.configuration(), 200 if self.identity.answers else 503)

    def do_POST(self) -> None:
        """Tokens for a code."""
        form = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._json(self.identity.redeem(form))

    def _person(self) -> None:
        if self.identity.signed_userinfo:
            self._send(self.identity.sign(self.identity.person), "application/jwt")
        else:
            self._json(self.identity.person)

    def _json(self, thing: object, status: int = 200) -> None:
        self._send(json.dumps(thing), "application/json", status)

    def _send(self, text: str, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words: object) -> None:
        """Keep quiet."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def provider() -> Iterator[Identity]:
    """Run one until the end."""
    identity = Identity()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Talk", (_Talk,), {"identity": identity}))
    identity.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield identity
    finally:
        server.shutdown()
        server.server_close()
