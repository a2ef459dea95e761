"""What never reaches a log: the rows' contents that PostgreSQL quotes in its errors."""

from __future__ import annotations

import logging
import re

# psycopg's message quotes the key or the whole row, line breaks of people's words included.
DETAIL = re.compile(
    r"DETAIL:.*?(?=^\[SQL|^\(Background|^Traceback|^The above|^During|^ *(?:HINT|CONTEXT):|\Z)",
    re.DOTALL | re.MULTILINE,
)
LEFT_OUT = "DETAIL: (left out)\n"


class NoDetail(logging.Filter):
    """Takes the DETAIL part out of a record's message and trace; lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite what handlers will print: they use a ready trace where there is one."""
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = DETAIL.sub(LEFT_OUT, record.exc_text)
        message = record.getMessage()
        if "DETAIL:" in message:
            record.msg, record.args = DETAIL.sub(LEFT_OUT, message), ()
        return True


def keep_details_out(*loggers: logging.Logger) -> None:
    """Put the filter before every handler of the root logger and on the given loggers."""
    for one in (*logging.getLogger().handlers, *loggers):
        if not any(isinstance(known, NoDetail) for known in one.filters):
            one.addFilter(NoDetail())
