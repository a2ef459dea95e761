"""The local mail catcher: a real SMTP listener that keeps every mail as it was sent.

Each mail is two files beside each other: the bytes as they came (.eml), never
touched, and its envelope (.json).
"""

from tracker.catcher.listener import catching, run_catcher
from tracker.catcher.reading import CaughtMail, NoSuchMail, WholeMail, list_caught, read_caught

__all__ = [
    "CaughtMail",
    "NoSuchMail",
    "WholeMail",
    "catching",
    "list_caught",
    "read_caught",
    "run_catcher",
]
