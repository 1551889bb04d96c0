"""A conversation by script: three questions, a review, a result, in words of the knowledge."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
ASKED = ("main_source", "funding_channels", "staff_workload")
SEVERAL = "funding_channels"
RESULT = "result-1"
PROBLEMS = ("P4.2-5", "P4.3-6", "P4.4-8")
STEPS = ("S5.2-4", "S5.4-1", "S5.3-1")
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120" role="img" aria-labelledby="chart-title">'
    '<title id="chart-title">{title}</title>'
    '<g fill="none" stroke="currentColor" stroke-opacity=".35"><rect x="1" y="1" width="298" height="118" rx="8"/>'
    '<path d="M100 1v118M200 1v118M1 60h298"/></g><circle cx="150" cy="30" r="9" fill="currentColor"/></svg>'
)
Message = dict[str, Any]


@cache
def words(language: str, name: str) -> Any:
    """One wording file of the knowledge."""
    return yaml.safe_load((KNOWLEDGE / language / f"{name}.yml").read_text(encoding="utf-8"))


def say(language: str, path: str, **values: object) -> str:
    """A sentence of conversation.yml."""
    text = words(language, "conversation")
    for step in path.split("."):
        text = text[step]
    return str(text).format(**values)


class FakeConversation:
    """One visitor: takes a turn at a time, keeps the history."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.step = 0
        self.answers: dict[str, str] = {}
        self.history: list[Message] = []
        self.turns: dict[str, list[Message]] = {}

    def take(self, body: dict[str, Any]) -> list[Message]:
        """The replies to a message; the same ones for the same id."""
        if body["id"] not in self.turns:
            choices = body.get("choices")
            replies = self._chosen(choices) if choices else self._typed(body["text"])
            self.turns[body["id"]] = replies
            self.history.append({"from": "leader", "id": body["id"], "text": self._label(body)})
            self.history += [{"from": "advisor", **reply} for reply in replies]
        return self.turns[body["id"]]

    def _label(self, body: dict[str, Any]) -> str:
        if "text" in body:
            return str(body["text"])
        if body["choices"] == ["do=start"]:
            return ""
        titles = {b["payload"]: b["title"] for m in self.history for b in m.get("buttons", [])}
        return ", ".join(titles.get(choice, choice) for choice in body["choices"])

    def _typed(self, text: str) -> list[Message]:
        return self._answered(text) if self.step < len(ASKED) else [self._plain("content.after_result")]

    def _chosen(self, choices: list[str]) -> list[Message]:
        do, _, what = choices[0].removeprefix("do=").partition(":") if choices[0].startswith("do=") else ("", "", "")
        if do == "start":
            return [self._plain("greeting.begin"), self.question()]
        if do == "language":
            self.language = what
            return [self._plain("language.switched"), self._now()]
        if do == "why":
            why = words(self.language, "questions")[ASKED[self.step]]["why"]
            return [{"text": why, "buttons": []}, self.question()]
        if do == "change":
            self.step = ASKED.index(what)
            return [self._plain("remark.correct_this"), self.question()]
        if do == "go_back":
            self.step -= 1
            return [self.question()]
        if do == "start_over":
            return [self._start_over()]
        if do == "yes":
            self.step, self.answers = 0, {}
            return [self._plain("confirm.restarted"), self.question()]
        if do == "looks_right":
            return self.result()
        if do == "skip":
            return self._answered(say(self.language, "echo.skip"))
        values = [choice.partition("=")[2] for choice in choices]
        options = words(self.language, "questions")[choices[0].partition("=")[0]]["options"]
        return self._answered(", ".join(options[value]["short"] for value in values if value))

    def _answered(self, answer: str) -> list[Message]:
        asked = ASKED[self.step]
        changing = len(self.answers) == len(ASKED)
        self.answers[asked] = answer
        name = words(self.language, "questions")[asked]["name"]
        noted = words(self.language, "conversation")["echo"]["noted"][0].format(answers=f"{name}: {answer}")
        self.step = len(ASKED) if changing else self.step + 1
        return [{"text": noted, "buttons": []}, self._now()]

    def _now(self) -> Message:
        return self.question() if self.step < len(ASKED) else self.review()

    def _plain(self, path: str) -> Message:
        return {"text": say(self.language, path), "buttons": []}

    def _start_over(self) -> Message:
        yes, no = say(self.language, "confirm.start_over_yes"), say(self.language, "confirm.disagree")
        return {
            "text": say(self.language, "confirm.start_over", count=len(self.answers)),
            "buttons": [{"title": yes, "payload": "do=yes"}, {"title": no, "payload": "do=no"}],
            "custom": {"type": "confirm", "about": "start_over"},
        }

    def question(self) -> Message:
        """The open question."""
        asked = ASKED[self.step]
        wording = words(self.language, "questions")[asked]
        options = [{"value": value, "label": option["label"]} for value, option in wording["options"].items()]
        buttons = [{"title": option["label"], "payload": f"{asked}={option['value']}"} for option in options]
        if asked == SEVERAL:
            buttons.append({"title": say(self.language, "question.none_of_these"), "payload": f"{asked}="})
        buttons.append({"title": say(self.language, "question.skip"), "payload": "do=skip"})
        numbered = [f"{number}. {option['label']}" for number, option in enumerate(options, 1)]
        return {
            "text": "\n".join([wording["ask"], *numbered]),
            "brief": "\n".join(filter(None, [wording["ask"], wording.get("hint")])),
            "buttons": buttons,
            "custom": {
                "type": "question",
                "id": asked,
                "step": self.step + 1,
                "of": len(ASKED),
                "multiple": asked == SEVERAL,
                "options": options,
                "section": "2",
            },
        }

    def review(self) -> Message:
        """Every answer, each open to change."""
        parts = {"main_source": "funding", "funding_channels": "funding", "staff_workload": "staffing"}
        items = [
            {
                "question": asked,
                "part": words(self.language, "parts")[parts[asked]]["name"],
                "name": words(self.language, "questions")[asked]["name"],
                "answer": answer,
            }
            for asked, answer in self.answers.items()
        ]
        return {
            "text": say(self.language, "review.title"),
            "brief": say(self.language, "review.title"),
            "items": items,
            "buttons": [{"title": say(self.language, "review.fine"), "payload": "do=looks_right"}],
            "custom": {"type": "review", "answers": {}},
        }

    def result(self) -> list[Message]:
        """The result as a card, a folded detail, and what can be asked next."""
        orientation = words(self.language, "orientations")["types"]["government_market"]
        problems, suggestions = words(self.language, "problems"), words(self.language, "suggestions")
        parties = words(self.language, "parties")
        own = parties["organization"] if isinstance(parties["organization"], str) else parties["organization"]["name"]
        cite = say(self.language, "cite", section=say(self.language, "section", section="4.2"))
        card = {
            "title": orientation["name"],
            "certainty": say(self.language, "result.provisional", type=orientation["name"]),
            "summary": orientation["summary"],
            "chart": CHART.format(title=orientation["name"]),
            "problems": [{"title": problems[problem]["title"], "cite": cite} for problem in PROBLEMS],
            "steps": [{"title": suggestions[step]["title"], "who": own} for step in STEPS],
            "result": RESULT,
            "more": 4,
        }
        offer = say(self.language, "deeper.accept"), say(self.language, "deeper.enough")
        return [
            {"text": orientation["summary"], "buttons": [], "custom": {"type": "assessment"}, "card": card},
            {
                "text": orientation["summary"],
                "title": say(self.language, "result.why"),
                "buttons": [],
            },
            {
                "text": say(self.language, "content.after_result"),
                "buttons": [{"title": title, "payload": f"do=enough:{n}"} for n, title in enumerate(offer)],
            },
        ]
