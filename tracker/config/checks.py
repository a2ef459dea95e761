"""What each setting may hold, and how that is said in Chinese and English."""

import marshmallow
from marshmallow import fields, validate

from tracker.config.kinds import (
    ROOT,
    DatabaseUrl,
    Pauses,
    folder,
    host,
    line,
    login,
    number,
    one_of,
    yes_or_no,
)
from tracker.config.mail_kinds import DomainLimits, Recipients, address_with_token

__all__ = ["CHECKS", "ROOT"]

CHECKS = marshmallow.Schema.from_dict(
    {
        "env": one_of("development", "production"),
        "data_dir": folder(),
        "database_url": DatabaseUrl(
            metadata={
                "zh": "sqlite:///文件路径（文件夹须已存在）或 postgresql://用户:密码@主机/库名",
                "en": "sqlite:///path (its folder must exist) or postgresql://user:pw@host/name",
            }
        ),
        "secret_key": line(32, 500),
        "web_host": host(),
        "web_port": number(1, 65535),
        "web_workers": number(1, 32),
        "trusted_proxies": number(0, 10),
        "base_url": fields.Url(
            schemes={"http", "https"},
            require_tld=False,
            metadata={
                "zh": "完整网址，如 https://tracker.example.com",
                "en": "a whole address such as https://tracker.example.com",
            },
        ),
        "smtp_host": host(),
        "smtp_port": number(1, 65535),
        "smtp_username": login(),
        "smtp_password": login(),
        "smtp_tls": one_of("none", "starttls", "ssl"),
        "mail_any_hour": yes_or_no(),
        "mail_domain_limits": DomainLimits(
            metadata={
                "zh": "以逗号分隔的 域名=每分钟封数（1 到 100000，* 指其余各域名），如 qq.com=30,*=120",
                "en": "domain=mails a minute (1 to 100000; * is every other domain), separated by "
                "commas, such as qq.com=30,*=120",
            }
        ),
        "reply_address": address_with_token("reply"),
        "return_path": address_with_token("bounce"),
        "inbox_listen": one_of("none", "smtp", "lmtp"),
        "inbox_host": host(),
        "inbox_port": number(1, 65535),
        "inbox_recipients": Recipients(
            metadata={
                "zh": "以逗号分隔的邮箱地址或 @域名，如 dangyuan@example.com,@reply.example.com",
                "en": "mail addresses or @domains separated by commas, such as "
                "dangyuan@example.com,@reply.example.com",
            }
        ),
        "inbox_max_mb": number(1, 200),
        "inbox_max_recipients": number(1, 1000),
        "imap_host": host(),
        "imap_port": number(1, 65535),
        "imap_username": login(),
        "imap_password": login(),
        "imap_tls": one_of("none", "starttls", "ssl"),
        "imap_folder": line(1, 200),
        "imap_every_seconds": number(5, 86400),
        "imap_max_mb": number(10, 500),
        "imap_after": fields.String(
            validate=validate.Regexp(r"keep|seen|move:\S.{0,199}"),
            metadata={
                "zh": "keep（不动）、seen（标为已读）或 move:文件夹名 之一",
                "en": "one of keep, seen, or move:FOLDER",
            },
        ),
        "auth_results_host": host(),
        "catcher_port": number(1, 65535),
        "catcher_dir": folder(),
        "mail_from": fields.Email(
            metadata={
                "zh": "邮箱地址，如 zuzhibu@example.com",
                "en": "a mail address such as zuzhibu@example.com",
            }
        ),
        "mail_from_name": line(1, 60),
        "mail_divert": one_of("none", "folder", "catcher"),
        "divert_dir": folder(),
        "retry_pauses": Pauses(
            metadata={
                "zh": "以逗号分隔、逐次不减的秒数（至多 10 个，每个 0 到 86400），如 60,300,1800",
                "en": "up to 10 seconds, 0 to 86400 and never falling, such as 60,300,1800",
            }
        ),
        "link_days": number(1, 365),
        "session_minutes": number(5, 1440),
        "max_upload_mb": number(1, 200),
        "log_level": one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    },
    name="SettingsSchema",
)()
