"""Requests to a SPARQL service: one call, and every way in which a service fails as one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import IO, NamedTuple, TypeVar
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

from kg.errors import KgError, UsageError
from kg.limits import TimeLimitError, bounded, waiting

Read = TypeVar("Read")

#: A request that takes longer than this many seconds is given up where the work has no limit of its own.
PATIENCE = 60.0
#: One that is read as it comes may take longer, if it is never silent for that long.
STREAM_PATIENCE = 600.0
#: The most of a refusal that is repeated to the user.
_REPEATED = 160
#: So many bytes show what kind of answer it is.
_FIRST = 400


class ServiceError(KgError):
    """A service that refuses, does not answer, or answers something else than it was asked."""

    #: The status that it refuses with, if it got that far.
    status = 0


class SilenceError(ServiceError):
    """A service that does not answer in time."""

    exit_code = 124


class Response(NamedTuple):
    """A response: its media type without parameters, its headers in lower case, its content.

    It is `measured` if the service said how long it would be, so that one that broke off was seen. Of a response
    that is read as it comes the content is no more than its first bytes.
    """

    kind: str
    headers: Mapping[str, str]
    content: bytes
    measured: bool


class Address(NamedTuple):
    """The address of a service, without the name and password that were given in it."""

    plain: str
    name: str
    password: str


def is_address(text: str) -> bool:
    """Tell whether a text is meant as the address of a service and not as the name of a folder."""
    return text[:8].lower().startswith(("http://", "https://"))


def nameless(text: str) -> str:
    """Return what may be an address without the name and password in it, so that it can be shown."""
    try:
        return address(text).plain
    except UsageError:
        return re.sub(r"^(\w+://)?\S*@", r"\1", text)


def address(text: str) -> Address:
    """Return an address in its parts; raises UsageError where it is none."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not is_address(text) or not host or re.search(r"[\s\x00-\x1f\x7f-\uffff]", text):
        shown = re.sub(r"^(\w+://)?\S*@", r"\1", text)
        raise UsageError(f"'{shown}' is no address of a service; write http://host:port/path, in ASCII")
    host = f"[{host}]" if ":" in host else host
    plain = urlunsplit(parts._replace(netloc=host if port is None else f"{host}:{port}", fragment=""))
    return Address(plain, unquote(parts.username or ""), unquote(parts.password or ""))


def request(
    to: Address,
    *,
    method: str = "GET",
    form: Sequence[tuple[str, str]] = (),
    content: bytes | memoryview | None = None,
    headers: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> Response:
    """Send one request and return its whole response; a form is sent as POST.

    Name and password are sent as Basic or Digest authentication, and only if the service asks for them.
    `patience` is how long the whole may take where the work it is part of has no limit. Raises ServiceError
    with the service's own first words where it refuses.
    """
    body = urlencode(form).encode() if form else content
    asked = Request(to.plain, data=body, method="POST" if form else method, headers=dict(headers or {}))
    return _send(to, asked, lambda head, stream: head._replace(content=stream.read()), patience, patience)


def receive(
    to: Address,
    form: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    read: Callable[[Response, IO[bytes]], Read],
) -> Read:
    """Send a form and return what `read` makes of the response as it comes, so that nobody holds the whole of it.

    Raises ServiceError as `request` does, and where the response turns out shorter than the service said.
    """
    asked = Request(to.plain, data=urlencode(form).encode(), method="POST", headers=dict(headers))
    return _send(to, asked, read, STREAM_PATIENCE, PATIENCE)


def _send(
    to: Address, asked: Request, read: Callable[[Response, IO[bytes]], Read], whole: float, silence: float
) -> Read:
    """Return what `read` makes of a response, within the limit that is set around it or else within its own."""
    asked.add_header("User-Agent", "convene-kg")
    with waiting(f"'{to.plain}' has not answered; ") as left:
        if left is not None:
            # The limit that is set around this ends it; waiting a little longer leaves the word to that.
            return _answer(to, asked, read, left + 1)
        try:
            return bounded(lambda: _answer(to, asked, read, silence), whole)
        except TimeLimitError:
            raise _silent(to.plain) from None


def _answer(to: Address, asked: Request, read: Callable[[Response, IO[bytes]], Read], silence: float) -> Read:
    """Return what is read, or raise what went wrong with it; `silence` is the longest wait for a next byte."""
    with _open(to, asked, silence) as answer:
        try:
            told = {name.lower(): value for name, value in answer.headers.items()}
            measured = "content-length" in told or "chunked" in told.get("transfer-encoding", "").lower()
            found = read(Response(answer.headers.get_content_type(), told, answer.peek(_FIRST), measured), answer)
            if answer.length:
                raise IncompleteRead(b"", answer.length)
            return found
        except TimeoutError:
            raise _silent(to.plain) from None
        except IncompleteRead as error:
            of = f" of {len(error.partial) + error.expected}" if error.expected else ""
            what = f" after {len(error.partial)}{of} bytes" if error.partial else ""
            raise ServiceError(f"'{to.plain}' broke off its answer{what}; ask again") from None
        except (HTTPException, OSError) as error:
            raise _broken_off(to, error) from None


def _open(to: Address, asked: Request, silence: float) -> HTTPResponse:
    """Return the response that a service begins, or raise what went wrong instead."""
    try:
        opened: HTTPResponse = _opener(to).open(asked, timeout=silence)
        return opened
    except HTTPError as error:
        raise _refused(to, error) from None
    except URLError as error:
        reason = error.reason
        if isinstance(reason, TimeoutError):
            raise _silent(to.plain) from None
        said = reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)
        raise ServiceError(f"'{to.plain}' cannot be reached: {said}; see whether the service runs there") from None
    except TimeoutError:
        raise _silent(to.plain) from None
    except (HTTPException, OSError) as error:
        raise _broken_off(to, error) from None
    except ValueError:
        # urllib says so of a kind of authentication that it does not know.
        raise ServiceError(
            f"'{to.plain}' asks for another proof than a name and password; ask through a service that takes these"
        ) from None


def _broken_off(to: Address, error: Exception) -> ServiceError:
    what = _seen(str(error)) or type(error).__name__
    return ServiceError(f"'{to.plain}' broke off its answer ({what}); ask again")


def _silent(plain: str) -> SilenceError:
    return SilenceError(f"'{plain}' does not answer; see whether the service is busy, and ask again")


def _refused(to: Address, error: HTTPError) -> ServiceError:
    """Return what a refusal says, with what to do about it."""
    try:
        with error:
            told = error.read(4096).decode("utf-8", "replace")
    except (HTTPException, OSError):
        told = ""
    words = _seen(re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", told, flags=re.DOTALL))[:_REPEATED]
    remedy = _remedy(error.code, bool(to.name))
    if 300 <= error.code < 400:
        words = f"to {nameless(_seen(error.headers.get('Location', 'nowhere'))[:_REPEATED])}"
    refusal = ServiceError(f"'{to.plain}' refuses with status {error.code} ({words or error.reason}); {remedy}")
    refusal.status = error.code
    return refusal


def _seen(text: str) -> str:
    """Return a service's words on one line, without what a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _remedy(code: int, named: bool) -> str:
    """Return what to do about a refusal."""
    if code == 401 and not named:
        return "give a name and password in its address: http://name:password@host/..."
    if code in (401, 403):
        return "see whether name and password are right, and allow this"
    if 300 <= code < 400:
        return "it sends questions elsewhere; name that address itself, if it is to be trusted"
    if code in (404, 405, 501):
        return "see whether this is the service's own address for this"
    if code in (408, 429, 503, 504):
        return "it is busy or the question too long for it; ask again, or for less"
    return "see what it says"


def _opener(to: Address) -> OpenerDirector:
    """Return what opens an address, with the name and password that belong to it."""
    if not to.name:
        return build_opener(_NoRedirect())
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, to.plain, to.name, to.password)
    return build_opener(_NoRedirect(), HTTPBasicAuthHandler(known), HTTPDigestAuthHandler(known))


class _NoRedirect(HTTPRedirectHandler):
    """Follows nobody: a service that sends questions elsewhere is named, not obeyed."""

    def redirect_request(self, *_: object) -> None:
        return None
