"""Turns what a leader types into answers with certainty, and remarks off the script into intents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon, remarks
from advisor.reading.arbiter import clearest
from advisor.reading.asides import read_asides
from advisor.reading.besides import read_besides
from advisor.reading.choices import Choices, Payload, names_of_questions, plain, read_payload
from advisor.reading.corrections import NAMED, Corrections
from advisor.reading.features import even
from advisor.reading.judging import Evidence, Judged
from advisor.reading.known import Facts, read_known
from advisor.reading.model import LanguageModel, ReaderModel
from advisor.reading.reading import ANSWER, CHANGE, CORRECT, UNCLEAR, Reading
from advisor.reading.settling import together
from advisor.reading.text import language_of
from advisor.reading.topics import TermFinder, TopicFinder

LONGEST = 2000
"""Characters that are looked at; a leader who pastes a report is read by its beginning."""

REMARK_LIKELY = 0.5
"""From this probability on, a text is taken for a remark and no answer."""

DOUBTFUL = 0.05
"""From this probability of a remark on, nothing is stored without asking."""

CLEAR_QUESTION = 0.3
"""From this clearness of a kind that asks something on, a doubtful text with a word that asks is a remark.

Of 6,200 answers of authors not learned from, two are taken for a question so.
"""

MAYBE_NONE = 0.3
"""From this probability of a remark on, the question is asked again rather than the reading read back."""

CLOSE = 0.6
"""A second intent with this share of the first one's probability is named, to ask which was meant."""

MEANT, NOT_MEANT = 0.6, 0.05
"""An answer that is so likely about another question, and so little about the open one, belongs there."""

SECOND_LIKELY = 0.12
"""From this probability on, the next likeliest value is offered beside the likeliest."""

FEWEST_ENTRIES = 4
"""A text with fewer known entries than this is taken for gibberish."""
GIBBERISH, STRANGE = 1.5, 2.2
"""Known entries a character: below the first it is gibberish, below the second never certain.

Of what leaders wrote, 99 in 100 have 2.2 or more in Chinese and 2.7 in English; random letters
and syllables have 0.2 to 1.4.
"""


class Reader:
    """Reads one message at a time. Holds the model and the knowledge, no state of a conversation."""

    def __init__(self, model: ReaderModel, knowledge: Knowledge) -> None:
        self._model, self._knowledge = model, knowledge
        self._corrections, self._names = Corrections(knowledge), names_of_questions(knowledge)
        self._choices = Choices(knowledge)
        self._topics = {language: TopicFinder(knowledge, language) for language in model.languages}
        self._terms = {language: TermFinder(knowledge, language) for language in model.languages}
        phases = lexicon.load_file("phases")
        self._allowed = {phase: (*own, *phases["always"]) for phase, own in phases["phases"].items()}
        self._learned, self._questions = frozenset(phases["learned"]), frozenset(phases["questions"])

    def knows(self, question: str) -> bool:
        """Whether there is a question with this id."""
        return question in self._knowledge.questions

    def read(
        self,
        text: str,
        open_question: str | None,
        language: str | None = None,
        phase: str = "asking",
        answered: Sequence[str] = (),
        typed: bool = False,
    ) -> Reading:
        """What one message says.

        open_question   id of the question that waits for an answer, or None
        language        the conversation's language, for texts whose script does not tell
        phase           `new`, `asking`, `confirming`, `review` or `result`; unknown ones read as `asking`
        answered        questions answered before, in order, where known: what a correction can mean
        typed           the words were typed and are no button's payload, whatever they look like
        """
        payload = None if typed else read_payload(text, self._knowledge)
        if payload:
            return replace(self._pressed(text, payload, open_question), language=language)
        said = text[:LONGEST]
        spoken = language_of(said)
        blank = Reading(text=text, language=spoken, intent=UNCLEAR)
        if said.lstrip().startswith("/") or _says_nothing(even(said)):
            return blank
        known = (name for name in (spoken, language) if name in self._model.languages)
        tongue = next(known, None) or next(iter(self._model.languages))
        return self._typed(blank, said, tongue, open_question, phase, answered)

    def sureness(self, text: str, question: str | None, language: str) -> float:
        """The probability given to the reading of a text as an answer to a question; for measuring."""
        if question is None or question not in self._knowledge.questions:
            return 0.0
        model = self._model.languages[language]
        evidence = _evidence(model, text, read_known(text, language, question, self._knowledge))
        judged = model.judge(question, self._knowledge.questions[question].several, evidence)
        return model.certainty.probability(question, judged)

    def _typed(
        self,
        blank: Reading,
        said: str,
        tongue: str,
        open_question: str | None,
        phase: str,
        answered: Sequence[str],
    ) -> Reading:
        question = self._knowledge.questions.get(open_question or "")
        chosen = self._choices.read(said, question) if question and phase != "confirming" else None
        if question and chosen and chosen.certain:
            return self._chosen(blank, question.id, chosen.value, True)
        named = self._names.get(plain(said))
        if named is not None and named in answered and named != open_question:
            # The name alone, as the review shows it: its answer is to be changed, nothing is said of it yet.
            return replace(blank, intent=CHANGE, wish=(named,))
        allowed = self._allowed.get(phase, self._allowed["asking"])
        intent = remarks.unmistakable(said, tongue, allowed)
        if intent == SKIP and question:
            return replace(
                blank,
                intent=SKIP,
                answers={question.id: SKIP},
                certain=True,
                sure={question.id: True},
                likely=(SKIP,),
            )
        if intent and intent != CORRECT:
            return self._remark(blank, said, tongue, intent, None)
        if question and chosen:
            return self._chosen(blank, question.id, chosen.value, False)
        model = self._model.languages[tongue]
        known = read_known(said, tongue, open_question, self._knowledge)
        evidence = _evidence(model, said, known)
        if intent == CORRECT:
            return self._correction(blank, said, tongue, question.id if question else None, answered, told=True)
        kind, second = self._kind(model, evidence, allowed)
        if question is None:
            return self._unasked(blank, said, tongue, kind, second, evidence, known, answered)
        judged = model.judge(question.id, question.several, evidence)
        clear = clearest(model.kinds, evidence.row)
        doubt = model.arbiter.remark(evidence.parts, clear, judged, even(said))
        if doubt >= DOUBTFUL and clear >= CLEAR_QUESTION and kind in self._questions and remarks.asks(said, tongue):
            doubt = max(doubt, REMARK_LIKELY)
        if kind and kind != SKIP and doubt >= REMARK_LIKELY:
            if kind != CORRECT:
                return self._remark(blank, said, tongue, kind, second)
            if self._corrections.can_mean_one(said, tongue, evidence.about, question.id, answered):
                return self._correction(blank, said, tongue, question.id, answered)
        other = self._fits_another(said, tongue, question.id, judged, evidence)
        if other is not None and not model.certainty.certain(question.id, judged):
            if other in answered:
                told = remarks.takes_back(said, tongue)
                return self._correction(blank, said, tongue, question.id, answered, told=told)
            return self._answer_to_another(blank, said, tongue, other, evidence, doubt)
        if other is not None and not (judged.fact == judged.value and judged.fact_sure):
            doubt = max(doubt, DOUBTFUL)
        if judged.fact is None:
            entries = len(evidence.row.columns)
            familiar = entries / max(1, len(even(said)))
            if entries < FEWEST_ENTRIES or familiar < GIBBERISH:
                return blank
            if not model.features.knows_a_word(evidence.row) and not model.certainty.certain(question.id, judged):
                return blank
            if familiar < STRANGE:
                doubt = max(doubt, DOUBTFUL)
        return self._answer(blank, said, tongue, question.id, judged, evidence, known, doubt)

    def _fits_another(self, said: str, tongue: str, question: str, judged: Judged, evidence: Evidence) -> str | None:
        """The question that an answer fits far better than the open one, if there is one."""
        if judged.value == SKIP or judged.fits > NOT_MEANT:
            return None
        named = remarks.named_questions(said, tongue)
        scores = {name: chance * (NAMED if name in named else 1.0) for name, chance in evidence.about.items()}
        likeliest = max(scores, key=lambda name: scores[name], default=question)
        sure = likeliest != question and scores[likeliest] >= MEANT * sum(scores.values())
        return likeliest if sure else None

    def _answer_to_another(
        self, blank: Reading, said: str, tongue: str, other: str, evidence: Evidence, doubt: float
    ) -> Reading:
        """The answer to a question that is still to come; the open one stays open."""
        model, known = self._model.languages[tongue], read_known(said, tongue, other, self._knowledge)
        evidence = _evidence(model, said, known)
        judged = model.judge(other, self._knowledge.questions[other].several, evidence)
        if judged.value == SKIP:
            return blank
        certain = doubt < DOUBTFUL and model.certainty.certain(other, judged)
        return replace(
            blank, intent=ANSWER, answers={other: judged.value}, sure={other: certain}, figures=known.figures
        )

    def _answer(
        self,
        blank: Reading,
        said: str,
        tongue: str,
        question: str,
        judged: Judged,
        evidence: Evidence,
        known: Facts,
        doubt: float,
    ) -> Reading:
        model = self._model.languages[tongue]
        plain = doubt < DOUBTFUL
        certain = plain and model.certainty.certain(question, judged)
        answers: dict[str, AnswerValue] = {question: judged.value}
        sure = {question: certain}
        if judged.value != SKIP:
            found = read_besides(model, question, judged, certain, evidence, known, self._knowledge)
            for other, (value, settled) in found.items():
                if settled or not certain:
                    answers[other], sure[other] = value, plain and settled
            taken = {*answers, *together()} if question in together() else {*answers}
            for other, (value, settled) in read_asides(even(said), tongue, model, taken, self._knowledge).items():
                if settled or not certain:
                    answers[other], sure[other] = value, plain and settled
        figures = {q: f for q, f in known.figures.items() if self._figure_fits(q, f, answers.get(q))}
        return replace(
            blank,
            intent=ANSWER,
            answers=answers,
            certain=certain,
            sure=sure,
            likely=self._likely(question, judged),
            figures=figures,
            maybe_none=doubt >= (DOUBTFUL if remarks.asks(said, tongue) else MAYBE_NONE),
        )

    def _figure_fits(self, question: str, figure: float, value: AnswerValue | None) -> bool:
        """Whether a figure belongs to the value that was understood."""
        return value is not None and self._knowledge.questions[question].value_of_figure(figure) == value

    def _likely(self, question: str, judged: Judged) -> tuple[str, ...]:
        if self._knowledge.questions[question].several:
            return ()
        return tuple(value for place, (value, p) in enumerate(judged.ranking[:2]) if place == 0 or p >= SECOND_LIKELY)

    def _unasked(
        self,
        blank: Reading,
        said: str,
        tongue: str,
        kind: str | None,
        second: str | None,
        evidence: Evidence,
        known: Facts,
        answered: Sequence[str],
    ) -> Reading:
        """No question is open: a remark, or a statement about an earlier answer."""
        if kind and kind != CORRECT and evidence.parts["remark"] >= REMARK_LIKELY:
            return self._remark(blank, said, tongue, kind, second)
        corrected = self._correction(blank, said, tongue, None, answered)
        if corrected.wish or any(corrected.sure.values()):
            return corrected
        return replace(blank, topics=self._topics[tongue].find(said))

    def _kind(self, model: LanguageModel, evidence: Evidence, allowed: Sequence[str]) -> tuple[str | None, str | None]:
        """The likeliest kind of remark that fits the phase, and the next one where it is close."""
        kinds = model.kinds.named(evidence.row)
        fitting = sorted(
            (name for name in kinds if name in self._learned and name in allowed),
            key=lambda name: -kinds[name],
        )
        if not fitting:
            return None, None
        close = len(fitting) > 1 and kinds[fitting[1]] >= CLOSE * kinds[fitting[0]]
        return fitting[0], fitting[1] if close else None

    def _remark(self, blank: Reading, said: str, tongue: str, intent: str, second: str | None) -> Reading:
        """A remark with what it is about."""
        wish: tuple[str, ...] = ()
        if intent == "language":
            wish = remarks.wished_languages(said, tongue)
            wish = wish or tuple(name for name in self._model.languages if name != tongue)[:1]
        elif intent == CHANGE:
            wish = remarks.named_questions(said, tongue)[:1]
        elif intent in ("knowledge", "tell_more"):
            wish = remarks.named_sections(said, self._knowledge.study_sections)
        terms = self._terms[tongue].find(said) if intent in ("define", "knowledge", "tell_more") else ()
        topics = self._topics[tongue].find(said) if intent in ("knowledge", "tell_more", "define") else ()
        return replace(blank, intent=intent, also_intent=second, wish=wish, terms=terms, topics=topics)

    def _correction(
        self,
        blank: Reading,
        said: str,
        tongue: str,
        open_question: str | None,
        answered: Sequence[str],
        told: bool = False,
    ) -> Reading:
        model = self._model.languages[tongue]
        found = self._corrections.read(said, tongue, model, open_question, answered, told)
        return replace(
            blank,
            intent=CORRECT,
            answers=found.answers,
            sure=found.sure,
            certain=bool(found.sure) and all(found.sure.values()),
            figures=found.figures,
            wish=found.questions,
        )

    def _chosen(self, blank: Reading, question: str, value: AnswerValue, certain: bool) -> Reading:
        likely = (value,) if isinstance(value, str) else ()
        return replace(
            blank,
            intent=ANSWER,
            answers={question: value},
            certain=certain,
            sure={question: certain},
            likely=likely,
            chosen=True,
        )

    def _pressed(self, text: str, payload: Payload, open_question: str | None) -> Reading:
        if payload.intent:
            wish = (payload.argument,) if payload.argument else ()
            return Reading(text=text, intent=payload.intent, certain=True, wish=wish, chosen=True)
        question, value = payload.question or "", payload.value or ()
        if open_question not in (None, question):
            return Reading(
                text=text,
                intent=CORRECT,
                answers={question: value},
                certain=True,
                sure={question: True},
                wish=(question,),
                chosen=True,
            )
        return self._chosen(Reading(text=text), question, value, True)


def _says_nothing(text: str) -> bool:
    """Whether a text has no letter and no figure, or only one letter over and over ("aaaa")."""
    letters = [character for character in text if character.isalnum()]
    return not letters or (len(letters) > 2 and len(set(letters)) == 1 and letters[0].isalpha())


def _evidence(model: LanguageModel, said: str, known: Facts) -> Evidence:
    text = even(said)
    row = model.features.row(text, known.marks)
    return Evidence(row, len(text), model.parts.named(row), model.about.named(row), known.settled)


def values_of(readings: Mapping[str, AnswerValue]) -> dict[str, str | list[str]]:
    """Answers as JSON has them: lists instead of tuples."""
    return {question: value if isinstance(value, str) else list(value) for question, value in readings.items()}
