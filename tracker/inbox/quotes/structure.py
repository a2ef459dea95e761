"""What an HTML mail's markup tells of its quote, written into its text as lines of our own.

A <blockquote> comes out of `text_of_html` as "> "; programs that quote without one give the
place away by the id or class of an element. A mark is put in there, before the tags are dropped.
"""

from __future__ import annotations

import re

from tracker.inbox.html_text import MOST_HTML, text_of_html
from tracker.inbox.quotes.lines import ATTRIBUTION_BEGINS, OURS, QUOTE_BEGINS

# An id, class or style of an element: everything from there on is the mail below.
BELOW = {
    "Outlook on the web and phones": r"divrplyfwdmsg|stopspelling|mail-editor-reference-message-container"
    r"|ms-outlook-mobile-signature",
    "Outlook": r"border:\s?none;\s?border-top:\s?solid #(?:e1e1e1|b5c4df) 1\.0pt",
    "QQ Mail, Exmail": r"includetail|qmquote|mail_quote_|xm_mail_oringinal_describe|qmorigin",
    "NetEase": r"ntes-mailmaster-quote|ntes-andriodmail-quote|imail_signature|isreplycontent|isforwardcontent|divneteasemailcard_quote"
    r"|spnEditorContent_quote",
    "Coremail": r"coremail_quote|mail_original|replymailcontent",
    "Alimail": r"alimail-quote|__alimail_quote|ali_quote",
    "Yahoo": r"yahoo_quoted|yahooquoted|ydp[0-9a-f]{1,10}yahoo_quoted",
    "Zoho, Proton, Zimbra": r"zmail_extra|protonmail_quote|zwchr",
    "139, ZTE": r"reply139content|zhistoryrow",
    "Lark, DingTalk": r"history-quote-wrapper|lark-mail-quote|dingtalk_quote",
}
# The same, for the line that says who wrote: the quote follows as a <blockquote>.
ATTRIBUTION = r"gmail_attr|moz-cite-prefix|moz-email-headers-table|applemailquote_attr"

# Outlook renames classes of quoted mails to "x_…"; those say nothing of this mail's own quote.
TAG = re.compile(
    r"<(?P<name>div|span|table|blockquote|hr|p|section|includetail)\b(?P<rest>[^<>]{0,600})>", re.I
)
NAMES = r"(?:id|class|style|name|data-[a-z-]{1,30})\s?=\s?(?:\"[^\"]*?|'[^']*?|)(?<!x_)"
MARKS = (
    (re.compile(rf"{NAMES}(?:{'|'.join(BELOW.values())})", re.I), QUOTE_BEGINS, True),
    (re.compile(rf"{NAMES}(?:{ATTRIBUTION})", re.I), ATTRIBUTION_BEGINS, False),
)


def lines_of_html(html: str) -> str:
    """The text of an HTML mail, with marks where its markup tells that a quote begins."""
    clean = OURS.sub("", html[:MOST_HTML])
    return text_of_html(TAG.sub(_marked, clean))


def _marked(tag: re.Match[str]) -> str:
    if tag["name"].lower() == "includetail":
        return f"<div>{QUOTE_BEGINS}</div>{tag.group()}"
    for names, mark, before in MARKS:
        if names.search(tag["rest"]):
            return f"<div>{mark}</div>{tag.group()}" if before else f"{tag.group()}{mark}"
    return tag.group()
