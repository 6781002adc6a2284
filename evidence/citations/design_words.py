"""The words of titles and abstracts by which designs are known: the lexicon of ``evidence.citations.design``.

The words follow the sensitive filters of the Cochrane Handbook (technical supplement to chapter 4, box 3) and
what failed on real records (``python -m benchmarks.designs``). Within a table, the first rule that finds
something holds, so the more telling words stand first.
"""

from __future__ import annotations

import re

import msgspec

from evidence.citations.model import Design


class Text(msgspec.Struct, frozen=True):
    """What a paper says, as printed and in lower case."""

    printed: str
    lowered: str


def text_of(printed: str) -> Text:
    """A text ready to be searched."""
    return Text(printed, printed.lower())


class Words(msgspec.Struct, frozen=True):
    """Words to look for, and stems of which a text that holds any of them holds at least one.

    Looking for a stem costs a hundredth of trying the patterns, and most texts hold none.
    """

    stems: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, text: Text) -> re.Match[str] | None:
        """The first of the words in a text."""
        return self.pattern.search(text.printed) if self._may_be_in(text) else None

    def removed_from(self, text: Text) -> Text:
        """The text without any of the words."""
        return text_of(self.pattern.sub(" ", text.printed)) if self._may_be_in(text) else text

    def _may_be_in(self, text: Text) -> bool:
        lowered = text.lowered
        for stem in self.stems:  # a loop, as it ends at the first and makes no generator: this is done 30 times a paper
            if stem in lowered:
                return True
        return False


def _words(stems: str, *patterns: str) -> Words:
    return Words(tuple(stems.split()), re.compile("|".join(patterns), re.IGNORECASE))


MISLEADING = _words(
    "mendelian vitro randomi systematic",
    r"\bmendelian randomi[sz]ation",
    r"\bin[- ]vitro[- ](?:fertili[sz]ation|fertili[sz]ed|maturation|fecundation)",
    r"\brandomi[sz]ed[- ](?:controlled |clinical )*(?:trials?|studies)[^.]{0,60}\b(?:need|requir|warrant|lack)",
    r"\b(?:need|needed|future|further|awaits?|lack of|absence of)\b[^.]{0,60}\brandomi[sz]ed[^.]{0,40}",
    r"\bsystematic review(?:s)?[^.]{0,40}\b(?:needed|required|warranted|lacking)",
)
NOT_RANDOMISED = _words(
    "randomi quasi single",
    r"\b(?:non|un|quasi)[- ]?randomi[sz](?:ed|ation)",
    r"\b(?:not|never|without|no) (?:been |being )?randomi[sz](?:ed|ation)",
    r"\bquasi[- ]experimental",
    r"\bsingle[- ]arm\b",
)
IN_TITLE: tuple[tuple[Design, Words], ...] = (
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
IN_ABSTRACT: tuple[tuple[Design, Words], ...] = (
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
ANIMALS = frozenset(
    """mice mouse rat rats murine rabbit rabbits guinea hamster hamsters piglet piglets pig pigs porcine swine bovine
    cattle cow cows calves ewe ewes sheep ovine lamb lambs goat goats dog dogs canine cat cats feline horse horses
    equine mare mares chick chicks chicken chickens hen hens broiler broilers quail quails zebrafish fish drosophila
    elegans monkey monkeys macaque macaques baboon baboons frog frogs xenopus""".split()
)
PEOPLE = frozenset(
    """patient patients woman women man men child children infant infants newborn newborns neonate neonates adult adults
    participant participants volunteer volunteers couples mothers people person persons adolescents boy boys girl girls
    subjects human humans clinical""".split()
)
CELLS = _words(
    "vitro cell", r"\bin[- ]vitro\b", r"\bcell lines?\b", r"\bcultured (?:\w+ )?cells\b", r"\bcell cultures?\b"
)
