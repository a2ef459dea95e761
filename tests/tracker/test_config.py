"""The settings: defaults fit for trying out, and every mistake told in plain words at once."""

import os
import stat
from pathlib import Path

import pytest

from tracker.config import BadSettings, load_settings

NO_FILE = Path(os.devnull)


def settings_of(folder: Path, **given: str):
    named = {f"TRACKER_{name.upper()}": text for name, text in given.items()}
    return load_settings({"TRACKER_DATA_DIR": str(folder)} | named, NO_FILE)


def problems_of(folder: Path, **given: str) -> list[str]:
    with pytest.raises(BadSettings) as told:
        settings_of(folder, **given)
    return told.value.problems


def test_without_any_setting_all_data_lie_in_one_folder_and_mail_goes_to_the_catcher(tmp_path):
    settings = settings_of(tmp_path)

    assert settings.development
    assert settings.database_url == f"sqlite:///{tmp_path}/tracker.sqlite3"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.catcher_dir == tmp_path / "caught"
    assert (settings.mail_server.host, settings.mail_server.port) == ("127.0.0.1", 8025)
    assert settings.retry_pauses == (60, 300, 1800)


def test_the_web_address_and_the_mail_server_follow_the_ports_that_are_given(tmp_path):
    settings = settings_of(tmp_path, web_port="9000", catcher_port="9025")

    assert settings.base_url == "http://127.0.0.1:9000"
    assert settings.mail_server.port == 9025


def test_a_secret_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    first = settings_of(tmp_path).secret_key
    second = settings_of(tmp_path).secret_key

    assert first == second
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret_key"]


def test_production_must_name_what_has_a_default_for_trying_out_only(tmp_path):
    problems = problems_of(tmp_path, env="production")

    named = [problem.split("：")[0] for problem in problems]
    assert named == [
        "TRACKER_SECRET_KEY",
        "TRACKER_BASE_URL",
        "TRACKER_MAIL_FROM",
        "TRACKER_SMTP_HOST",
    ]
    assert not (tmp_path / "secret_key").exists()


def test_production_starts_when_all_of_it_is_named(tmp_path):
    settings = settings_of(
        tmp_path,
        env="production",
        secret_key="k" * 40,
        base_url="https://tracker.example.com/",
        mail_from="zuzhibu@example.com",
        smtp_host="smtp.example.com",
        smtp_tls="starttls",
    )

    assert not settings.development
    assert settings.base_url == "https://tracker.example.com"
    assert settings.mail_server.port == 587


def test_diverted_mail_goes_to_the_catcher_whatever_server_is_named(tmp_path):
    settings = settings_of(
        tmp_path, smtp_host="smtp.example.com", smtp_password="geheim", mail_divert="catcher"
    )

    assert (settings.mail_server.host, settings.mail_server.port) == ("127.0.0.1", 8025)
    assert settings.mail_server.password == ""


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("env", "prod"),
        ("web_port", "80x"),
        ("web_port", "0"),
        ("catcher_port", "70000"),
        ("web_host", "two words"),
        ("web_workers", "0"),
        ("trusted_proxies", "-1"),
        ("base_url", "tracker.example.com"),
        ("base_url", "ftp://tracker.example.com"),
        ("smtp_tls", "tls"),
        ("smtp_username", "组织部"),
        ("mail_from", "somebody"),
        ("mail_from_name", "党委\n组织部"),
        ("mail_divert", "everywhere"),
        ("retry_pauses", "60;300"),
        ("retry_pauses", "300,60"),
        ("link_days", "-1"),
        ("session_minutes", "4"),
        ("max_upload_mb", "9999"),
        ("log_level", "loud"),
    ],
)
def test_a_bad_value_is_told_by_name_value_and_what_is_allowed(tmp_path, name, bad):
    (problem,) = problems_of(tmp_path, **{name: bad})

    chinese, english = problem.split("\n    ")
    variable = f"TRACKER_{name.upper()}"
    assert chinese.startswith(f"{variable}：值“{bad}”不能用，应为：")
    assert english.startswith(f'{variable}: the value "{bad}" cannot be used; allowed is ')


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("secret_key", "geheim"),
        ("smtp_password", "geheim密码"),
        ("imap_password", "geheim密码"),
        ("database_url", "mysql://a:geheim@db.example.com/tracker"),
        ("database_url", "sqlite:////geheim/is/no/folder.sqlite3"),
    ],
)
def test_a_bad_secret_is_told_without_showing_it(tmp_path, name, bad):
    (problem,) = problems_of(tmp_path, **{name: bad})

    assert f"TRACKER_{name.upper()}：值（保密，不显示）不能用" in problem
    assert "geheim" not in problem


def test_secrets_are_not_in_what_a_log_would_show_of_the_settings(tmp_path):
    settings = settings_of(
        tmp_path,
        secret_key="geheim" * 8,
        smtp_password="geheim",
        database_url="postgresql://tracker:geheim@db.example.com/tracker",
    )

    assert "geheim" not in repr(settings)
    assert "geheim" not in repr(settings.mail_server)


def test_all_bad_values_are_told_together(tmp_path):
    problems = problems_of(tmp_path, web_port="x", log_level="y", web_prot="1")

    assert len(problems) == 3


def test_a_misspelt_name_is_told_with_the_one_that_was_probably_meant(tmp_path):
    (problem,) = problems_of(tmp_path, web_prot="9000")

    assert "TRACKER_WEB_PROT：没有这个配置项，是否想写 TRACKER_WEB_PORT？" in problem


def test_web_and_catcher_cannot_share_a_port(tmp_path):
    (problem,) = problems_of(tmp_path, web_port="8025")

    assert "TRACKER_WEB_PORT" in problem
    assert "TRACKER_CATCHER_PORT" in problem


def test_no_two_of_the_own_listeners_can_share_a_port(tmp_path):
    (problem,) = problems_of(tmp_path, inbox_port="8000")

    assert "TRACKER_WEB_PORT" in problem
    assert "TRACKER_INBOX_PORT" in problem


def test_a_data_folder_that_cannot_be_one_is_told(tmp_path):
    (tmp_path / "a-file").touch()

    (problem,) = problems_of(tmp_path / "a-file")

    assert problem.startswith("TRACKER_DATA_DIR")


def test_postgresql_is_spoken_to_through_psycopg_3(tmp_path):
    settings = settings_of(tmp_path, database_url="postgresql://tracker:pw@db.example.com/tracker")

    assert settings.database_url == "postgresql+psycopg://tracker:pw@db.example.com/tracker"


def test_an_empty_variable_counts_as_not_set(tmp_path):
    assert settings_of(tmp_path, web_port="", smtp_username=" ").web_port == 8000


def test_the_environment_goes_before_the_file(tmp_path):
    file = tmp_path / "tracker.conf"
    file.write_text(
        "# 端口\nTRACKER_WEB_PORT=9000\nTRACKER_LINK_DAYS=7\n"
        'TRACKER_MAIL_FROM_NAME="学院 # 党委"\n'
        f"TRACKER_DATA_DIR={tmp_path}\n",
        encoding="utf-8",
    )

    settings = load_settings({"TRACKER_WEB_PORT": "9001", "PATH": "/bin"}, file)

    assert (settings.web_port, settings.link_days) == (9001, 7)
    assert settings.mail_from_name == "学院 # 党委"
    assert settings.data_dir == tmp_path


def test_the_file_is_found_by_the_name_in_the_environment(tmp_path):
    file = tmp_path / "other.conf"
    file.write_text(f"TRACKER_WEB_PORT=9000\nTRACKER_DATA_DIR={tmp_path}\n")

    assert load_settings({"TRACKER_CONFIG": str(file)}).web_port == 9000


def test_a_named_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadSettings) as told:
        load_settings({"TRACKER_CONFIG": str(tmp_path / "missing.conf")})

    assert "missing.conf" in told.value.problems[0]


def test_a_line_of_the_file_that_cannot_be_read_is_told_by_number_and_not_shown(tmp_path):
    file = tmp_path / "tracker.conf"
    file.write_text(f"TRACKER_DATA_DIR={tmp_path}\n\nTRACKER_SMTP_PASSWORD geheim\nPORT=1\n")

    with pytest.raises(BadSettings) as told:
        load_settings({}, file)

    line, name = told.value.problems
    assert line.startswith("tracker.conf 第 3 行看不懂")
    assert name.startswith("PORT：没有这个配置项")
    assert "geheim" not in str(told.value)
