"""What of a copy is said anew, column by column; all other words are found and replaced.

To declare a column: one row in `RULES`, table and column -> a function of the copy and the row it
is copied from. Wanted for every unique column that is not a key, and for text that is made from a
person's data otherwise than word for word (a hash, pinyin, a sum).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tracker.outbox.write import message_id_of

if TYPE_CHECKING:
    from tracker.demo.copying.copies import Copy

Row = Mapping[str, Any]
Rule = Callable[["Copy", Row], Any]


def _own(name: str) -> Rule:
    """The new person's value; what the first person's row leaves open stays open."""
    return lambda copy, row: copy.person[name] if row[name] is not None else None


def _none(_copy: Copy, _row: Row) -> None:
    """What lies with the first three hundred alone."""


RULES: Mapping[tuple[str, str], Rule] = MappingProxyType(
    {
        **{
            ("person", name): _own(name)
            for name in (
                "name", "student_no", "id_number", "sex", "ethnicity", "birth_date",
                "native_place", "major_class", "mobile", "home_address",
            )
        },
        ("mail_address", "address"): lambda copy, row: copy.addresses[row["id"]],
        ("mail_address", "folded"): lambda copy, row: copy.addresses[row["id"]].lower(),
        ("mail", "message_id"): lambda copy, row: message_id_of(
            copy.mail_tokens[row["id"]], copy.mail_from
        ),
        ("mail", "token"): lambda copy, row: copy.mail_tokens[row["id"]],
        ("mail", "incoming_id"): _none,
        # The ids it names are those of the first person's mails.
        ("mail", "thread"): lambda _copy, _row: "",
        ("contact_entry", "incoming_id"): _none,
        ("address_change", "incoming_id"): _none,
        # The bytes as sent lie in the catcher, which never saw a copy.
        ("mail", "raw"): _none,
        ("letter", "number"): lambda copy, row: copy.numbers[row["id"]],
        ("letter", "system_no"): lambda copy, row: copy.system_nos[row["id"]],
        ("answer_link", "nonce"): lambda copy, row: copy.nonces[row["id"]],
    }
)  # fmt: skip

# Whole numbers in what was handed in with a move that are keys: name of the field -> table.
KEYS_IN_FORMS: Mapping[str, str] = MappingProxyType(
    {"branch": "branch", "contact_person": "staff", "activity": "education_activity"}
)
# Keys of the ledger, named in a finding with commas between them (D-9).
LISTS_OF_KEYS: Mapping[str, str] = MappingProxyType({"entries": "contact_entry"})

# Above so many people the HTML of the copies' mails is not kept: their text tells the same.
HTML_UP_TO = 20_000
SHORT_HTML = "<p>演示数据：正文见文字部分。</p>"
