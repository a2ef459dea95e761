"""The registered 学历学位 is held against the awarded one by what the words mean (S4.1-3)."""

import pytest

from machines.degrees import degree_agrees


@pytest.mark.parametrize(
    ("registered", "awarded"),
    [
        ("大学本科", "大学本科 学士"),
        ("本科", "大学本科"),
        ("大学", "本科 工学学士"),
        ("大学本科", "大学本科\u3000学士"),
        ("大学本科学士", "大学本科、学士"),
        ("本科学士", "学士"),
        ("研究生", "硕士研究生"),
        ("硕士研究生", "研究生 硕士"),
        ("硕士研究生", "管理学硕士"),
        ("博士研究生", "博士"),
        ("大学专科", "大专"),
        ("高中", " 高中 "),
        ("本科在读", "本科在读"),
    ],
)
def test_words_that_mean_the_same_or_less_agree(registered: str, awarded: str) -> None:
    assert degree_agrees(registered, awarded)


@pytest.mark.parametrize(
    ("registered", "awarded"),
    [
        ("高中", "大学本科"),
        ("大学本科", "硕士研究生"),
        ("硕士研究生", "大学本科 学士"),
        ("博士研究生", "硕士研究生"),
        ("大学本科 学士", "大学本科"),
        ("大学专科", "大学本科"),
        ("本科在读", "大学本科"),
        ("大学本科", "大学本科肄业"),
        ("大学本科 学士", "大学本科 无学位"),
        ("北京某大学", "大学本科"),
    ],
)
def test_words_that_mean_something_else_or_more_do_not(registered: str, awarded: str) -> None:
    assert not degree_agrees(registered, awarded)
