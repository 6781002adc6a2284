"""What sort of study a paper seems to be: a proposal with its grounds, for a reviewer to confirm.

Publication types are the surest sign, but most fresh records have none beyond Journal Article: a missing type
means *unknown*, never "not a randomised trial". So MeSH and then the words of title and abstract are asked.
Words mislead in known ways, each of which has a rule here: a protocol announces a trial, a review is about
trials, ``non-randomised`` holds ``randomised``, Mendelian randomisation randomises nobody, rats are randomly
divided too, and in IVF a protocol is a way of stimulation and ``in vitro`` no laboratory study.

Sources: NLM, "Publication Characteristics (Publication Types) with Scope Notes"; the words follow the
sensitive filters of the Cochrane Handbook (technical supplement to chapter 4, box 3) and what failed on real
records (``python -m benchmarks.designs``).
"""

from __future__ import annotations

import msgspec

from evidence.citations.design_words import (
    ANIMALS,
    CELLS,
    IN_ABSTRACT,
    IN_TITLE,
    MISLEADING,
    NOT_RANDOMISED,
    PEOPLE,
    Words,
    text_of,
)
from evidence.citations.model import Citation, Design
from evidence.citations.retraction import notice_of

__all__ = ["Design", "Proposal", "is_preprint", "propose_design"]


class Proposal(msgspec.Struct, frozen=True):
    """A proposed design.

    Attributes:
        design: what the paper seems to be.
        basis: the types, headings and words that say so, in words for the reviewer.
        certain: NLM's publication type says it and nothing speaks against it.
    """

    design: Design
    basis: tuple[str, ...] = ()
    certain: bool = False


_TYPES: tuple[tuple[Design, frozenset[str]], ...] = (
    (Design.PROTOCOL, frozenset({"Clinical Trial Protocol"})),
    (
        Design.GUIDELINE,
        frozenset(
            {
                "Practice Guideline",
                "Guideline",
                "Consensus Development Conference",
                "Consensus Development Conference, NIH",
            }
        ),
    ),
    (Design.META_ANALYSIS, frozenset({"Meta-Analysis", "Network Meta-Analysis"})),
    (Design.SYSTEMATIC_REVIEW, frozenset({"Systematic Review"})),
    (Design.RANDOMISED_TRIAL, frozenset({"Randomized Controlled Trial", "Equivalence Trial"})),
    (Design.ANIMAL, frozenset({"Randomized Controlled Trial, Veterinary", "Clinical Trial, Veterinary"})),
    (Design.CASE_REPORT, frozenset({"Case Reports"})),
    (Design.EDITORIAL, frozenset({"Editorial", "Comment", "Letter", "News", "Newspaper Article"})),
)
"""Types that say what a paper is, the stronger first; by name, since codes can be missing."""

_TRIAL_TYPES = frozenset(
    {
        "Clinical Trial",
        "Controlled Clinical Trial",
        "Clinical Trial, Phase I",
        "Clinical Trial, Phase II",
        "Clinical Trial, Phase III",
        "Clinical Trial, Phase IV",
        "Pragmatic Clinical Trial",
        "Adaptive Clinical Trial",
    }
)
"""Types that leave open whether anyone was randomised."""

_HEADINGS = {
    "Case-Control Studies": Design.CASE_CONTROL,
    "Cross-Sectional Studies": Design.CROSS_SECTIONAL,
    "Prospective Studies": Design.PROSPECTIVE_COHORT,
    "Retrospective Studies": Design.RETROSPECTIVE_COHORT,
    "Cohort Studies": Design.COHORT,
    "Longitudinal Studies": Design.COHORT,
}
_LABORATORY = frozenset({"In Vitro Techniques", "Cells, Cultured", "Cell Line", "Cell Line, Tumor"})


def is_preprint(citation: Citation) -> bool:
    """Whether the record is of a preprint; its design is proposed as for any paper."""
    return any(term.name == "Preprint" for term in citation.publication_types)


def propose_design(citation: Citation) -> Proposal:
    """The design that types, headings and words suggest, in this order of trust.

    ``certain`` only when a publication type says it. Anything else is a suggestion to read the paper with.
    """
    if notice_of(citation) is not None:
        return Proposal(Design.NOTICE, ("the record is a notice about another",), certain=True)
    types = frozenset(term.name for term in citation.publication_types)
    by_words = _by_words(citation)
    by_type = _by_type(types)
    beings = _by_beings(citation)
    if by_words.design is Design.PROTOCOL and by_type.design is not Design.PROTOCOL:
        return Proposal(Design.PROTOCOL, by_words.basis + by_type.basis)
    if beings.design is Design.ANIMAL and by_type.design is Design.RANDOMISED_TRIAL:
        return Proposal(Design.ANIMAL, beings.basis + by_type.basis)
    if by_type.design is Design.CASE_REPORT and by_words.design is Design.CASE_SERIES:
        return Proposal(Design.CASE_SERIES, by_words.basis + by_type.basis)
    if by_type.design is not Design.UNKNOWN:
        return by_type
    if beings.design is not Design.UNKNOWN and by_words.design not in _ABOUT_STUDIES:
        return Proposal(beings.design, beings.basis + by_words.basis)
    if trial_types := sorted(types & _TRIAL_TYPES):
        basis = (*(f"publication type {name}" for name in trial_types), *by_words.basis)
        is_randomised = by_words.design is Design.RANDOMISED_TRIAL
        return Proposal(Design.RANDOMISED_TRIAL if is_randomised else Design.NON_RANDOMISED_TRIAL, basis)
    if "Review" in types:
        is_systematic = by_words.design in (Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS)
        basis = ("publication type Review",)
        return by_words if is_systematic else Proposal(Design.NARRATIVE_REVIEW, basis, certain=True)
    by_heading = _by_heading(citation)
    if by_words.design is Design.UNKNOWN or (
        by_heading.design is not Design.UNKNOWN and by_words.design is Design.COHORT
    ):
        return by_heading
    return by_words


_ABOUT_STUDIES = frozenset(
    {
        Design.PROTOCOL,
        Design.EDITORIAL,
        Design.META_ANALYSIS,
        Design.SYSTEMATIC_REVIEW,
        Design.GUIDELINE,
        Design.NARRATIVE_REVIEW,
    }
)


def _by_type(types: frozenset[str]) -> Proposal:
    for design, names in _TYPES:
        if found := sorted(types & names):
            return Proposal(design, tuple([f"publication type {name}" for name in found]), certain=True)
    return Proposal(Design.UNKNOWN)


def _by_heading(citation: Citation) -> Proposal:
    names = {heading.name for heading in citation.mesh}
    for name, design in _HEADINGS.items():
        if name in names:
            return Proposal(design, (f"MeSH {name}",))
    return Proposal(Design.UNKNOWN)


def _by_beings(citation: Citation) -> Proposal:
    """Whether animals or cells were studied, and no people: by headings where there are any, else by words."""
    names = {heading.name for heading in citation.mesh}
    if "Humans" in names:
        return Proposal(Design.UNKNOWN)
    if "Animals" in names:
        if laboratory := sorted(names & _LABORATORY):
            return Proposal(Design.IN_VITRO, (f"MeSH {laboratory[0]}, Animals without Humans",))
        return Proposal(Design.ANIMAL, ("MeSH Animals without Humans",))
    text = MISLEADING.removed_from(text_of(f"{citation.title}\n{citation.abstract_text()}"))
    words = {word.strip(".,:;()[]'\"") for word in text.lowered.replace("-", " ").replace("/", " ").split()}
    if words & PEOPLE:
        return Proposal(Design.UNKNOWN)
    if animals := sorted(words & ANIMALS):
        return Proposal(Design.ANIMAL, (f"the word {animals[0]!r}, and no word for people",))
    if cells := CELLS.search(text):
        return Proposal(Design.IN_VITRO, (f"the word {cells.group()!r}, and no word for people",))
    return Proposal(Design.UNKNOWN)


def _by_words(citation: Citation) -> Proposal:
    by_title = _by_words_in("title", citation.title, IN_TITLE)
    if by_title.design not in (Design.UNKNOWN, Design.PROSPECTIVE_COHORT):
        return by_title
    by_abstract = _by_words_in("abstract", citation.abstract_text(), IN_ABSTRACT)
    if by_title.design is Design.UNKNOWN:
        return by_abstract
    # "A prospective study" in a title is often a trial, which the abstract then says.
    return by_abstract if by_abstract.design is Design.RANDOMISED_TRIAL else by_title


def _by_words_in(place: str, said: str, rules: tuple[tuple[Design, Words], ...]) -> Proposal:
    leading = MISLEADING.removed_from(text_of(said))
    denied = NOT_RANDOMISED.search(leading)
    text = NOT_RANDOMISED.removed_from(leading)
    for design, words in rules:
        found = words.search(text)
        if found is None:
            continue
        if denied and design in (Design.RANDOMISED_TRIAL, Design.PROSPECTIVE_COHORT, Design.COHORT):
            break
        return Proposal(design, (f"{place}: {found.group()!r}",))
    return (
        Proposal(Design.NON_RANDOMISED_TRIAL, (f"{place}: {denied.group()!r}",)) if denied else Proposal(Design.UNKNOWN)
    )
