"""What was measured as tables: figures side by side, and whether the targets were met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BOTS = ("floor", "init", "ours")


@dataclass(frozen=True)
class Target:
    """Ours against something: `key` of ours divided by `key` (or `other`) of `bot`, at most or at least `limit`."""

    key: str
    bot: str
    limit: float
    at_least: bool = False
    other: str = ""

    def ratio(self, figures: Mapping[str, Mapping[str, Any]]) -> float | None:
        """The ratio; None where a figure was not measured."""
        ours, theirs = figures["ours"].get(self.key), figures[self.bot].get(self.other or self.key)
        return ours / theirs if ours is not None and theirs else None

    def met(self, ratio: float) -> bool:
        """Whether a ratio is within the limit."""
        return ratio >= self.limit if self.at_least else ratio <= self.limit


TARGETS = (
    Target("p50_ms", "floor", 4),
    Target("p50_ms", "init", 1 / 2),
    Target("at8_per_second", "init", 3, at_least=True),
    Target("late_ms", "ours", 1.5, other="early_ms"),
    Target("launch_cpu", "init", 1 / 2),
    Target("peak_mib", "init", 0.65),
    Target("training_cpu", "init", 1 / 3),
)
ROWS = (
    *("p50_ms", "p95_ms", "turn_cpu_ms", "conversation_turns", "web_p50_ms", "web_p95_ms", "web_turn_cpu_ms"),
    *("at8_per_second", "at8_cpu_ms", "at8_client", "at32_per_second", "at32_cpu_ms", "at32_client"),
    *("early_ms", "late_ms", "launch_wall", "launch_cpu", "settled_cpu"),
    *("peak_mib", "pss_mib", "training_cpu", "model_mib"),
    *("interview_bytes", "web_interview_bytes"),
)


def as_text(report: Mapping[str, Any]) -> str:
    """Both tables for a terminal."""
    figures = report["figures"]
    run = f"{report['rounds']} round(s), {report['cores']} cores, load before {report['load_before']:.1f}"
    lines = ["", f"{run}, {report['minutes']:.1f} min"]
    lines.append(f"{'':20}" + "".join(f"{name:>10}" for name in BOTS))
    for key in ROWS:
        values = [figures[name].get(key) for name in BOTS]
        if any(value is not None for value in values):
            lines.append(f"{key:20}" + "".join(f"{plain(value):>10}" for value in values))
    for target in TARGETS:
        ratio = target.ratio(figures)
        if ratio is not None:
            bound = f"{'≥' if target.at_least else '≤'} {target.limit:.2f}"
            beside = target.other or target.bot
            lines.append(f"{target.key} / {beside}: {ratio:.2f} ({bound}) {'met' if target.met(ratio) else 'NOT met'}")
    return "\n".join(lines)


def plain(value: float | None) -> str:
    """Three digits or so; a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
