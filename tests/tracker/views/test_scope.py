"""Nobody sees a case that is not his: not in the list, not by its address, not by its papers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tests.conftest import NOW
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.models import AccessRecord, ContactEntry, MoveRecord, Task, UploadedFile

Opened = Callable[..., Browser]


def seen(window: Browser) -> set[str]:
    """The cases that the list of all shows."""
    links = window.get("/cases?tab=all").links
    return {link for link in links if link.startswith("/cases/") and "?" not in link}


def paths(*cases: object) -> set[str]:
    return {f"/cases/{case.id}" for case in cases}  # type: ignore[attr-defined]


def test_a_secretary_sees_the_cases_of_the_own_branch_only(world: World, browser: Opened) -> None:
    assert seen(browser(world.staff[Role.BRANCH_SECRETARY])) == paths(world.case, world.with_letter)
    assert seen(browser(world.other_secretary)) == paths(world.other_branch_case)


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COMMITTEE, Role.COUNSELOR])
def test_the_college_sees_its_own_cases(world: World, browser: Opened, role: Role) -> None:
    own = paths(world.case, world.with_letter, world.other_branch_case)
    assert seen(browser(world.staff[role])) == own


def test_a_counselor_with_branches_sees_these(world: World, browser: Opened) -> None:
    counselor = world.staff[Role.COUNSELOR]
    counselor.branches = [world.college.branches[1]]
    world.session.commit()
    assert seen(browser(counselor)) == paths(world.other_branch_case)


def test_a_contact_person_sees_the_cases_in_his_name(world: World, browser: Opened) -> None:
    assert seen(browser(world.staff[Role.CONTACT_PERSON])) == paths(world.case)


def test_the_department_sees_all(world: World, browser: Opened) -> None:
    every = paths(world.case, world.with_letter, world.other_branch_case, world.other_college_case)
    assert seen(browser(world.staff[Role.DEPARTMENT])) == every


def test_search_does_not_reach_beyond_the_own_cases(world: World, secretary: Browser) -> None:
    page = secretary.get(f"/cases?tab=all&q={world.other_branch_case.person.student_no}")
    assert "没有符合条件的个案" in page.text


def test_the_address_of_anothers_case_leads_nowhere(world: World, secretary: Browser) -> None:
    case, session = world.other_branch_case, world.session
    upload = UploadedFile(
        case_id=case.id, name="x.pdf", content_type="application/pdf", size=1, sha256="0" * 64,
        data=b"x", uploaded_at=NOW,
    )  # fmt: skip
    entry = ContactEntry(
        case=case, at=NOW, recorded_at=NOW, channel=Channel.PHONE, direction=Direction.OUT,
        grade=Grade.FAILED,
    )  # fmt: skip
    task = Task(case=case, role="branch_secretary", text="请看", opened_at=NOW)
    session.add_all([upload, entry, task])
    session.commit()
    base = f"/cases/{case.id}"
    for path in (
        base,
        f"{base}/stub",
        f"{base}/do/transfer/correct_data",
        f"{base}/contacts/new",
        f"{base}/contacts/{entry.id}/correct",
        f"/uploads/{upload.id}",
    ):
        assert case.person.name not in secretary.get(path, 404).text
    before = [world.count(m) for m in (MoveRecord, ContactEntry, AccessRecord)]
    secretary.post(f"{base}/do/transfer/verify", 404, step="do", version="2")
    secretary.post(f"{base}/contacts/new", 404)
    secretary.post(f"{base}/reveal", 404, what="mobile", reason="电话联系本人")
    secretary.post(f"{base}/tasks/{task.id}", 404, outcome="已办")
    assert [world.count(m) for m in (MoveRecord, ContactEntry, AccessRecord)] == before
    assert world.session.get_one(Task, task.id).settled_at is None


def test_an_entry_of_another_case_cannot_be_corrected_from_the_own(
    world: World, secretary: Browser
) -> None:
    entry = ContactEntry(
        case=world.other_branch_case, at=NOW, recorded_at=NOW, channel=Channel.PHONE,
        direction=Direction.OUT, grade=Grade.FAILED,
    )  # fmt: skip
    world.session.add(entry)
    world.session.commit()
    secretary.get(f"/cases/{world.case.id}/contacts/{entry.id}/correct", 404)


def test_an_upload_goes_out_as_a_download_under_its_own_name(
    world: World, secretary: Browser
) -> None:
    path = f"/cases/{world.case.id}/contacts/new"
    secretary.send(
        path, channel="phone", outcome="answered", said="已收到",
        attachment=(BytesIO(b"<script>1</script>"), "聊天 截图.txt"),
    )  # fmt: skip
    upload = world.rows(UploadedFile)[0]
    secretary.get(f"/uploads/{upload.id}")
    assert secretary.last is not None
    headers = secretary.last.headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''%E8%81%8A%E5%A4%A9" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/octet-stream"
    assert secretary.last.data == b"<script>1</script>"
