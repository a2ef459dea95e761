"""Who may act: the roles a move can name, with the words the screens show (S3.1-5, S3.1-6, S3.1-7)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role of a person, or of the clock, in the tables."""

    BRANCH_SECRETARY = "branch_secretary"
    COUNSELOR = "counselor"
    ORGANIZER = "organizer"
    COMMITTEE = "committee"
    DEPARTMENT = "department"
    CONTACT_PERSON = "contact_person"
    GRADUATE = "graduate"
    CLOCK = "clock"

    @property
    def label(self) -> str:
        """The Chinese name of the role."""
        return LABELS[self]


LABELS = {
    Role.BRANCH_SECRETARY: "党支部书记",
    Role.COUNSELOR: "辅导员",
    Role.ORGANIZER: "组织员",
    Role.COMMITTEE: "学院党委",
    Role.DEPARTMENT: "党委组织部",
    Role.CONTACT_PERSON: "联系人",
    Role.GRADUATE: "毕业生本人",
    Role.CLOCK: "系统时钟",
}

STAFF = (
    Role.BRANCH_SECRETARY,
    Role.COUNSELOR,
    Role.ORGANIZER,
    Role.COMMITTEE,
    Role.DEPARTMENT,
    Role.CONTACT_PERSON,
)

BRANCH = (Role.BRANCH_SECRETARY, Role.ORGANIZER)
FILES = (Role.ORGANIZER, Role.COUNSELOR)
CARERS = (Role.BRANCH_SECRETARY, Role.COUNSELOR, Role.ORGANIZER, Role.CONTACT_PERSON)
COLLEGE = (Role.ORGANIZER, Role.COMMITTEE)
