import pytest

from station.papers.bilingual import Bilingual, labels

CODES = {
    "paper.slip.meaning": (
        "negative", "presumptive_positive", "needs_corroboration", "invalid", "refused", "aborted", "voided"
    ),
    "paper.role": ("officer", "assistant", "registrar", "tester"),
    "paper.post": ("checkpoint", "counter"),
    "paper.specimen": ("urine", "saliva"),
    "paper.followup": ("licence", "forced_test", "drug_squad_lead"),
    "paper.measure": ("cancellation", "revocation", "none"),
    "paper.stamp": ("training", "simulated"),
}  # fmt: skip


@pytest.mark.parametrize(("section", "codes"), CODES.items())
def test_each_code_of_the_domain_has_a_word_on_paper(section: str, codes: tuple[str, ...]) -> None:
    assert set(labels(section)) == set(codes)


def test_cancellation_and_revocation_are_two_words() -> None:
    assert Bilingual.of("paper.measure.cancellation") == Bilingual("注销", "Cancellation")
    assert Bilingual.of("paper.measure.revocation") == Bilingual("吊销", "Revocation")


def test_words_with_a_gap_are_filled_in_both_languages() -> None:
    words = Bilingual.of("paper.log_position", log="{x}", size=3)
    assert words == Bilingual("日志 {x} 前 3 条", "log {x}, first 3 entries")
