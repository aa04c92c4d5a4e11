"""Requests to a SPARQL service: one call, and every way in which a service fails as one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from kg.errors import KgError

#: Waiting longer than this for a single byte means that nobody answers.
PATIENCE = 60
#: The most of a refusal that is repeated to the user.
_REPEATED = 160


class ServiceError(KgError):
    """A service that refuses, does not answer, or answers something else than it was asked."""


class Response(NamedTuple):
    """A whole response: its media type without parameters, its headers in lower case, its content."""

    kind: str
    headers: Mapping[str, str]
    content: bytes


def request(
    address: str,
    *,
    method: str = "GET",
    form: Sequence[tuple[str, str]] = (),
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> Response:
    """Send one request and return its whole response; a form is sent as POST.

    A name and password in the address become Basic or Digest authentication, as the service asks. Raises
    ServiceError with the service's own first words where it refuses.
    """
    plain, opener = _opener(address)
    body = urlencode(form).encode() if form else content
    asked = Request(plain, data=body, method="POST" if form else method, headers=dict(headers or {}))
    asked.add_header("User-Agent", "convene-kg")
    try:
        with opener.open(asked, timeout=patience) as answer:
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Response(answer.headers.get_content_type(), told, answer.read())
    except HTTPError as error:
        with error:
            words = " ".join(error.read(4096).decode("utf-8", "replace").split())[:_REPEATED]
        raise ServiceError(
            f"'{plain}' refuses with status {error.code} ({words or error.reason}); {_remedy(error.code)}"
        ) from None
    except URLError as error:
        reason = error.reason
        said = reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)
        raise ServiceError(f"'{plain}' cannot be reached: {said}; see whether the service runs there") from None
    except TimeoutError:
        raise ServiceError(f"'{plain}' does not answer; see whether the service is busy, and ask again") from None
    except (HTTPException, OSError, ValueError) as error:
        what = str(error) or type(error).__name__
        raise ServiceError(f"'{plain}' broke off its answer ({what}); ask again") from None


def _remedy(code: int) -> str:
    """Return what to do about a refusal."""
    if code in (401, 403):
        return "give a name and password in its address: http://name:password@host/..."
    if 300 <= code < 400:
        return "it sends questions elsewhere; name that address itself, if it is to be trusted"
    if code in (404, 405):
        return "see whether this is the service's own address for this"
    if code in (408, 503, 504) or code == 429:
        return "it is busy or the question too long for it; ask again, or for less"
    return "see what it says"


def _opener(address: str) -> tuple[str, OpenerDirector]:
    """Return an address without its name and password, and what opens it with them.

    Raises ServiceError for what is no address.
    """
    try:
        parts = urlsplit(address)
        sound = bool(parts.hostname) and address.isascii() and address.isprintable() and " " not in address
        sound = sound and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise ServiceError(f"'{address}' is no address of a service; write it as http://host:port/path")
    if parts.username is None:
        return address, build_opener(_NoRedirect())
    host = parts.hostname or ""
    plain = urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, plain, unquote(parts.username), unquote(parts.password or ""))
    return plain, build_opener(_NoRedirect(), HTTPBasicAuthHandler(known), HTTPDigestAuthHandler(known))


class _NoRedirect(HTTPRedirectHandler):
    """Follows nobody: a service that sends questions elsewhere is named, not obeyed."""

    def redirect_request(self, *_: object) -> None:
        return None
