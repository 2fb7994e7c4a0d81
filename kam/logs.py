"""What goes into the logs, and what does not."""

from __future__ import annotations

import re

from structlog.typing import EventDict, WrappedLogger

SECRET_PATH = re.compile(r"(/(?:p|s|calendar|password/reset/key)/)[^/?\s]+")
SECRET_PARAMETER = re.compile(r"((?:token|key|password|secret)=)[^&\s]+", re.IGNORECASE)


def hide_secrets(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Addresses that are secrets (of a portal, survey or calendar, to set a password) lose their secret part."""
    return {key: _hidden(value) if isinstance(value, str) else value for key, value in entry.items()}


def _hidden(text: str) -> str:
    return SECRET_PARAMETER.sub(r"\1…", SECRET_PATH.sub(r"\1…", text))
