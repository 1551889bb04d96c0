"""The way into a training session by its scanned code: what it means is said first, and nobody joins unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from advisor.channels.wechat.choosing import place_of
from advisor.channels.wechat.speaking import spoken_languages, texts_of
from advisor.reading.choices import plain
from advisor.storage.inbox import Waiting
from advisor.storage.joining import JoiningStore, Underway
from advisor.storage.sessions import SessionStore
from advisor.training.records import Participant, Session
from advisor.wording.assessment_object import utc_now

ASKED, ASKED_AGAIN, NAME, SHOW = "asked", "asked again", "name", "show"
YES, NO = 1, 2
LONGEST_NAME = 80
_ANSWERS = {ASKED: ("join", "alone"), SHOW: ("agree", "disagree")}


@dataclass(frozen=True)
class Step:
    """What is said. goes_on: the talk begins (or goes on) after it, else an answer is waited for."""

    text: str
    goes_on: bool = False


class Joining:
    """Asks whether somebody joins the session whose code they scanned, and under what name."""

    def __init__(self, sessions: SessionStore, store: JoiningStore) -> None:
        self._sessions, self._store = sessions, store

    def step(self, message: Waiting, language: str) -> Step | None:
        """What a message has to do with joining; None: nothing. language: empty where it is not known."""
        scene = str(message.document.get("scene", ""))
        scanned = self._sessions.by_code(scene) if scene else None
        if scanned is not None:
            return self._scanned(message, scanned, language)
        underway = self._store.of(message.conversation)
        if underway is None or message.document.get("kind") not in ("text", "voice", "menu_choice"):
            return None
        session = self._sessions.find(underway.session)
        if session is None or not session.takes_answers(date.today()):
            self._store.done(message.conversation)
            return None
        return self._answered(underway, session, str(message.document.get("text", "")), language)

    def _scanned(self, message: Waiting, session: Session, language: str) -> Step | None:
        before = self._sessions.participant_of(message.conversation)
        if before is not None:
            return None
        if not session.takes_answers(date.today()):
            return Step(
                "\n".join(texts_of(each).say("web.refused.session_closed") for each in _languages(language)), True
            )
        self._store.keep(Underway(message.conversation, session.id, ASKED))
        return self._ask(session, language)

    def _answered(self, underway: Underway, session: Session, text: str, language: str) -> Step | None:
        if underway.step == NAME:
            name = " ".join("".join(sign for sign in text if sign.isprintable()).split())[:LONGEST_NAME]
            if not name:
                return self._say("organization", language)
            self._store.keep(replace(underway, step=SHOW, organization=name))
            return self._options("show", _ANSWERS[SHOW], language, organization=name)
        chosen = _chosen(text, _ANSWERS[SHOW if underway.step == SHOW else ASKED])
        if underway.step == SHOW:
            if not chosen:
                return self._options("show", _ANSWERS[SHOW], language, organization=underway.organization)
            return self._join(underway, session, language, named=chosen == YES)
        if chosen == YES and session.anonymous:
            return self._join(underway, session, language, named=False)
        if chosen == YES:
            self._store.keep(replace(underway, step=NAME))
            return self._say("organization", language)
        if not chosen and underway.step == ASKED:
            self._store.keep(replace(underway, step=ASKED_AGAIN))
            return self._ask(session, language)
        # Said no, or is talking about something else: nobody joins without having said yes.
        self._store.done(underway.conversation)
        said = self._say("not_joined", language)
        return replace(said, goes_on=True) if chosen else None

    def _join(self, underway: Underway, session: Session, language: str, named: bool) -> Step:
        organization = "" if session.anonymous else underway.organization
        self._sessions.join(
            Participant(
                id="",
                session=session.id,
                conversation=underway.conversation,
                number=0,
                organization=organization,
                named=named,
                joined=utc_now(),
            )
        )
        self._store.done(underway.conversation)
        return replace(self._say("joined", language, name=session.name), goes_on=True)

    def _ask(self, session: Session, language: str) -> Step:
        kind = "anonymous" if session.anonymous else "named"
        said = []
        for each in _languages(language):
            texts = texts_of(each)
            words = texts.find("messaging", "session")
            about = words["about"].format(name=session.name) + texts.say("list.sentence") + words[kind]
            said.append(texts.lines([about, words["ask"], *_lines(each, _ANSWERS[ASKED])]))
        return Step("\n\n".join(said))

    def _options(self, path: str, labels: Sequence[str], language: str, **words: str) -> Step:
        said = [
            "\n".join([texts_of(each).get("messaging", "session", path).format(**words), *_lines(each, labels)])
            for each in _languages(language)
        ]
        return Step("\n\n".join(said))

    def _say(self, path: str, language: str, **words: str) -> Step:
        said = (texts_of(each).get("messaging", "session", path).format(**words) for each in _languages(language))
        return Step("\n".join(said))


def _languages(language: str) -> list[str]:
    return [language] if language in spoken_languages() else spoken_languages()


def _lines(language: str, labels: Sequence[str]) -> list[str]:
    texts = texts_of(language)
    return [
        texts.say("question.option", number=number, label=texts.get("messaging", "session", label))
        for number, label in enumerate(labels, 1)
    ]


def _chosen(text: str, labels: Sequence[str]) -> int:
    """Which of the labels was chosen, by its number or its words in any language; 0: none."""
    place = place_of(text)
    if 1 <= place <= len(labels):
        return place
    for language in spoken_languages():
        words = [plain(texts_of(language).get("messaging", "session", label)) for label in labels]
        if plain(text) in words:
            return words.index(plain(text)) + 1
    return 0
