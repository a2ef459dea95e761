"""What a mail declares is believed, except where Chinese senders' programs put a default there."""

from __future__ import annotations

import pytest

from tracker.inbox.parsing.charsets import decoded


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("meant", ["utf-8", "gb18030"])
@pytest.mark.parametrize("text", ["已经报到", "收到，谢谢老师。\n张三"])
def test_chinese_under_a_western_name_is_read_as_chinese(
    text: str, meant: str, declared: str
) -> None:
    read, fault = decoded(text.encode(meant), declared)
    assert read == text
    assert declared in fault


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    "text", ["Über öffentliche Größe", "Ça été élève", "ÄÖÜßäöü", "ÅÄÖ åäö ÆØÅ", "Äö", "ÀÉÎÕÜ ÀÉÎÕ"]
)
def test_western_letters_stay_what_they_are(text: str, declared: str) -> None:
    assert decoded(text.encode("cp1252"), declared) == (text, "")
