from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.article.assertion import assess
from evidence.article.model import Assertion, Relation, Sureness


def of_clause(text: str, words: str) -> Assertion:
    """The assertion of the clause that holds these words."""
    start = text.index(words)
    return assess(text, (start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "sureness"),
    [
        ("NK cells attack the embryo.", Sureness.FLAT),
        ("Research has proven that intralipid works.", Sureness.FLAT),
        ("Stress raises NK cells.", Sureness.FLAT),
        ("Stress can raise NK cells.", Sureness.PROBABLE),
        ("Raised NK cells are likely to disturb implantation.", Sureness.PROBABLE),
        ("NK cells often rise.", Sureness.PROBABLE),
        ("Women who take steroids are more likely to have a baby.", Sureness.FLAT),
        ("Stress may raise NK cells.", Sureness.POSSIBLE),
        ("Stress might possibly raise NK cells.", Sureness.POSSIBLE),
        ("Studies suggest that stress raises NK cells.", Sureness.POSSIBLE),
        ("Early research links stress to NK cells.", Sureness.POSSIBLE),
        ("In some women, stress raises NK cells.", Sureness.POSSIBLE),
        ("NK cells are thought to attack the embryo.", Sureness.POSSIBLE),
        ("It can sometimes raise NK cells.", Sureness.POSSIBLE),
        ("It is uncertain whether stress raises NK cells.", Sureness.UNCERTAIN),
        ("There is no good evidence that stress raises NK cells.", Sureness.UNCERTAIN),
        ("It has not been shown that stress raises NK cells.", Sureness.UNCERTAIN),
        ("Whether stress raises NK cells is still unclear.", Sureness.UNCERTAIN),
        ("Nobody knows if stress raises NK cells.", Sureness.UNCERTAIN),
        ("Experts disagree about whether NK cells matter.", Sureness.UNCERTAIN),
        ("No study has shown that stress raises NK cells.", Sureness.UNCERTAIN),
    ],
)
def test_the_weakest_hedge_says_how_sure_a_sentence_sounds(text: str, sureness: Sureness) -> None:
    assert assess(text).sureness is sureness


@pytest.mark.parametrize(
    ("text", "words", "sureness"),
    [
        ("Stress may raise NK cells, but NK cells attack the embryo.", "NK cells attack the embryo", Sureness.FLAT),
        ("IVIG suppresses NK cells and may raise the birth rate.", "IVIG suppresses NK cells", Sureness.FLAT),
        ("Stress may raise NK cells, but NK cells attack the embryo.", "Stress may raise NK cells", Sureness.POSSIBLE),
        ("Although stress may be harmless, NK cells attack embryos.", "NK cells attack embryos", Sureness.FLAT),
        ("NK cells attack embryos; diet might help.", "NK cells attack embryos", Sureness.FLAT),
        ("Diet helps — stress might not matter.", "Diet helps", Sureness.FLAT),
    ],
)
def test_a_hedge_in_another_clause_softens_nothing(text: str, words: str, sureness: Sureness) -> None:
    assert of_clause(text, words).sureness is sureness


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Raised NK cells cause miscarriage.", Relation.CAUSAL),
        ("NK cells attack the embryo.", Relation.CAUSAL),
        ("Intralipid improves live birth.", Relation.CAUSAL),
        ("Steroids are effective against NK cells.", Relation.CAUSAL),
        ("Infections lead to raised NK cells.", Relation.CAUSAL),
        ("Intralipid has no effect on live birth.", Relation.CAUSAL),
        ("Raised NK cells may cause miscarriage.", Relation.CONDITIONAL),
        ("Vitamin D might help regulate immunity.", Relation.CONDITIONAL),
        ("NK cells are linked to miscarriage.", Relation.ASSOCIATION),
        ("Raised NK cells may be associated with miscarriage.", Relation.ASSOCIATION),
        ("Women with raised NK cells are more likely to miscarry.", Relation.ASSOCIATION),
        ("NK counts were higher in women with losses than in others.", Relation.ASSOCIATION),
        ("NK cells are white blood cells.", Relation.NONE),
        ("Talk to your doctor before you take steroids.", Relation.NONE),
        ("More studies of intralipid are needed.", Relation.NONE),
    ],
)
def test_the_relation_is_read_from_the_words_that_tie_things_together(text: str, relation: Relation) -> None:
    assert assess(text).relation is relation


@pytest.mark.parametrize(
    ("verb", "noun"),
    [
        ("Exercise increased lean mass.", "The increased lean mass was noted."),
        ("Steroids reduce inflammation.", "They had reduced inflammation."),
        ("The drug changes outcomes.", "The changes were few."),
        ("This has been shown to improve outcomes.", "We met to improve outcomes."),
    ],
)
def test_nouns_and_participles_are_no_causal_verbs(verb: str, noun: str) -> None:
    assert assess(verb).relation is Relation.CAUSAL
    assert assess(noun).relation is not Relation.CAUSAL


@pytest.mark.parametrize(
    "text",
    [
        "Stress does not raise NK cells.",
        "Intralipid doesn't improve live birth.",
        "Not everyone with raised NK cells is infertile.",
        "NK cells have nothing to do with miscarriage.",
        "Raised NK cells are not linked to miscarriage.",
        "Steroids failed to calm NK cells.",
        "It is a myth that NK cells attack the embryo.",
        "NK cells cannot attack the embryo.",
        "Doctors once thought that NK cells attack the embryo, but this is wrong.",
        "The evidence that we have does not suggest vaccines can cause infertility.",
        "A supplement that contains zinc does not often raise the sperm count.",
        "There are many women who do not benefit from metformin.",
        "Most women who try acupuncture are among those who do not benefit from it.",
        "Stress can't be ruled out as a cause, but coffee does not lower fertility.",
        "No treatment is without side effects, and acupuncture does not raise live births.",
        "It turns out that acupuncture does not help couples who may want a baby.",
        "The trial confirmed that coffee does not cause miscarriage in women who can conceive.",
        "We know that stress does not stop women who would like a child from getting pregnant.",
        "Researchers report that smoking does not shorten the time that couples often wait.",
        "Studies confirm that ibuprofen does not raise the risk that miscarriage will happen.",
        "A review of 20 trials demonstrated that acupuncture does not increase the number of women who could conceive.",
        "One trial proved that steroids do not raise the number of pregnancies that will last.",
        "Remember that NK cells are not killers that can harm a baby.",
        "There is agreement that stress is not a cause women should worry about.",
        "It emerged that intralipid did not help women who often miscarry.",
        "The treatments that clinics sell do not raise the chance that you will have a baby.",
        "Women whose partners smoke do not miscarry more often.",
        "Women whose NK cells are raised do not miscarry more often.",
        "Women whose NK cells rise do not miscarry more often.",
        "Intralipid doesn’t raise live birth rates.",
        "Steroids are no more effective than placebo.",
        "Steroids are no better than placebo at raising birth rates.",
        "Steroids made no measurable difference to birth rates.",
        "Stress has no lasting effect on NK cells.",
        "Steroids do little to raise birth rates.",
        "Nor does stress raise NK cells.",
        "NK cells play no part in miscarriage.",
        "There was no rise in NK cells after stress.",
        "Exercise hardly affects fertility.",
        "Trials have shown that neither IVIG nor Intralipid improves birth rates.",
        "Intralipid does nothing for the chance of a baby.",
        "None of these drugs raises the birth rate.",
        "Doctors say that stress does not raise NK cells, and may be right.",
        "Women who do not take steroids do not miscarry more often.",
        "Women who have raised NK cells do not miscarry more often.",
        "Women who take intralipid do not have more babies and may have fewer.",
        "No drug has raised the birth rate.",
        "A blood count tells you nothing about why pregnancies end.",
        "IVIG is unlikely to raise the birth rate.",
    ],
)
def test_denials_are_seen(text: str) -> None:
    assert assess(text).denied


@pytest.mark.parametrize(
    "text",
    [
        "Stress raises NK cells.",
        "Stress not only raises NK cells but lowers mood.",
        "It is not known whether stress raises NK cells.",
        "There is no evidence that stress raises NK cells.",
        "It does not fail to raise NK cells.",
        "If none of these drugs work, IVF can raise the chance of a baby.",
        "Couples for whom no treatment has worked may conceive with donor eggs.",
        "Men who take no part in sport often have poorer sperm.",
        "Drinking no more coffee than two cups a day lowers the risk of miscarriage.",
        "Women with neither endometriosis nor fibroids conceive sooner.",
        "If no treatment is given, high NK cells cause miscarriage.",
        "When no drug works, intralipid raises the live birth rate.",
        "When no treatment works, donor eggs raise the chance of a live birth.",
        "Couples with no treatment plans conceive as often.",
        "Patients with no drug allergies improve on prednisolone.",
        "No treatment is without risk, but IVF helps many couples.",
        "No study is needed to see that smoking harms sperm.",
        "Metformin helps women who neither smoke nor drink.",
        "None of the women in the trial who took aspirin miscarried, so aspirin prevents miscarriage.",
        "Women with PCOS are unlikely to ovulate every month.",
        "Women who cannot conceive may benefit from IVF.",
        "Couples who have never conceived may benefit from IVF.",
        "Women who won't take steroids miscarry more often.",
        "Women who were never treated miscarry more often.",
        "A virus that the immune system fails to clear can cause cancer.",
        "A thyroid that does not work may raise the risk of miscarriage.",
        "Stress cannot be ruled out as a cause of miscarriage.",
        "Women who do not have antiphospholipid-antibody-syndrome-related thrombophilia (APS) benefit.",
        "An infection that the body does not get rid of can raise NK cells.",
        "A virus that will not go away may raise NK cells.",
        "Women who do not conceive may have raised NK cells.",
        "Women who have not conceived have raised NK cells.",
        "Immunologists help people for whom usual treatment has not worked.",
    ],
)
def test_what_is_no_denial_is_not_taken_for_one(text: str) -> None:
    assert not assess(text).denied


def test_a_question_asserts_nothing() -> None:
    assert assess("Do NK cells attack the embryo?").question
    assert assess("“Do NK cells attack the embryo?”").question


@pytest.mark.parametrize(
    "text",
    [
        "Some clinics say that intralipid calms NK cells.",
        "According to one clinic, intralipid calms NK cells.",
        "It was once believed that NK cells attack the embryo.",
        "You may read that NK cells attack the embryo.",
        "Doctors once thought that NK cells attack the embryo.",
    ],
)
def test_a_claim_that_is_given_to_others_says_to_whom(text: str) -> None:
    assert assess(text).attributed


def test_a_study_that_suggests_is_a_hedge_and_nobody_else() -> None:
    assert not assess("Studies suggest that stress raises NK cells.").attributed


def test_quotation_marks_around_the_claim_are_seen() -> None:
    text = "She said: “Intralipid calms NK cells, and it worked.” Fine."
    assert of_clause(text, "Intralipid calms NK cells").quoted
    assert not of_clause("He called it a “cure” and intralipid calms NK cells", "intralipid calms NK cells").quoted


def test_the_words_that_decided_are_told() -> None:
    assert assess("Stress may raise NK cells.").words == ("may", "raise")


@given(st.text(max_size=200), st.data())
def test_no_text_is_too_odd(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start, len(text)))
    found = assess(text, (start, end))
    assert 0 <= found.clause[0] <= found.clause[1] <= len(text)


SUBJECTS = st.sampled_from(["Stress", "Intralipid", "A raised NK count"])
VERBS = st.sampled_from(
    ["raises", "can raise", "often raises", "probably raises", "might raise", "is not known to raise"]
)


@given(SUBJECTS, VERBS)
def test_a_further_hedge_never_makes_a_sentence_sound_surer(subject: str, verb: str) -> None:
    plain = assess(f"{subject} {verb} NK cells.").sureness
    assert assess(f"Perhaps {subject.lower()} {verb} NK cells.").sureness <= plain
    assert assess(f"It is uncertain whether {subject.lower()} {verb} NK cells.").sureness is Sureness.UNCERTAIN


@given(SUBJECTS, VERBS)
def test_words_of_another_sentence_part_change_nothing(subject: str, verb: str) -> None:
    clause = f"{subject} {verb} NK cells"
    alone, among = assess(clause, (0, len(clause))), of_clause(f"{clause}; perhaps tea helps.", clause)
    assert (alone.sureness, alone.relation, alone.denied) == (among.sureness, among.relation, among.denied)
