"""Rows that part an answer from the mail below it: "----- 原始邮件 -----" in many tongues."""

from __future__ import annotations

import re

from tracker.inbox.quotes.lines import LONGEST_MARKER, QUOTE_BEGINS, Line

# What stands between the dashes, by language.
WORDS = {
    "zh": "原始邮件|原始电子邮件|原邮件|邮件原件|原件|原始信息|原始消息|原始信件|回复的原邮件|回复的邮件|回复邮件"
    "|回复的邮件信息|回复邮件信息|原始邮件信息|转发的邮件|转发邮件|转发邮件信息|转发的原邮件|转发的信息|被转发邮件信息",
    "zh-TW": "原始郵件|原始訊息|原郵件|回覆郵件|轉寄郵件|轉寄的郵件|轉寄者",
    "en": "original|original (?:e-?)?(?:message|mail)|reply message|replied message"
    "|forwarded (?:message|mail)|message original|begin forwarded message",
    "de": "ursprüngliche (?:nachricht|mail)|original-?nachricht|weitergeleitete nachricht",
    "fr": "message d['’]origine|message original|message initial|message transféré|e-?mail d['’]origine",
    "es": "mensaje original|mensaje reenviado|correo original",
    "pt": "mensagem original|mensagem encaminhada",
    "it": "messaggio originale|messaggio inoltrato",
    "nl": "oorspronkelijk bericht|origineel bericht|doorgestuurd bericht",
    "sv": "ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande",
    "da": "oprindelig (?:meddelelse|besked|mail)|original meddelelse|videresendt (?:meddelelse|besked)",
    "no": "opprinnelig (?:melding|e-post)|videresendt melding",
    "fi": "alkuperäinen viesti|välitetty viesti",
    "pl": "wiadomość oryginalna|oryginalna wiadomość|wiadomość przekazana dalej",
    "cs": "původní (?:zpráva|e-mail)|přeposlaná zpráva|pôvodná správa",
    "hu": "eredeti üzenet|továbbított üzenet",
    "ro": "mesaj original|mesajul original|mesaj redirecționat",
    "ru": "исходное сообщение|первоначальное сообщение|оригинальное сообщение"
    "|пересылаемое сообщение|пересланное сообщение|пересылаемое письмо",
    "uk": "вихідне повідомлення|початкове повідомлення|оригінальне повідомлення",
    "el": "αρχικό μήνυμα|πρωτότυπο μήνυμα",
    "tr": "özgün ileti|orijinal (?:ileti|mesaj)|iletilen mesaj",
    "ja": "元のメッセージ|元のメール|転送されたメッセージ|転送メッセージ|original message",
    "ko": "원본 ?(?:메시지|메일|이메일)|전달된 메시지|전달된 메일",
    "vi": "thư gốc|tin nhắn gốc|tin nhắn đã chuyển tiếp",
    "id": "pesan asli|pesan yang diteruskan",
}
# Some programs put the row in bold ("*---- … ----*") or close it with no dashes at all.
ROW = re.compile(
    rf"[*_ ]{{0,3}}(?:[-－—─=_]{{2,80}} ?(?:{'|'.join(WORDS.values())}) ?[:：]?"
    r" ?[-－—─=_]{0,80})[*_ ]{0,3}",
    re.IGNORECASE,
)
# The head below it joined to the row, where line breaks were lost.
JOINED_ROW = re.compile(
    rf"[-－—─=_]{{4,80}} ?(?:{'|'.join(WORDS.values())}) ?[-－—─=_]{{4,80}}"
    r" ?(?:发件人|发送时间|寄件者|from|von|de) ?[:：].*",
    re.IGNORECASE,
)
# Newer programs set the words alone, between the lines of a drawing: only a head below proves them.
WORDS_ALONE = re.compile(rf"(?:{'|'.join(WORDS.values())}) ?[:：]?", re.IGNORECASE)
# iOS writes this one without dashes.
BARE_ROW = re.compile(r"(?:begin forwarded message|开始转发的邮件|下面是被转发的邮件) ?[:：]", re.I)
# In a tongue the table lacks: a row in dashes, if a copied head stands below it.
DASHED_ROW = re.compile(r"[-－—─=_]{4,80} ?[^-－—─=_]{1,40} ?[-－—─=_]{4,80}")


def is_separator(line: Line) -> bool:
    """Whether the line is such a row."""
    if line.bare.startswith(QUOTE_BEGINS):
        return True
    if JOINED_ROW.match(line.bare[:LONGEST_MARKER]):
        return True
    if len(line.bare) > LONGEST_MARKER:
        return False
    return bool(ROW.fullmatch(line.bare) or BARE_ROW.fullmatch(line.bare))
