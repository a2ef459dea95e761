"""The token of a mail is found again in whatever programs and servers make of ids and addresses."""

from dataclasses import replace

import pytest

from tracker.outbox.tokens import (
    TokenPlace,
    reply_address,
    return_path,
    token_in,
    token_of_address,
)
from tracker.outbox.write import message_id_of, new_token

TOKEN = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"


@pytest.mark.parametrize(
    "header",
    [
        f"<qz.{TOKEN}@example.org>",
        f"<QZ.{TOKEN.upper()}@EXAMPLE.ORG>",
        f"<7B1A22F00C9D41E8+qz.{TOKEN}@example.org>",
        f"<qz.{TOKEN}@example.org>+7B1A22F00C9D41E8",
        f"<qz.{TOKEN}+7B1A22F00C9D41E8@example.org>",
        f"<tencent_0A1B2C@qq.com>\r\n <qz.{TOKEN}@example.org>",
        f"<qz.{TOKEN[:20]}\r\n {TOKEN[20:]}@example.org>",
        f"<qz.{TOKEN[:20]}=\r\n{TOKEN[20:]}@example.org>",
        f"%3Cqz.{TOKEN}%40example.org%3E",
        f"=3Cqz=2E{TOKEN}=40example.org=3E",
        f"qz%2E{TOKEN}",
    ],
)
def test_our_token_is_found_in_a_rewritten_id(header):
    assert token_in(header) == [TOKEN]


def test_every_token_is_found_once_in_its_order():
    header = f"<qz.{TOKEN}@example.org>\r\n <qz.{OTHER}@example.org> <qz.{TOKEN}@example.org>"

    assert token_in(header) == [TOKEN, OTHER]


@pytest.mark.parametrize(
    "header", ["", "<abc@example.com>", f"<{TOKEN}@example.com>", f"<qz.{TOKEN[:31]}@example.org>"]
)
def test_what_holds_no_token_of_ours_gives_none(header):
    assert token_in(header) == []


def test_a_new_mails_own_id_holds_its_token():
    token = new_token()

    assert token_in(message_id_of(token, "zuzhibu@example.org")) == [token]


PLUS = {
    "reply_address": "reply+{token}@example.org",
    "return_path": "bounce+{token}@example.org",
}
LABEL = {
    "reply_address": "huifu@{token}.r.example.org",
    "return_path": "tuixin@{token}.b.example.org",
}
ALIKE = dict.fromkeys(PLUS, "x-{token}@example.org")


@pytest.mark.parametrize("patterns", [PLUS, LABEL, ALIKE])
@pytest.mark.parametrize("shape", ["{}", "<{}>", '"党委组织部" <{}>', "a@example.com, {}"])
def test_both_addresses_lead_back_to_their_token(settings, patterns, shape):
    settings = replace(settings, **patterns)
    back, bounced = reply_address(settings, TOKEN), return_path(settings, TOKEN)

    for spelt in (str, str.upper):
        assert token_of_address(settings, shape.format(spelt(back))) == (TokenPlace.REPLY, TOKEN)
        found = token_of_address(settings, shape.format(spelt(bounced)))
        assert found == (TokenPlace.BOUNCE, TOKEN)
    assert max(len(a.partition("@")[0]) for a in (back, bounced)) <= 64


def test_a_forwarders_tag_before_the_return_path_does_no_harm(settings):
    address = f"prvs=1234abcdef={return_path(settings, TOKEN)}"

    assert token_of_address(settings, address) == (TokenPlace.BOUNCE, TOKEN)


def test_a_return_path_made_up_from_a_message_id_is_not_ours(settings):
    assert token_of_address(settings, f"bounce+{TOKEN}@example.org") is None
    assert token_of_address(settings, f"bounce+{TOKEN}00000000@example.org") is None
    other = replace(settings, secret_key="another key of thirty-two letters")
    assert token_of_address(other, return_path(settings, TOKEN)) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "reply@example.org",
        f"reply+{TOKEN}@example.org.example.com",
        f"xreply+{TOKEN}@example.org",
        f"reply+{TOKEN}@example.com",
        f"reply+{TOKEN}0@example.org",
    ],
)
def test_other_addresses_are_not_ours(settings, address):
    assert token_of_address(settings, address) is None


def test_where_the_server_takes_no_such_addresses_the_sender_stands_in(settings):
    plain = replace(settings, reply_address="", return_path="")

    assert reply_address(plain, TOKEN) is None
    assert return_path(plain, TOKEN) == plain.mail_from
    assert token_of_address(plain, f"reply+{TOKEN}@example.org") is None
