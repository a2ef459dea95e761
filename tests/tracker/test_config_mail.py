"""The settings of mail in: fit for trying out at once, and nothing guessed in production."""

import pytest

from tests.tracker.test_config import problems_of, settings_of


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("inbox_listen", "pop3"),
        ("inbox_port", "0"),
        ("inbox_recipients", "dangyuan"),
        ("inbox_recipients", "dangyuan@example.com,@"),
        ("inbox_max_mb", "0"),
        ("imap_tls", "tls"),
        ("imap_after", "delete"),
        ("imap_after", "move:"),
        ("imap_every_seconds", "1"),
        ("reply_address", "reply@example.com"),
        ("reply_address", "{token}+{token}@example.com"),
        ("reply_address", "{token}"),
        ("reply_address", "a name+{token}@example.com"),
        ("return_path", "bounce@{token}.com"),
        ("return_path", "bounce@x{token}.example.com"),
        ("return_path", "so-long-a-name-that-no-token-fits-behind+{token}@example.com"),
        ("auth_results_host", "mx example.com"),
        ("mail_domain_limits", "qq.com"),
        ("mail_domain_limits", "qq.com=0"),
        ("mail_domain_limits", "qq.com=30,qq.com=20"),
        ("mail_domain_limits", "qq.com=30;163.com=30"),
    ],
)
def test_a_bad_value_is_told_by_name_value_and_what_is_allowed(tmp_path, name, bad):
    (problem,) = problems_of(tmp_path, **{name: bad})

    assert problem.startswith(f"TRACKER_{name.upper()}：值“{bad}”不能用，应为：")


def test_in_development_replies_can_be_tried_at_once(tmp_path):
    settings = settings_of(tmp_path)

    assert (settings.inbox_listen, settings.inbox_host) == ("smtp", "127.0.0.1")
    assert settings.runs_listener
    assert not settings.runs_fetcher
    assert settings.reply_address == "reply+{token}@example.org"
    assert settings.return_path == "bounce+{token}@example.org"


PRODUCTION = {
    "env": "production",
    "secret_key": "k" * 40,
    "base_url": "https://tracker.example.com/",
    "mail_from": "zuzhibu@example.com",
    "smtp_host": "smtp.example.com",
}


def test_in_production_no_door_is_open_and_no_address_is_invented_unless_it_is_named(tmp_path):
    settings = settings_of(tmp_path, **PRODUCTION)

    assert not settings.runs_listener
    assert not settings.runs_fetcher
    assert settings.reply_address == settings.return_path == settings.auth_results_host == ""


def test_addresses_with_a_token_can_be_named_or_done_without(tmp_path):
    settings = settings_of(
        tmp_path, reply_address="r@{token}.reply.example.com", return_path="none"
    )

    assert settings.reply_address == "r@{token}.reply.example.com"
    assert settings.return_path == ""


def test_a_mailbox_to_read_needs_an_account_and_a_password(tmp_path):
    problems = problems_of(tmp_path, imap_host="imap.example.com")

    named = [problem.split("：")[0] for problem in problems]
    assert named == ["TRACKER_IMAP_USERNAME", "TRACKER_IMAP_PASSWORD"]


@pytest.mark.parametrize(("folder", "after"), [("", "move:Inbox"), ("Reply", "move:reply")])
def test_mails_cannot_be_moved_to_the_folder_that_is_read(tmp_path, folder, after):
    (problem,) = problems_of(tmp_path, imap_folder=folder, imap_after=after)

    assert problem.startswith("TRACKER_IMAP_AFTER：不能把邮件移到所读的文件夹本身")


@pytest.mark.parametrize(("tls", "port"), [("ssl", 993), ("starttls", 143), ("none", 143)])
def test_a_mailbox_without_a_port_is_asked_where_such_servers_listen(tmp_path, tls, port):
    settings = settings_of(
        tmp_path,
        imap_host="imap.example.com",
        imap_username="zuzhibu",
        imap_password="geheim",
        imap_tls=tls,
    )

    assert settings.imap_port == port
    assert settings.runs_fetcher
    assert "geheim" not in repr(settings)


def test_recipients_and_limits_are_read_from_lists(tmp_path):
    settings = settings_of(
        tmp_path,
        inbox_recipients="Dangyuan@example.com, @Reply.example.com",
        mail_domain_limits="QQ.com=10, *=600",
    )

    assert settings.inbox_recipients == ("dangyuan@example.com", "@reply.example.com")
    assert settings.mail_domain_limits == {"qq.com": 10, "*": 600}


def test_mails_keep_the_sending_hours_in_production_only_unless_it_is_said(tmp_path):
    """Whoever tries it out at night sees the mails at once, in the catcher."""
    assert settings_of(tmp_path).mail_any_hour
    assert not settings_of(tmp_path, mail_any_hour="0").mail_any_hour
    assert not settings_of(tmp_path, **PRODUCTION).mail_any_hour
    assert settings_of(tmp_path, **PRODUCTION, mail_any_hour="1").mail_any_hour
    (problem,) = problems_of(tmp_path, mail_any_hour="sometimes")
    assert "TRACKER_MAIL_ANY_HOUR" in problem
    assert "1（是）或 0（否）" in problem
