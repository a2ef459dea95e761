"""Made-up people have names that suit their sex and people, and nobody is called like a star."""

from __future__ import annotations

from random import Random

from tracker.demo.names import NameMaker

MEN_ONLY = ("艾力", "巴特尔", "扎西平措", "俊杰", "堃")
WOMEN_ONLY = ("阿依古丽", "其木格", "卓玛央金", "雨欣", "㛃")


def names(*, male: bool) -> set[str]:
    maker = NameMaker(Random(5))
    return {maker.next(male=male).name for _ in range(1900)}


def test_names_suit_the_sex() -> None:
    for wanted, others, male in ((MEN_ONLY, WOMEN_ONLY, True), (WOMEN_ONLY, MEN_ONLY, False)):
        found = names(male=male)
        for given in wanted:
            assert any(given in name for name in found), given
        for given in others:
            assert not any(given in name for name in found), given


def test_no_name_of_a_few_hundred_comes_twice_or_is_taken() -> None:
    maker = NameMaker(Random(5), frozenset({"王晓燕"}))
    found = [maker.next(male=number % 5 < 2).name for number in range(600)]
    assert len(set(found)) == len(found)
    assert "王晓燕" not in found
    assert not {"林俊杰", "李嘉欣", "王语嫣"} & set(found)
    assert any("·" in name for name in found)
