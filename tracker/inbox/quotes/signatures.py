"""What programs write below one's words: "发自我的iPhone", "-- ", cards, footers of lists.

Below a rule only what `cards` knows is cut: a person goes on writing below a line that he drew.
"""

from __future__ import annotations

import re

from tracker.inbox.quotes.cards import NOTHING_SAID, is_card
from tracker.inbox.quotes.lines import Line, trimmed

DEVICES = (
    r"(?:iphone|ipad|ipod|mac|android|安卓|手机|手機|平板|电脑|客户端|华为|華為|荣耀|小米|红米|oppo|vivo|三星"
    r"|魅族|一加|spark|airmail|mailspring|samsung|galaxy|huawei|honor|xiaomi|redmi|nokia|sony|windows|outlook|foxmail|网易|qq"
    r"|移动设备|企业微信|微信|钉钉|飞书|阿里|新浪|搜狐|139|189|coremail|邮箱|邮件|郵件|信箱|mail)"
)
# A whole line of a program, by language. In Chinese it must name a device or a program:
# "发自内心地感谢老师" is a person's line.
PROGRAM_LINES = {
    "zh": rf"[发發][送出]?自.{{0,20}}{DEVICES}.{{0,20}}|[从從由].{{0,20}}{DEVICES}.{{0,20}}(?:发送|发出|寄出|傳送|發送|寄件)"
    rf"|(?:使用|通过|透過).{{0,16}}{DEVICES}.{{0,16}}(?:发送|傳送|發送)|[来來]自我的.{{0,20}}{DEVICES}.{{0,10}}"
    rf"|[来來]自(?:钉钉|釘釘).{{0,12}}邮箱|[该該本此]邮件[从由].{{0,16}}{DEVICES}.{{0,8}}发[送出]"
    rf"|签名由.{{0,20}}{DEVICES}.{{0,10}}定制|</[^<>\s@]{{1,80}}@[^<>\s]{{1,80}}>.{{0,60}}"
    r"|(?:获取|下载|取得|下載).{0,24}outlook.{0,60}|随时随地.{0,10}(?:邮箱|邮件).{0,10}",
    "en": r"(?:sent|sended) (?!by (?:post|mail|courier|express|ems|registered|regular|hand|air)\b)(?:from|via|with|using|by) \S.{0,80}|(?:get|download) outlook for .{0,60}"
    r"|outlook for (?:ios|android|mac).{0,60}|signature is customized by \S.{0,60}",
    "de": r"(?:gesendet|verschickt) (?:von|mit|über) .{1,80}|von (?:meinem|mein) .{1,40} gesendet"
    r"|diese nachricht wurde von .{1,60} gesendet|.{0,30}outlook für .{1,60}",
    "fr": r"envoyé (?:de|depuis|à partir de|avec) .{1,80}|(?:obtenir|télécharger|obtenez) outlook .{1,60}",
    "es": r"enviado (?:desde|de|con) .{1,80}|(?:obtener|descargar|obtén) outlook .{1,60}",
    "pt": r"enviad[oa] (?:do|de|a partir d[oea]|pelo|via|com) .{1,80}|(?:obter o|obtenha o|baixar) outlook .{1,60}",
    "it": r"inviato (?:da|dal|con) .{1,80}|(?:ottieni|scarica) outlook .{1,60}",
    "nl": r"(?:verstuurd|verzonden) (?:vanaf|vanuit|met|via) .{1,80}|(?:download )?outlook voor .{1,60}",
    "sv": r"skickat (?:från|med) .{1,80}|skaffa outlook .{1,60}",
    "da": r"sendt (?:fra|med|via) .{1,80}|(?:hent|få) outlook .{1,60}",
    "fi": r"lähetetty .{1,80}|hanki outlook .{1,60}",
    "pl": r"wysłan[eo] (?:z|za pomocą|przy użyciu) .{1,80}|pobierz (?:aplikację )?outlook .{1,60}",
    "cs": r"odesl[aá]no z .{1,80}|získat outlook .{1,60}",
    "hu": r"(?:küldve|elküldve) .{1,80}",
    "ru": r"отправлено (?:с|из|от) .{1,80}|скачать outlook .{1,60}",
    "uk": r"(?:надіслано|відправлено) (?:з|із) .{1,80}",
    "tr": r".{1,60} gönderildi|outlook .{1,40} edinin",
    "ja": r".{1,40}から送信|.{1,40}から送信されました|outlook for .{1,40}を入手",
    "ko": r".{1,40}에서 보냄|.{1,40}에서 보낸 메일|.{1,40}에서 보냈습니다",
    "vi": r"(?:đã )?gửi từ .{1,80}",
    "id": r"dikirim dari .{1,80}",
}
PROGRAM = re.compile(
    rf"[-—*_<\[ ]{{0,30}}(?:{'|'.join(PROGRAM_LINES.values())})[-—\]>*_ .。]{{0,90}}", re.IGNORECASE
)
LINK = re.compile(r" ?<https?://[^<>\s]{1,300}>")
# Phones' Outlook puts the quote straight below its line, marked or not.
OUTLOOK = re.compile(r"outlook (?:for|für|pour|para|per|voor) (?:ios|android)", re.I)
GREETING = re.compile(
    r"(?:hi|hello|dear|hallo|liebe|bonjour|hola)\b.{0,40}|.{1,20}(?:同志|同学|老师|先生|女士)[:：,，]?(?:您好|你好)?[:：,，！!。]?",
    re.IGNORECASE,
)
LONGEST_PROGRAM_LINE = 140

DELIMITER = re.compile(r"-- ?")
# "------------------" above the name is QQ Mail's; underscores stand above the footers of lists.
# Waves are drawn by the programs of lists, bars by MailMaster around a name and an address.
RULE = re.compile(r"[-—]{2,200}|_{2,200}|(?=-*~+-)[-~]{16,80}|[| ]*\|[| ]*")
# A longer tail is a letter.
MOST_CARD_LINES = 14


def without_signatures(lines: list[Line]) -> list[Line]:
    """The lines without what programs put below; empty where nothing else is there."""
    rest = _without_program_lines(_cut(trimmed(lines)))
    rest = trimmed(rest)
    while rest and not rest[-1].depth and NOTHING_SAID.fullmatch(rest[-1].bare):
        rest = trimmed(rest[:-1])
    return rest


def _cut(lines: list[Line]) -> list[Line]:
    """Up to the first line that a signature begins with, if anything stands above it."""
    below = sum(1 for line in lines if line.bare)
    for place, line in enumerate(lines):
        below -= bool(line.bare)
        if line.depth or not line.bare or not place:
            continue
        if OUTLOOK.search(line.bare[:LONGEST_PROGRAM_LINE]) and is_program_line(line):
            if _is_quoted(lines[place + 1 :]):
                return lines[:place]
            continue
        if below <= MOST_CARD_LINES and _begins_signature(line, lines[place + 1 :]):
            return lines[:place]
    return lines


def _begins_signature(line: Line, tail: list[Line]) -> bool:
    if DELIMITER.fullmatch(line.bare) is None and RULE.fullmatch(line.bare) is None:
        return False
    return is_card([each.bare for each in tail if each.own and not is_program_line(each)])


def _is_quoted(below: list[Line]) -> bool:
    """Whether unmarked lines below a phone's line are the mail that was answered, by its look.

    It is long, or begins by greeting somebody; a postscript does not.
    """
    own = [line.bare for line in below if line.own and not NOTHING_SAID.fullmatch(line.bare)]
    return len(own) > MOST_CARD_LINES or not own or GREETING.fullmatch(own[0][:80]) is not None


def is_program_line(line: Line) -> bool:
    """Whether a program wrote the whole of this line."""
    bare = LINK.sub("", line.bare[: 4 * LONGEST_PROGRAM_LINE])
    return len(bare) <= LONGEST_PROGRAM_LINE and bool(PROGRAM.fullmatch(bare))


def without_address(lines: list[Line], sender: str) -> list[Line]:
    """The lines without the sender's own address below them, and the rule above it (Foxmail).

    Only his From: another address below a text may be the new one that he tells us.
    """
    rest = trimmed(lines)
    if not sender or not rest or rest[-1].bare.strip("<> ").lower() != sender.lower():
        return lines
    rest = trimmed(rest[:-1])
    while rest and NOTHING_SAID.fullmatch(rest[-1].bare):
        rest = trimmed(rest[:-1])
    return rest or lines


def _without_program_lines(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.depth or not is_program_line(line)]
