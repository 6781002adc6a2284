"""The fields of a claim as they stand inside a sentence."""

from __future__ import annotations

import re

_TAIL = re.compile(r", (?:such as|including|or|under|before|after|with|without|known|in|at|during|if|as)\b")
_HEAD_ENDS = re.compile(
    r"\s(?:of|in|with|from|by|for|to|during|after|before|on|at|that|which|who|such|under|over|as|given)\b|[,(;:]"
)
_SINGULAR_S = re.compile(r"(?:ss|us|is|sis|itis|diabetes|lupus|news)$")


def noun_phrase(text: str) -> str:
    """A field of a claim as it stands inside a sentence: small initial, and a comma after an inserted clause."""
    phrase = text.strip().rstrip(".")
    if len(phrase) > 1 and (phrase[1].islower() or phrase[1] == " "):
        phrase = phrase[0].lower() + phrase[1:]
    return f"{phrase}," if _TAIL.search(phrase) else phrase


def with_article(outcome: str) -> str:
    """An outcome as it stands inside a sentence: ``live birth``, but ``the activity of NK cells``."""
    if not outcome:
        return "the outcome"
    return f"the {outcome}" if " of " in outcome and not outcome.startswith(("the ", "a ", "an ")) else outcome


def is_plural(text: str) -> bool:
    """Whether a noun phrase takes a plural verb; judged by its head, before the first preposition or comma."""
    head = _HEAD_ENDS.split(text.strip(), maxsplit=1)[0]
    listed = re.search(r",[^,(;]*\band\b", text.split("(", maxsplit=1)[0]) and not _TAIL.search(text)
    if listed or " and " in f" {head} ":
        return True
    last = head.split()[-1].lower() if head.split() else ""
    return last.endswith("s") and not _SINGULAR_S.search(last) and not head.lower().startswith(("a ", "an ", "one "))


def capital(text: str) -> str:
    """With a capital initial."""
    return text[:1].upper() + text[1:]
