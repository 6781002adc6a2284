"""Where sentences begin and end."""

from __future__ import annotations

import re

# After these a full stop ends no sentence; syntok knows the common ones, but not those of papers.
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|ca|al|Dr|Prof|Fig|Figs|Tab|Ref|Refs|No|Nos|resp|incl|etc|St)\.)$"
)
_NEAR = 12
"""Characters before a break that tell whether it is one."""
_ENDS_SENTENCE = re.compile(r"""[.!?…:;]["'”’)\]]*$""")


def split(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of one block of text, without the white space between them.

    Args:
        text: a paragraph, an item or a cell; white space folded.
    """
    if not text:
        return []
    if not re.search(r"[.!?…]\W{0,9}\s", text):
        return [(0, len(text))]
    from syntok import segmenter
    from syntok.tokenizer import Tokenizer

    tokenizer = Tokenizer(emit_hyphen_or_underscore_sep=True, replace_not_contraction=False)
    found: list[tuple[int, int]] = []
    for tokens in segmenter.split(tokenizer.tokenize(text)):
        if not tokens:
            continue
        start, end = tokens[0].offset, tokens[-1].offset + len(tokens[-1].value)
        if found and _goes_on(text[max(found[-1][1] - _NEAR, 0) : found[-1][1]], text[start : start + 2]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _goes_on(before: str, after: str) -> bool:
    """Whether what looks like a new sentence is the rest of the one before."""
    if _ABBREVIATIONS.search(before):
        ends_list = before.endswith(("etc.", "al."))
        return not (ends_list and after[:1].isupper() and after[1:2].islower())
    return not _ENDS_SENTENCE.search(before) or after[:1].islower()
