"""The languages of a channel, and what is said before anybody's language is known."""

from __future__ import annotations

from advisor.knowledge import load_knowledge
from advisor.wording.texts import Texts

PLATFORM_LANGUAGE = "zh"
"""Named first where everybody is greeted, and spoken with those who have not written a word yet."""


def spoken_languages() -> list[str]:
    """The languages of the knowledge, the platform's own first."""
    return sorted(load_knowledge().languages, key=lambda language: language != PLATFORM_LANGUAGE)


def texts_of(language: str) -> Texts:
    """The wording in a language; the platform's where there is no such language."""
    known = spoken_languages()
    return Texts(load_knowledge(), language if language in known else known[0])


def more_words() -> frozenset[str]:
    """What people say to read on, in every language."""
    return frozenset(
        word.casefold()
        for language in spoken_languages()
        for word in texts_of(language).find("messaging", "more_words")
    )


def wants_more(text: str) -> bool:
    """Whether a text asks to read on."""
    return text.strip(" “”\"'「」.。!！").casefold() in more_words()


def welcome() -> str:
    """The greeting in every language, each with its number to begin."""
    greetings = []
    for number, language in enumerate(spoken_languages(), 1):
        texts = texts_of(language)
        start = texts.get("messaging", "welcome_start").format(number=number)
        greetings.append(texts.lines([texts.get("messaging", "welcome"), start]))
    return "\n\n".join(greetings)
