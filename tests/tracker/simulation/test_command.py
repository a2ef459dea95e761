"""`tracker simulate`: what it prints, what it saves, and how it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tests.conftest import NOW
from tracker import clock
from tracker.cli import main
from tracker.config import Settings

Season = dict[str, int]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command on the test's database, on 2024-07-02."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("TRACKER_DATABASE_URL", settings.database_url)
    return Run()


class Run:
    """The command line."""

    def __call__(self, *arguments: str) -> Result:
        with clock.standing_at(NOW):
            return CliRunner().invoke(main, ["simulate", *arguments])


def test_it_prints_what_happens_by_day_and_saves_it_as_a_spreadsheet(
    season: Season, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "season.xlsx"
    told = run("--from", "2024-09-01", "--until", "2024-09-30", "--out", str(out))
    assert told.exit_code == 0, told.output
    assert "2024-09-19 00:00  过期" in told.stdout
    assert "工作人员在推演中不办理任何事项" in told.stdout
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    assert book.sheetnames == ["明细", "按日", "按收件人", "按角色", "按期限", "按学院", "说明"]
    rows = list(book["明细"].values)
    assert ("2024-09-19", "过期") in {(row[0], row[2]) for row in rows}


def test_it_compares_the_present_policy_with_another(
    season: Season, run: Run, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"receipt_cutoff": "2024-09-10"}), encoding="utf-8")
    told = run("--until", "2024-12-31", "--diff", str(policy), "--no-digests")
    assert told.exit_code == 0, told.output
    [line] = [one for one in told.stdout.splitlines() if "过期  " in one and "介绍信过期" in one]
    assert line.startswith("2024-09-19  2024-09-11 00:00")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--until", "2024-06-30"), "截止日期 2024-06-30 早于开始日期 2024-07-02"),
        (("--from", "2024-05-27", "--until", "2024-12-31"), "早于今天（2024-07-02）"),
        (("--until", "31.12."), "--until 的日期“31.12.”无法识别"),
        (("--until", "2024-12-31", "--answering", "some"), "请填 none"),
        (("--until", "2024-12-31", "--policy", "/nowhere.json"), "无法读取"),
        (("--until", "2024-12-31", "--out", "season.csv"), "应以 .xlsx 结尾"),
        (("--until", "2024-12-31", "--cohort", "1999"), "没有名为“1999”的届别"),
    ],
)
def test_a_fault_is_told_in_plain_words(
    season: Season, run: Run, arguments: tuple[str, ...], words: str
) -> None:
    told = run(*arguments)
    assert told.exit_code == 2
    assert words in told.stderr
    assert "Traceback" not in told.output
