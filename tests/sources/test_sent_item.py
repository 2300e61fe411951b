"""What a sender gets wrong is told, and no more of it than can be of use."""

from planhub.sources.sent_item import MOST_FAULTS, SentItem, read


def test_names_that_a_sender_makes_up_do_not_make_the_answer_longer_than_the_question() -> None:
    given = read(1, {"external_id": "P-1", **{f"x{n}": 1 for n in range(10_000)}})
    assert len(given.prepared.faults) == MOST_FAULTS >= len(SentItem.model_fields)
    assert given.prepared.key == "P-1"


def test_choices_are_told_without_a_word_of_english_between_them() -> None:
    sent = {"external_id": "P-1", "title": "ถนน", "fiscal_year": 2571, "stage": "done", "area_code": "32"}
    (fault,) = read(1, sent).prepared.faults
    assert str(fault.sentence).endswith("rejected, withdrawn")
    assert " or " not in str(fault.sentence)
