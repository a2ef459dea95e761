"""From bytes to a mail as people read it: no byte string makes it raise, no file is opened."""

from tracker.inbox.parsing.files import attachment_bytes
from tracker.inbox.parsing.mail import parse_mail

__all__ = ["attachment_bytes", "parse_mail"]
