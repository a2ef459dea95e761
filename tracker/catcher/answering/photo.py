"""A photo of the receipt slip as graduates attach it, under the three spellings of its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from machines.words import Word

# What graduates call the file, more or less.
_NAME = "组织关系介绍信回执.jpg"
_SLIP = Path(__file__).with_name("receipt.jpg")


class NameForm(Word):
    """How a program writes a file name that is not ASCII."""

    RFC2231 = "rfc2231", "标准写法（RFC 2231）"
    RFC2047 = "rfc2047", "编码词写法（RFC 2047）"
    RAW_GBK = "raw_gbk", "直接写 GBK 字节"


@dataclass(frozen=True, slots=True)
class Photo:
    """A file attached to an answer."""

    content: bytes = field(repr=False)
    name: str = _NAME
    content_type: str = "image/jpeg"
    form: NameForm = NameForm.RFC2231


def receipt_photo(form: NameForm = NameForm.RFC2231, name: str = _NAME) -> Photo:
    """A made-up receipt slip, photographed."""
    return Photo(_slip(), name, form=form)


@cache
def _slip() -> bytes:
    return _SLIP.read_bytes()
