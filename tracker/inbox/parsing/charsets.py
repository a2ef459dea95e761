"""Bytes to text: what a mail declares, what Chinese senders mean by it, and a guess if neither."""

from __future__ import annotations

import re
import unicodedata

GB = [
    "gb2312",
    "gb-2312",
    "gb2312-80",
    "gb-2312-80",
    "csgb2312",
    "chinese",
    "euc-cn",
    "gbk",
    "x-gbk",
    "cp936",
    "ms936",
    "windows-936",
    "x-mac-chinesesimp",
    "gb18030",
    "gb18030-2000",
]

# What is declared, and the wider set that is meant: a name like 喆 or 镕 is outside GB 2312.
MEANT = {
    **dict.fromkeys(GB, "gb18030"),
    **dict.fromkeys(("big5", "big-5", "cn-big5", "x-x-big5", "csbig5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("ks-c-5601-1987", "euc-kr", "korean", "ksc5601"), "cp949"),
    **dict.fromkeys(("shift-jis", "x-sjis", "sjis", "shift-jis-2004"), "cp932"),
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "hz-gb-2312": "hz",
    **dict.fromkeys(("utf8mb4", "unicode", "utf8-mb4", "x-unicode-2-0-utf-8"), "utf-8"),
}
# Sets in which nearly every sequence of bytes is a text.
EASTERN = frozenset({"gb18030", "big5hkscs", "cp949", "cp932"})
# Sets in which every sequence of bytes is a text; programs write their name by default.
WESTERN = frozenset({"cp1252", "windows-1252", "iso-8859-15"})
LEAST_PAIRS = 4
# Declared by senders that did not know: the bytes decide.
SAYS_NOTHING = frozenset(
    [
        "us-ascii",
        "ascii",
        "ansi-x3-4-1968",
        "unknown",
        "unknown-8bit",
        "x-unknown",
        "default",
        "8bit",
        "binary",
        "none",
        "null",
    ]
) | {""}
# Codecs of Python that are no character set, or whose time grows with the square of the length.
NOT_A_CHARSET = frozenset(
    ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem")
)
NAME = re.compile(r"[a-z0-9][a-z0-9.:()+-]{0,39}\Z")
PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
# Level one of GB 2312: the 3,755 characters that make up nearly all Chinese writing.
COMMON_GB = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]")
COMMON_BIG5 = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]|[\xa1-\xa3][\x40-\x7e\xa1-\xfe]")
# A Latin letter stands alone among ASCII letters; a Chinese character takes two high bytes.
LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
# PostgreSQL refuses NUL and lone surrogates; the others no screen shows.
UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
# As many bytes as tell the character set of a text for certain.
SAMPLE = 20_000


def decoded(raw: bytes, charset: str = "") -> tuple[str, str]:
    """The text of `raw`, and the fault in words ("" where the declared set was right). No raise."""
    declared = _spelled(charset)
    if declared not in SAYS_NOTHING and _known(declared):
        codec = MEANT.get(declared, declared)
        text = _strictly(raw, codec)
        if text is not None and not _means_another(raw, codec):
            return text, ""
        if text is None and _fits(raw, codec) and not _utf8_of_cjk(raw):
            return raw.decode(codec, "replace"), f"有个别字节不符合声明的字符集 {charset[:40]}"
    guess = guessed_codec(raw)
    text = raw.decode(guess, "replace")
    if declared not in SAYS_NOTHING:
        return text, f"声明的字符集 {charset[:40]} 不对，按 {guess} 读出"
    return text, "" if guess == "utf-8" else f"没有声明字符集，按 {guess} 读出"


def guessed_codec(raw: bytes) -> str:
    """The codec that fits the bytes best: UTF-8, GB 18030, Big5, a few marked ones, else cp1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x1b$" in raw and raw.isascii():
        return "iso2022_jp_ext"
    sample = raw[:SAMPLE]
    if _strictly(raw, "utf-8") is not None or _nearly_utf8(sample):
        return "utf-8"
    pairs = PAIR.findall(sample)
    if not pairs:
        return "cp1252"
    gb = sum(1 for pair in pairs if COMMON_GB.match(pair)) / len(pairs)
    if gb >= 0.7 and _fits(raw, "gb18030"):
        return "gb18030"
    big5 = sum(1 for pair in pairs if COMMON_BIG5.match(pair)) / len(pairs)
    if big5 >= 0.9 and _fits(raw, "big5hkscs"):
        return "big5hkscs"
    if not LONE_HIGH.search(sample) and _fits(raw, "gb18030"):
        return "gb18030"
    return "cp1252"


def readable(text: str) -> str:
    """Without NUL, lone surrogates and other controls; line ends are "\\n"."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNREADABLE.sub("", text)


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(readable(text).split())


def raw_bytes(text: str) -> bytes:
    """The bytes behind a header or body that `email` read by surrogates. No raise."""
    for codec in ("ascii", "utf-8"):
        try:
            return text.encode(codec, "surrogateescape")
        except UnicodeEncodeError:
            continue
    return text.encode("utf-8", "replace")


def _spelled(charset: str) -> str:
    """Lower case, one kind of dash, no language (RFC 2231), no quotes."""
    name = unicodedata.normalize("NFKC", charset).strip(" \t\r\n\"'").lower()
    return name.split("*")[0].split(";")[0].strip().replace("_", "-")


def _known(name: str) -> bool:
    if name in NOT_A_CHARSET or not NAME.match(name):
        return False
    try:
        b"some".decode(MEANT.get(name, name), "replace")
    except (LookupError, ValueError):
        return False
    return True


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _means_another(raw: bytes, codec: str) -> bool:
    """Whether bytes that `codec` can read are Chinese in UTF-8 or GB 18030 all the same."""
    if codec in EASTERN | WESTERN and _utf8_of_cjk(raw):
        return True
    sample = raw[:SAMPLE]
    if codec not in WESTERN or LONE_HIGH.search(sample):
        return False
    pairs = PAIR.findall(sample)
    common = sum(1 for pair in pairs if COMMON_GB.match(pair))
    enough = len(pairs) >= LEAST_PAIRS and common >= 0.9 * len(pairs)
    return enough and _strictly(raw, "gb18030") is not None


def _utf8_of_cjk(raw: bytes) -> bool:
    """Whether the bytes are Chinese in UTF-8: other sets give such a text by accident only once."""
    sample = raw[:SAMPLE].decode("utf-8", "replace")
    wide = sum(1 for char in sample if "\u2e80" <= char <= "\uffef")
    return wide >= 2 and _strictly(raw, "utf-8") is not None


def _fits(raw: bytes, codec: str) -> bool:
    """Whether at most one character in a hundred is broken: a cut mail keeps its character set."""
    sample = raw[:SAMPLE]
    return sample.decode(codec, "replace").count("\ufffd") <= 1 + len(sample) // 200


def _nearly_utf8(sample: bytes) -> bool:
    """UTF-8 with a character cut or broken here and there."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 10 <= sum(1 for char in text if ord(char) > 0x7F) - broken
