"""The answer that a graduate's own words give; clear only where a person would be sure.

Everything else becomes a task with the text beside the question, so doubt costs nothing but a look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from machines.mails import HELP, MailKind
from tracker.inbox.answering.beyond import words_beyond
from tracker.inbox.answering.doubts import why_doubtful
from tracker.inbox.answering.numbers import alone_on, numbers_in
from tracker.inbox.answering.saying import first_line, plain
from tracker.inbox.answering.words import CONDITION, DOUBT, QUESTION, Words, words_in
from tracker.inbox.findings import OwnWords, ReadAnswer

# Words alone are trusted in short texts; a long letter that names one in passing is for a person.
LONGEST_WITHOUT_NUMBER = 100


def read_answer(kind: MailKind, own: OwnWords) -> ReadAnswer:
    """The answer of `kind` that the own words give, with what they say beyond its number."""
    read = _read(kind, own, plain(own.text))
    if not read.clear or read.number is None:
        return read
    return replace(read, words=words_beyond(kind, read.number, own))


def _read(kind: MailKind, own: OwnWords, text: str) -> ReadAnswer:
    if not kind.answers:
        return _unclear((), "这封邮件没有列出选项")
    if not text:
        return _unclear((), "没有写字")
    if not own.stripped:
        return _of_first_line(kind, text)
    numbers = numbers_in(text)
    words = words_in(kind, text, beside_number=bool(numbers.found))
    if len(numbers.found) > 1:
        return _unclear(numbers.found, f"写了几个数字：{_listed(numbers.found)}")
    if numbers.found:
        return _by_number(kind, numbers.found[0], text, words)
    if numbers.glued is not None:
        return _by_glued(kind, numbers.glued, text, words)
    return _by_words(kind, text, words)


def _of_first_line(kind: MailKind, text: str) -> ReadAnswer:
    """Where the quote hangs on, only a number alone on the first line can be the graduate's."""
    number = alone_on(first_line(text))
    if number is None:
        return _unclear((), "引文没有分开，首行不是单独的数字")
    if not _offers(kind, number):
        return _unclear((number,), f"邮件没有第 {number} 项")
    return ReadAnswer(number, True, (number,), f"首行是单独的数字 {number}")


def _by_number(kind: MailKind, number: int, text: str, words: Words) -> ReadAnswer:
    if not _offers(kind, number):
        return _unclear((number,), f"邮件没有第 {number} 项")
    if number in words.negated or any(number not in hit for hit in words.hits):
        return _unclear({number} | words.touched, f"数字 {number} 与文字不一致")
    if kind.answer(number).label != HELP:
        if QUESTION.search(text):
            return ReadAnswer(number, False, (number,), f"选了 {number}，但信中有提问")
        if DOUBT.search(first_line(text)):
            return ReadAnswer(number, False, (number,), f"选了 {number}，但语气不肯定")
    return _unless_doubtful(kind, number, text, f"写了数字 {number}")


def _by_glued(kind: MailKind, number: int, text: str, words: Words) -> ReadAnswer:
    """A number straight before words: taken only where the words say the same."""
    if words.hits and _offers(kind, number):
        return _by_number(kind, number, text, words)
    if words.hits:
        return _unclear({number} | words.touched, f"数字 {number} 与文字不一致")
    return _unclear((number,) if _offers(kind, number) else (), f"不能确定 {number} 是不是选项")


def _by_words(kind: MailKind, text: str, words: Words) -> ReadAnswer:
    if not words.hits:
        return _unclear((), "没有读出选项")
    meant = _least(kind, words.meant)
    if len(meant) != 1:
        return _unclear(meant or words.touched, "文字对应不止一个选项，或前后不一致")
    number = next(iter(meant))
    if len(text) > LONGEST_WITHOUT_NUMBER:
        return _unclear(meant, "没有写数字，文字较长")
    if kind.answer(number).label != HELP:
        if QUESTION.search(text):
            return _unclear(meant, "没有写数字，信中有提问")
        if DOUBT.search(text) or CONDITION.search(text):
            return _unclear(meant, "没有写数字，语气不肯定或说的是以后")
    return _unless_doubtful(kind, number, text, f"文字对应第 {number} 项")


def _unless_doubtful(kind: MailKind, number: int, text: str, how: str) -> ReadAnswer:
    """The answer, clear if nothing beside it speaks against it; its number is kept for people."""
    doubt = why_doubtful(kind, number, text)
    return ReadAnswer(number, not doubt, (number,), f"{how}，{doubt}" if doubt else how)


def _least(kind: MailKind, meant: frozenset[int]) -> frozenset[int]:
    """Of answers that make the same moves and share the words said, the one that claims least.

    A mail offers them from the fuller claim to the lesser: "已报到" alone does not say accepted.
    """
    moves = {kind.answer(number).moves for number in meant}
    return frozenset({max(meant)}) if len(moves) == 1 and moves != {()} else meant


def _offers(kind: MailKind, number: int) -> bool:
    return any(answer.number == number for answer in kind.answers)


def _unclear(found: Iterable[int], how: str) -> ReadAnswer:
    return ReadAnswer(None, False, tuple(sorted(found)), how)


def _listed(numbers: tuple[int, ...]) -> str:
    return "、".join(str(number) for number in numbers)
