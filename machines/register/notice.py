"""The notice as a source: its name, its day, and rows of its words as rules."""

from datetime import date

from machines.register.rule import Rule

NOTICE = "衢州学院组织部《关于做好2024年毕业生党员离校教育管理工作的通知》"
NOTICE_DAY = date(2024, 5, 27)


def notice_rules(section: str, *rows: tuple[str, str, str]) -> tuple[Rule, ...]:
    """Return the rules of one section of the notice; a row is ID, words, gloss."""
    return tuple(
        Rule(rule_id, section, words, gloss, NOTICE_DAY, NOTICE) for rule_id, words, gloss in rows
    )
