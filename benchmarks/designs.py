"""How well words alone tell a study's design: ``python -m benchmarks.designs``.

Real records whose publication types say what they are; the types and headings are hidden, and the proposal
made from title and abstract is compared with them. NLM's types are the truth here, with their faults: a
record without the type may still be such a study, so precision is a lower bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from benchmarks.real_data import nlm_files
from evidence.citations.design import Design, propose_design
from evidence.citations.model import Citation
from evidence.pubmed.files import read_files

SHOWN = (
    Design.RANDOMISED_TRIAL,
    Design.SYSTEMATIC_REVIEW,
    Design.META_ANALYSIS,
    Design.GUIDELINE,
    Design.CASE_REPORT,
    Design.NARRATIVE_REVIEW,
    Design.ANIMAL,
    Design.RETROSPECTIVE_COHORT,
    Design.PROSPECTIVE_COHORT,
)


def cases() -> Iterator[tuple[Citation, Design, Design]]:
    """Each indexed record with an abstract, the design of its types and headings, and that of its words."""
    for _, record in read_files(nlm_files()):
        if isinstance(record, Citation) and record.mesh and record.abstract:
            hidden = msgspec.structs.replace(record, publication_types=(), mesh=(), links=())
            yield (
                record,
                propose_design(msgspec.structs.replace(record, title="", abstract=())).design,
                propose_design(hidden).design,
            )


def main() -> None:
    """Prints precision and recall of each design."""
    truth: Counter[Design] = Counter()
    proposed: Counter[Design] = Counter()
    right: Counter[Design] = Counter()
    for _, by_types, by_words in cases():
        truth[by_types] += 1
        proposed[by_words] += 1
        right[by_types] += by_types == by_words
    print(f"{truth.total()} indexed records with an abstract")
    print(f"{'design':24}{'by type':>9}{'by words':>9}{'both':>7}{'precision':>11}{'recall':>9}")
    for design in SHOWN:
        precision = right[design] / proposed[design] if proposed[design] else float("nan")
        recall = right[design] / truth[design] if truth[design] else float("nan")
        print(f"{design:24}{truth[design]:9}{proposed[design]:9}{right[design]:7}{precision:11.2f}{recall:9.2f}")


if __name__ == "__main__":
    main()
