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

import re
from enum import StrEnum

import msgspec

from evidence.citations.model import Citation
from evidence.citations.retraction import notice_of


class Design(StrEnum):
    """How a study was done, or what else the record is."""

    SYSTEMATIC_REVIEW = "systematic-review"
    META_ANALYSIS = "meta-analysis"
    RANDOMISED_TRIAL = "randomised-trial"
    NON_RANDOMISED_TRIAL = "non-randomised-trial"
    PROSPECTIVE_COHORT = "prospective-cohort"
    RETROSPECTIVE_COHORT = "retrospective-cohort"
    COHORT = "cohort"
    CASE_CONTROL = "case-control"
    CROSS_SECTIONAL = "cross-sectional"
    ACCURACY = "diagnostic-accuracy"
    CASE_SERIES = "case-series"
    CASE_REPORT = "case-report"
    ANIMAL = "animal"
    IN_VITRO = "in-vitro"
    GUIDELINE = "guideline"
    NARRATIVE_REVIEW = "narrative-review"
    EDITORIAL = "editorial"
    """Also comments, letters and news."""
    PROTOCOL = "protocol"
    NOTICE = "notice"
    """Of a retraction, an expression of concern or an erratum."""
    UNKNOWN = "unknown"


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


class _Text(msgspec.Struct, frozen=True):
    """What a paper says, as printed and in lower case."""

    printed: str
    lowered: str


def _text(printed: str) -> _Text:
    return _Text(printed, printed.lower())


class _Words(msgspec.Struct, frozen=True):
    """Words to look for, and stems of which a text that holds any of them holds at least one.

    Looking for a stem costs a hundredth of trying the patterns, and most texts hold none.
    """

    stems: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, text: _Text) -> re.Match[str] | None:
        """The first of the words in a text."""
        return self.pattern.search(text.printed) if self._may_be_in(text) else None

    def removed_from(self, text: _Text) -> _Text:
        """The text without any of the words."""
        return _text(self.pattern.sub(" ", text.printed)) if self._may_be_in(text) else text

    def _may_be_in(self, text: _Text) -> bool:
        lowered = text.lowered
        for stem in self.stems:  # a loop, as it ends at the first and makes no generator: this is done 30 times a paper
            if stem in lowered:
                return True
        return False


def _words(stems: str, *patterns: str) -> _Words:
    return _Words(tuple(stems.split()), re.compile("|".join(patterns), re.IGNORECASE))


_MISLEADING = _words(
    "mendelian vitro randomi systematic",
    r"\bmendelian randomi[sz]ation",
    r"\bin[- ]vitro[- ](?:fertili[sz]ation|fertili[sz]ed|maturation|fecundation)",
    r"\brandomi[sz]ed[- ](?:controlled |clinical )*(?:trials?|studies)[^.]{0,60}\b(?:need|requir|warrant|lack)",
    r"\b(?:need|needed|future|further|awaits?|lack of|absence of)\b[^.]{0,60}\brandomi[sz]ed[^.]{0,40}",
    r"\bsystematic review(?:s)?[^.]{0,40}\b(?:needed|required|warranted|lacking)",
)
_NOT_RANDOMISED = _words(
    "randomi quasi single",
    r"\b(?:non|un|quasi)[- ]?randomi[sz](?:ed|ation)",
    r"\b(?:not|never|without|no) (?:been |being )?randomi[sz](?:ed|ation)",
    r"\bquasi[- ]experimental",
    r"\bsingle[- ]arm\b",
)
_IN_TITLE: tuple[tuple[Design, _Words], ...] = (
    (
        Design.PROTOCOL,
        _words(
            "protocol rationale",
            r"\b(?:study|trial|review|research) protocol\b",
            r"\bprotocol (?:for|of) (?:a|an|the)\b[^.]*\b(?:trial|study|review|meta-analysis|cohort)",
            r"\brationale and (?:study )?design\b",
            r"[:.] ?(?:a )?protocol\W*$",
        ),
    ),
    (
        Design.EDITORIAL,
        _words(
            "re comment editorial letter",
            r"^\W*(?:re|reply|response|comment|commentary|editorial|letter|author'?s'? (?:reply|response))\b"
            r"\W*(?::|to\b|on\b|$)",
        ),
    ),
    (Design.META_ANALYSIS, _words("meta", r"\bmeta[- ]?analys[ei]s\b", r"\bmeta[- ]analytic")),
    (
        Design.SYSTEMATIC_REVIEW,
        _words(
            "systematic umbrella",
            r"\bsystematic(?:al)? (?:literature |scoping |narrative |cochrane )?(?:re)?view",
            r"\bumbrella review",
        ),
    ),
    (
        Design.GUIDELINE,
        _words(
            "consensus position opinion guideline bulletin",
            r"\b(?:consensus|position) statement\b",
            r"\bcommittee opinion\b",
            r"\bpractice (?:guideline|bulletin)s?\b\W*(?:$|no\b|number\b|:)",
            r"\bguidelines?(?: (?:update|\d{4}))?\W*$",
        ),
    ),
    (
        Design.NARRATIVE_REVIEW,
        _words("review", r"\bscoping review", r"\b(?:narrative|literature|critical|brief|mini)[- ]?review\b"),
    ),
    (Design.CASE_SERIES, _words("case", r"\bcase[- ]series\b")),
    (Design.CASE_REPORT, _words("case", r"\bcase reports?\b", r"\breport of (?:a|one|two|three|\d) (?:\w+ )?cases?\b")),
    (
        Design.RANDOMISED_TRIAL,
        _words(
            "random blind placebo",
            r"\brandomi[sz]ed\b[^.]*\b(?:trials?|study|studies|comparison|evaluation|controlled|crossover|cross-over)\b",
            r"\b(?:trial|study)\b[^.]*\brandomi[sz]ed\b",
            r"\bdouble[- ]blind\b",
            r"\bplacebo[- ]controlled\b",
        ),
    ),
    (Design.CASE_CONTROL, _words("case", r"\bcase[- ]?control\b")),
    (
        Design.CROSS_SECTIONAL,
        _words("cross survey", r"\bcross[- ]sectional\b", r"\b(?:questionnaire|national|online|web-based) survey\b"),
    ),
    (Design.RETROSPECTIVE_COHORT, _words("retrospective", r"\bretrospective\b")),
    (
        Design.PROSPECTIVE_COHORT,
        _words("prospective", r"\bprospective\b[^.]*\b(?:cohort|study|follow[- ]up|observational)\b"),
    ),
    (Design.COHORT, _words("cohort longitudinal", r"\bcohort\b", r"\blongitudinal study\b")),
    (
        Design.ACCURACY,
        _words(
            "diagnostic sensitivity",
            r"\bdiagnostic (?:accuracy|performance|value|test)\b",
            r"\bsensitivity and specificity\b",
        ),
    ),
    (Design.CASE_REPORT, _words("case", r"\ba case of\b", r"\ba case\W*$")),
    (
        Design.NARRATIVE_REVIEW,
        _words(
            "review overview art",
            r"\b(?:a|an) (?:\w+ )?(?:review|overview)\b",
            r"[:.] ?(?:\w+ )?review\W*$",
            r"\bstate of the art\b",
        ),
    ),
)
_IN_ABSTRACT: tuple[tuple[Design, _Words], ...] = (
    (
        Design.PROTOCOL,
        _words(
            "will",
            r"\bwill be (?:randomly|randomi[sz]ed)",
            r"\bparticipants will be\b",
            r"\bwe will (?:recruit|enrol|randomi[sz]e|search)",
        ),
    ),
    (
        Design.META_ANALYSIS,
        _words(
            "meta",
            r"\b(?:this|present|our|performed a|conducted a|(?:systematic review and)) meta[- ]analysis\b",
            r"\bmeta-analyses were (?:performed|conducted)",
        ),
    ),
    (
        Design.SYSTEMATIC_REVIEW,
        _words(
            "systematic search",
            r"\b(?:this|present|our|performed a|conducted a|did a) systematic (?:literature )?review\b",
            r"\bsearch(?:ed|es)?\b[^.]{0,120}\b(?:pubmed|medline|embase|central|cochrane|databases)\b",
            r"\b(?:pubmed|medline|embase|cochrane library)\b[^.]{0,160}\bsearch",
        ),
    ),
    (
        Design.RANDOMISED_TRIAL,
        _words(
            "random blind",
            r"\brandomly (?:assigned|allocated|divided)\b",
            r"\brandomi[sz]ed (?:in)?to\b",
            r"\b(?:was|were) (?:then )?randomi[sz]ed\b",
            r"\brandomi[sz]ed,?[^.;]{0,80}\b(?:trial|study)\b",
            r"\bdouble[- ]blind\b[^.]*\b(?:trial|study|placebo|crossover|cross-over)\b",
        ),
    ),
    (Design.CASE_CONTROL, _words("case", r"\bcase[- ]control (?:study|design|analysis)\b")),
    (Design.CROSS_SECTIONAL, _words("cross", r"\bcross[- ]sectional (?:study|survey|analysis|design|data)\b")),
    (
        Design.RETROSPECTIVE_COHORT,
        _words(
            "retrospective",
            r"\bretrospective(?:ly)? (?:\w+[- ]){0,3}(?:study|cohort|review|analy[sz]|evaluat|stud)",
            r"\b(?:was|were) retrospectively",
        ),
    ),
    (
        Design.PROSPECTIVE_COHORT,
        _words(
            "prospective",
            r"\bprospective(?:ly)? (?:\w+[- ]){0,3}(?:study|cohort|follow|enrol|recruit|observational)",
            r"\b(?:was|were) prospectively",
        ),
    ),
    (
        Design.COHORT,
        _words(
            "cohort longitudinal",
            r"\bcohort study\b",
            r"\b(?:population|register|registry)[- ]based cohort\b",
            r"\blongitudinal study\b",
        ),
    ),
    (Design.CASE_SERIES, _words("case", r"\bcase series\b")),
    (
        Design.CASE_REPORT,
        _words(
            "case old patient",
            r"\b(?:we|authors) (?:report|describe|present) (?:here )?(?:a|an|the|one) (?:\w+ ){0,3}(?:case|patient)\b",
            r"\b\d{1,2}[- ](?:year|month|week|day)[- ]old\b",
            r"\b(?:a|the) case (?:of|is (?:reported|described|presented))\b",
        ),
    ),
    (
        Design.NARRATIVE_REVIEW,
        _words(
            "review overview summari discuss",
            r"\b(?:this|present|our|the) (?:\w+ )?(?:review|overview)\b",
            r"\bwe (?:\w+ )?(?:review|summari[sz]e|discuss)\b[^.]*\b(?:recent|current|evidence|literature|knowledge)",
        ),
    ),
)
_ANIMALS = frozenset(
    """mice mouse rat rats murine rabbit rabbits guinea hamster hamsters piglet piglets pig pigs porcine swine bovine
    cattle cow cows calves ewe ewes sheep ovine lamb lambs goat goats dog dogs canine cat cats feline horse horses
    equine mare mares chick chicks chicken chickens hen hens broiler broilers quail quails zebrafish fish drosophila
    elegans monkey monkeys macaque macaques baboon baboons frog frogs xenopus""".split()
)
_PEOPLE = frozenset(
    """patient patients woman women man men child children infant infants newborn newborns neonate neonates adult adults
    participant participants volunteer volunteers couples mothers people person persons adolescents boy boys girl girls
    subjects human humans clinical""".split()
)
_CELLS = _words(
    "vitro cell", r"\bin[- ]vitro\b", r"\bcell lines?\b", r"\bcultured (?:\w+ )?cells\b", r"\bcell cultures?\b"
)


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
    text = _MISLEADING.removed_from(_text(f"{citation.title}\n{citation.abstract_text()}"))
    words = {word.strip(".,:;()[]'\"") for word in text.lowered.replace("-", " ").replace("/", " ").split()}
    if words & _PEOPLE:
        return Proposal(Design.UNKNOWN)
    if animals := sorted(words & _ANIMALS):
        return Proposal(Design.ANIMAL, (f"the word {animals[0]!r}, and no word for people",))
    if cells := _CELLS.search(text):
        return Proposal(Design.IN_VITRO, (f"the word {cells.group()!r}, and no word for people",))
    return Proposal(Design.UNKNOWN)


def _by_words(citation: Citation) -> Proposal:
    by_title = _by_words_in("title", citation.title, _IN_TITLE)
    if by_title.design not in (Design.UNKNOWN, Design.PROSPECTIVE_COHORT):
        return by_title
    by_abstract = _by_words_in("abstract", citation.abstract_text(), _IN_ABSTRACT)
    if by_title.design is Design.UNKNOWN:
        return by_abstract
    # "A prospective study" in a title is often a trial, which the abstract then says.
    return by_abstract if by_abstract.design is Design.RANDOMISED_TRIAL else by_title


def _by_words_in(place: str, said: str, rules: tuple[tuple[Design, _Words], ...]) -> Proposal:
    leading = _MISLEADING.removed_from(_text(said))
    denied = _NOT_RANDOMISED.search(leading)
    text = _NOT_RANDOMISED.removed_from(leading)
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
