"""The corrections of a case show no address and no phone in full (X-PIPL)."""

from __future__ import annotations

from machines.words import CorrectionSource
from tests.conftest import NOW
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.writers.corrections import Changed, Told, record_corrections

HOME = "浙江省杭州市某区某路 12 号 3 单元 401 室"


def test_home_address_landline_and_a_phone_as_wechat_are_masked_wherever_corrections_stand(
    world: World, secretary: Browser
) -> None:
    changes = [
        Changed("home_address", None, HOME),
        Changed("landline", None, "0571-88880000"),
        Changed("wechat", "13900001234", "lin_xm"),
    ]
    told = Told(CorrectionSource.ROSTER, "名册导入 3 号第 2 行", None, NOW)
    record_corrections(world.session, world.case, changes, told)
    world.session.commit()
    case = secretary.get(f"/cases/{world.case.id}")
    assert "lin_xm" in case.text
    typed = secretary.get("/data-check/corrections")
    assert "家庭住址" in typed.text
    for page in (case, typed):
        for number in (HOME, "401 室", "88880000", "13900001234"):
            assert number not in page.raw
