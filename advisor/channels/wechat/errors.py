"""What the platforms' error codes are: kinds that a channel can act on, and words for whoever runs it.

The words are in `channels.yml` under `errors`; a code without words there is `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from advisor.wording.texts import Texts

Platform = Literal["official_account", "wecom", "customer_service"]
Kind = Literal[
    "settings", "quota", "window_closed", "permission", "address_not_listed", "content", "temporary", "unknown"
]

TOKEN_REFUSED = frozenset({"40001", "40014", "42001"})
"""On any call but the one that asks for a token: a new token helps."""

WAITS_FOR_PERSON = frozenset({"45015", "45047", "95001", "95002", "95013"})
"""Nothing more can be sent to this person until they write again."""

_ON_EVERY_PLATFORM: Mapping[Kind, str] = {
    "temporary": "-1 timeout lost unreachable no_token not_json http_429 http_5xx",
    "settings": "40013 41002 41004 certificate http_4xx",
    "quota": "45009",
    "content": "40004 40005 40006 40007 40008 40009 40035 44004 45002 47001",
}
_OFFICIAL_ACCOUNT: Mapping[Kind, str] = {
    "settings": "40002 40003 40125 40243",
    "quota": "45011 45047",
    "window_closed": "43004 43019 45015 48002",
    "permission": "40200 48001 48004 50002",
    "address_not_listed": "40164 89501 89503 89506 89507",
    "content": "40033 44002 45001 47003 87014",
}
_WECOM: Mapping[Kind, str] = {
    "settings": "40001 40003 40056 41011 60111",
    "quota": "45033",
    "permission": "48002 50003 60011 81013 301002",
    "address_not_listed": "60020",
    "content": "40058",
}
_CUSTOMER_SERVICE: Mapping[Kind, str] = {
    "settings": "40096 95000",
    "quota": "95001",
    "window_closed": "95002 95013 95018",
    "permission": "95016 95017",
}
LAYERS: Mapping[Platform, tuple[tuple[str, Mapping[Kind, str]], ...]] = {
    "official_account": (("official_account", _OFFICIAL_ACCOUNT), ("any", _ON_EVERY_PLATFORM)),
    "wecom": (("wecom", _WECOM), ("any", _ON_EVERY_PLATFORM)),
    "customer_service": (("customer_service", _CUSTOMER_SERVICE), ("wecom", _WECOM), ("any", _ON_EVERY_PLATFORM)),
}
"""Platform → where a code is looked up, in order; the names are those in `channels.yml`."""

_ADDRESS = re.compile(r"(?:invalid ip|from ip:)\s*((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F:]{3,39})(?![\w.:])")
_TRACE = re.compile(r"rid:\s*([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})|hint:\s*\[(\d{1,40})\]")


class ApiFault(Exception):
    """A request that did not succeed. Holds nothing of what was sent and nothing of the answer's text
    but the two things an operator needs: the address that is not listed, and the platform's own number
    of the request.

    code          the platform's error code, or what happened (`timeout`, `lost`, `http_503`), as text
    perhaps_done  the platform may have done what was asked: its answer did not arrive
    repeated      refused because the message had been sent before
    """

    def __init__(
        self,
        code: str,
        kind: Kind,
        platform: Platform,
        path: str,
        *,
        perhaps_done: bool = False,
        repeated: bool = False,
        address: str = "",
        trace: str = "",
    ) -> None:
        notes = [f"request {trace}"] * bool(trace) + ["perhaps done all the same"] * perhaps_done
        super().__init__(f"{path}: {code} ({', '.join([kind, *notes])})")
        self.code, self.kind, self.platform, self.path = code, kind, platform, path
        self.perhaps_done, self.repeated, self.address, self.trace = perhaps_done, repeated, address, trace

    @property
    def token_refused(self) -> bool:
        """Whether the platform refused the access token, and nothing else."""
        return self.code in TOKEN_REFUSED and self.kind == "temporary"

    @property
    def waits_for_person(self) -> bool:
        """Whether the person must write again before anything can be sent to them."""
        return self.code in WAITS_FOR_PERSON


def kind_of(platform: Platform, code: str, *, asked_for_token: bool = False) -> Kind:
    """What sort of fault a code is. A refused token is passing, unless the secret itself was refused."""
    if code in TOKEN_REFUSED:
        return "settings" if asked_for_token else "temporary"
    for _, layer in LAYERS[platform]:
        for kind, codes in layer.items():
            if _family(code) in codes.split():
                return kind
    return "unknown"


def fault_of_answer(platform: Platform, path: str, code: int, said: str, *, asked_for_token: bool = False) -> ApiFault:
    """The fault in an answer of the platform. said: its `errmsg`, of which two numbers are kept."""
    address, trace = _ADDRESS.search(said), _TRACE.search(said)
    return ApiFault(
        str(code),
        kind_of(platform, str(code), asked_for_token=asked_for_token),
        platform,
        path,
        # The code for a message id used twice is not documented; ours are always well formed, so that
        # nothing else can be wrong with one.
        repeated="msgid" in said.lower(),
        address=address.group(1) if address else "",
        trace=(trace.group(1) or trace.group(2)) if trace else "",
    )


class Explanation(NamedTuple):
    """For whoever runs the channel: what a fault means and what to do about it."""

    means: str
    do: str


def explain(fault: ApiFault, texts: Texts) -> Explanation:
    """A fault in words. `texts` decides the language."""
    place = next(
        (name for name, _ in LAYERS[fault.platform] if texts.has("channels", "errors", name, _family(fault.code))), None
    )
    path = ("errors", place, _family(fault.code)) if place else ("unknown_error",)
    words = {"code": fault.code, "address": fault.address or texts.get("channels", "address_not_told")}
    means, do = (texts.get("channels", *path, part).format_map(words) for part in Explanation._fields)
    return Explanation(means, do)


def known_codes() -> dict[str, frozenset[str]]:
    """Every code that has a kind, by the place of its words in `channels.yml`."""
    layers = {name: layer for platform in LAYERS.values() for name, layer in platform}
    refused = {"official_account": {"40001"}, "any": {"40014", "42001"}}
    return {
        name: frozenset(code for codes in layer.values() for code in codes.split()) | refused.get(name, set())
        for name, layer in layers.items()
    }


def _family(code: str) -> str:
    """HTTP statuses share their words: `http_503` → `http_5xx`, `http_404` → `http_4xx`."""
    if not code.startswith("http_") or code == "http_429":
        return code
    return "http_5xx" if code.startswith("http_5") else "http_4xx"
