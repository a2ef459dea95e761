"""What nobody foresaw ends no worker: it delays the one mail, or the one case, that it struck."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.factories import make_case, make_mail, make_person
from tests.tracker.outbox.servers import Played, serving
from tracker import worker
from tracker.models import MailState
from tracker.outbox.claim import claim_due
from tracker.outbox.send import _send, send_due, way_out


@pytest.fixture
def case(session):
    case = make_case(session, person=make_person(session, "biyesheng@example.com"))
    session.commit()
    return case


@pytest.fixture
def mail(session, case):
    mail = make_mail(session, case)
    session.commit()
    return mail


def reread(session, mail):
    session.rollback()
    session.refresh(mail)
    return mail


def test_a_login_the_server_cannot_be_told_delays_the_mail_and_shows_no_password(
    sender, session, mail
):
    with serving(Played(login=("zuzhibu", "a password"), plain_login=True)) as played:
        odd = replace(
            sender.settings, smtp_port=played.port, smtp_username="组织部", smtp_password="密码"
        )
        assert send_due(replace(sender, settings=odd)) == 1

    reread(session, mail)
    assert (mail.state, mail.tries) == (MailState.PENDING, 1)
    assert mail.last_error == "the mail server cannot be used: UnicodeEncodeError"


def test_what_nobody_foresaw_delays_one_mail_and_no_other(sender, server, session, case):
    mails = [make_mail(session, case, to_address=f"b{n}@example.com") for n in range(3)]
    session.commit()
    way = _FailsAt(way_out(sender.app, sender.settings), mails[1].id)

    batch = claim_due(session, sender.name, limit=3, lease=sender.lease)
    assert _send(replace(sender, session=session), batch, way) == 3
    way.close()

    assert [reread(session, m).state for m in mails] == [
        MailState.SENT,
        MailState.PENDING,
        MailState.SENT,
    ]
    assert mails[1].last_error == "LookupError"


class _FailsAt:
    """A way out that breaks down over one mail as no server makes it."""

    def __init__(self, inner, mail_id: int) -> None:
        self.inner, self.mail_id = inner, mail_id

    def hand_over(self, mail):
        if mail.id == self.mail_id:
            raise LookupError("unknown encoding")
        return self.inner.hand_over(mail)

    def close(self) -> None:
        self.inner.close()


def test_a_round_that_fails_is_followed_by_the_next(session):
    def work():
        raise RuntimeError("unforeseen")

    worker._keep_going(session, work)

    assert session.scalar(select(1)) == 1
