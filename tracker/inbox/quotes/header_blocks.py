"""The head of the mail below, copied into the text: 发件人 / 发送时间 / 收件人 / 主题 in many tongues."""

from __future__ import annotations

import re

from tracker.inbox.quotes.lines import LONGEST_MARKER, Line
from tracker.inbox.quotes.separators import is_separator

# What each row of a head is called, by role; a word may stand for one role only.
ROLES = {
    "from": "发件人|发信人|来自|自|由|寄件人姓名|寄件者|寄件人|发送人|发送者|发自|from|von|absender|de|expéditeur|remitente|da"
    "|mittente|van|från|avsändare|fra|od|nadawca|odesílatel|от|от кого|від|lähettäjä|kimden"
    "|gönderen|差出人|送信者|送信元|보낸 ?사람|보낸이|feladó|expeditor|de la|từ|dari|από",
    "date": "发送时间|发送日期|发送|寄件时间|发信时间|发件时间|日期|时间|已发送|發送時間|寄件日期|傳送時間|發送日期|時間"
    "|sent|sent at|sent time|send time|date|date sent|gesendet|datum|envoyé|envoyé le|date d['’]envoi|enviado|enviado el"
    "|enviado em|enviada em|enviada|fecha|data|inviato|data invio|verzonden|verzonden op|skickat"
    "|dato|sendt|wysłano|wysłane|odesláno|дата|отправлено|дата отправки|надіслано|lähetetty|päivämäärä"
    "|päiväys|tarih|gönderme tarihi|送信日時|日付|日時|보낸 ?날짜|날짜|일자|elküldve|dátum|trimis"
    "|ngày|tanggal|ημερομηνία",
    "to": "收件人|收件者|至|发给|寄给|收信人|发送至|to|an|empfänger|à|destinataire|para|a|destinatario|destinatário"
    "|aan|till|mottagare|til|do|komu|кому|vastaanottaja|kime|宛先|받는 ?사람|받는이|címzett|către"
    "|đến|kepada|προς",
    "cc": "抄送|抄送人|抄送者|密送|副本|副本抄送|密件副本|cc|bcc|kopie|kopia|kopi|copie|copia|cópia|копия"
    "|копія|kopio|bilgi|참조|másolatot kap|dw",
    "subject": "主题|主旨|标题|邮件主题|主題|subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp"
    "|ämne|emne|temat|předmět|тема|aihe|konu|件名|제목|tárgy|subiect|tiêu đề|subjek|perihal|θέμα",
    "reply": "答复|回复|回覆|reply-to|reply to|antwort an|risposta|répondre à|responder a|responder para",
}
ROLE_OF = {
    word: role for role, words in ROLES.items() for word in words.replace(" ?", "").split("|")
}
ROW = re.compile(
    r"[*_|·•\- ]{0,4}(?P<word>[^:：|<>@*]{1,24}?) ?\*{0,2}_{0,2} ?(?P<colon>[:：])(?P<rest>.*)"
)
# NetEase MailMaster writes its rows as a table, or with a space in place of the colon.
TABLE_ROW = re.compile(r"\| ?\*{0,2}(?P<word>[^|:：]{1,12}?)[:：]?\*{0,2} ?\|(?P<rest>.*)")
SPACED_ROW = re.compile(r"(?P<word>[\u4e00-\u9fff]{2,5}) (?P<rest>\S.*)")

ADDRESS = re.compile(r"[^\s<>\"“”\[\]()（）:：;；,，]{1,80}@[^\s<>\"“”\[\]()（）:：;；,，]{2,80}")
# Rows in a block, and lines a folded value may run on for.
MOST_ROWS = 12
MOST_FOLDED = 3


def find_header_block(lines: list[Line], at: int) -> int:
    """How many lines from `at` are such a head; 0 where none begins there."""
    opening = _role(lines[at])
    if opening is None:
        return 0
    roles = {opening}
    end, folded = at + 1, 0
    for place in range(at + 1, min(len(lines), at + 2 * MOST_ROWS)):
        role = _role(lines[place])
        if (role == "from" and "from" in roles) or _begins_below(lines[place], lines[at].depth):
            break
        if role is not None:
            roles.add(role)
            end, folded = place + 1, 0
        elif folded == MOST_FOLDED or not (lines[place].bare or "from" in roles):
            # "日期：8月20日" above an empty line is the sender's own; the head stands below it.
            break
        else:
            folded += 1
    return end - at if _is_block(roles, lines[at:end]) else 0


def _begins_below(line: Line, depth: int) -> bool:
    """Whether the mail below begins here: what stands above is no part of its head."""
    return line.depth > depth or is_separator(line)


def _is_block(roles: set[str], block: list[Line]) -> bool:
    """Who wrote, and two rows more; or two with an address; or all of when, to whom and what."""
    if "from" not in roles:
        return {"date", "to", "subject"} <= roles
    if len(roles) >= 3:
        return True
    has_address = any(ADDRESS.search(line.bare[:LONGEST_MARKER]) for line in block)
    return len(roles) == 2 and has_address and bool(roles & {"date", "subject"})


def _role(line: Line) -> str | None:
    bare = line.bare
    if not bare or len(bare) > 20 * LONGEST_MARKER:
        return None
    bare = bare[:LONGEST_MARKER]
    for shape in (TABLE_ROW, ROW, SPACED_ROW):
        row = shape.match(bare)
        role = ROLE_OF.get(_word(row["word"])) if row else None
        if role:
            return role
    return None


def _word(written: str) -> str:
    """A row's name as the table has it: programs pad "主　题" and "보낸 사람" with spaces."""
    word = written.strip(" *_").lower()
    return word if word in ROLE_OF else re.sub(r"\s", "", word)
