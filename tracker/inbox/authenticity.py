"""What the site's own mail server found of the sender (RFC 8601): read where it says so, never invented.

A header of that name can be written by anybody. Only those of the configured server count, and of
these only the run that stands topmost, above the mail's own head: a server puts its findings above
everything that was in the mail when it came, and removes what others wrote there in its name.
"""

from __future__ import annotations

from itertools import dropwhile, takewhile

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from tracker.inbox.parsed import ParsedMail

METHODS = ("spf", "dkim", "dmarc")
_NAME = "authentication-results"
# Here begins what the sender wrote.
_OF_SENDER = frozenset({"from", "to", "subject", "date", "message-id", "mime-version"})


def read_authenticity(mail: ParsedMail, host: str) -> dict[str, str] | None:
    """{"spf": "pass", "dkim": …, "dmarc": …} as far as `host` said it; None where it said nothing.

    The topmost header that names a method decides it; of several signatures in it one that passed
    does, as for DMARC itself.
    """
    found: dict[str, str] = {}
    for value in _topmost_run(mail) if host else ():
        header = _parsed(value)
        if header is None or (header.authserv_id or "").lower() != host.lower():
            break
        found = _results(header) | found
    return found or None


def _results(header: AuthenticationResultsHeader) -> dict[str, str]:
    found: dict[str, str] = {}
    for result in header.results:
        method, says = str(result.method).lower(), str(result.result).lower()[:20]
        if method in METHODS and found.get(method) != "pass":
            found[method] = says
    return found


def _topmost_run(mail: ParsedMail) -> list[str]:
    """The values of the first headers of that name that stand together."""
    own = takewhile(lambda header: header[0].lower() not in _OF_SENDER, mail.headers)
    from_first = dropwhile(lambda header: header[0].lower() != _NAME, own)
    return [value for _, value in takewhile(lambda h: h[0].lower() == _NAME, from_first)]


def _parsed(value: str) -> AuthenticationResultsHeader | None:
    try:
        return AuthenticationResultsHeader.parse_value(value)
    except (AuthResError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return None
