"""Requests to the pages of training staff that go no further."""

from __future__ import annotations

STATUS = {
    "malformed": 400,
    "sign_in": 401,
    "form": 403,
    "not_allowed": 403,
    "not_found": 404,
    "closed": 409,
    "too_many": 429,
    "broken": 500,
}
"""Why → HTTP status; `refused` in training_accounts.yml says it to people."""


class Refusal(Exception):
    """Why a request is refused. wait: seconds after which it may be tried again."""

    def __init__(self, code: str, wait: int = 0) -> None:
        super().__init__(code)
        self.code, self.status, self.wait = code, STATUS[code], wait
