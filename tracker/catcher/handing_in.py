"""Hands an answer to the listener as another mail server would: by a real dialogue."""

from __future__ import annotations

import smtplib

from tracker.catcher.answering import Sent
from tracker.config import Settings
from tracker.outbox.smtp_words import words_of

# A listener that does not answer within this time is not running as it should.
_SECONDS = 20.0


class NotTaken(Exception):
    """The listener did not take the mail; the message says why, in its own words if it spoke."""


class NobodyListens(NotTaken):
    """Nothing answers where mail should come in."""


def hand_in(settings: Settings, sent: Sent) -> None:
    """Send it to where this site takes mail in. Raises NotTaken, NobodyListens."""
    where = f"{settings.inbox_host}:{settings.inbox_port}"
    dialogue = smtplib.LMTP if settings.inbox_listen == "lmtp" else smtplib.SMTP
    try:
        # Named, because smtplib would ask the name service for this machine's own name.
        with dialogue(
            settings.inbox_host, settings.inbox_port, local_hostname="localhost", timeout=_SECONDS
        ) as server:
            server.sendmail(sent.mail_from, [sent.rcpt_to], sent.raw)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
        raise NotTaken(words_of(refused)) from refused
    except smtplib.SMTPServerDisconnected as gone:
        raise NotTaken(str(gone)) from gone
    except OSError as error:
        raise NobodyListens(where) from error
