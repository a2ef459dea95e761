"""The signed mark that every form of a page without log-in carries, bound to its link.

No cookie takes part: the browser inside WeChat drops them. The address is the capability here, so
a stranger's site has nothing to ride on; the mark proves that the form is one we showed for this
very link, which no scanner posting to bare addresses has.
"""

from __future__ import annotations

import hmac

from itsdangerous import URLSafeSerializer

from tracker.config import Settings
from tracker.models import AnswerLink


def page_mark(settings: Settings, link: AnswerLink) -> str:
    """The hidden value of every form of this link."""
    return str(_signer(settings).dumps([link.id, link.nonce]))


def page_mark_holds(settings: Settings, link: AnswerLink, mark: str) -> bool:
    """Whether the form that came back is one of this link's."""
    return hmac.compare_digest(page_mark(settings, link).encode(), mark.encode())


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt="answer-page")
