"""Log lines without secrets."""

import logging
import re

_PERSONAL = re.compile(r"(/(?:door|badge|my|join|stop|inbox|address|invitation|speaking|sign-in)/|/setup/\?key=)[^/\s?\"']{8,}")


class WithoutPersonalLinks(logging.Filter):
    """Blank the secret part of every personal link before a line is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _PERSONAL.search(message):
            record.msg, record.args = _PERSONAL.sub(r"\1…", message), ()
        return True
