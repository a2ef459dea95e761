"""What the site's own server said of the sender is read; nothing else is believed (RFC 8601)."""

import pytest

from tracker.inbox.authenticity import read_authenticity
from tracker.inbox.parsing import parse_mail

OWN = "mx.example.org"
BODY = "From: a@example.com\r\nSubject: x\r\n\r\n1\r\n"


def said(*headers: str, host: str = OWN) -> dict[str, str] | None:
    lines = "".join(f"{header}\r\n" for header in headers)
    return read_authenticity(parse_mail((lines + BODY).encode()), host)


def results(words: str, host: str = OWN) -> str:
    return f"Authentication-Results: {host}; {words}"


def test_the_own_server_is_read():
    words = "spf=pass smtp.mailfrom=a@example.com; dkim=fail (bad) header.d=x.test; dmarc=none"

    assert said("Received: from x by y", results(words)) == {
        "spf": "pass",
        "dkim": "fail",
        "dmarc": "none",
    }


def test_several_headers_of_one_run_are_one_word():
    assert said(
        results("spf=softfail"), results("dkim=fail; dkim=pass"), results("dmarc=pass")
    ) == {
        "spf": "softfail",
        "dkim": "pass",
        "dmarc": "pass",
    }


def test_the_name_is_the_same_in_any_case():
    assert said(results("spf=pass", "MX.Example.ORG")) == {"spf": "pass"}


@pytest.mark.parametrize(
    "headers",
    [
        (results("dmarc=pass", "mx.evil.test"),),
        (results("spf=pass", "mx.evil.test"), results("dmarc=pass")),
        (results("none"), "X-Other: 1", results("dmarc=pass")),
        ("From: b@example.com", results("dmarc=pass")),
        ("Authentication-Results: ;;; =",),
        (),
    ],
)
def test_a_stranger_s_word_or_one_below_is_not(headers):
    assert said(*headers) is None


def test_what_the_own_server_found_is_not_bettered_from_below():
    assert said(results("dmarc=fail"), results("dmarc=pass")) == {"dmarc": "fail"}


def test_without_a_named_server_nothing_is_known():
    assert said(results("dmarc=pass"), host="") is None
