"""The words by which an office names stages and sides, in all rows of its list, and what they mean. Pure."""

from collections import Counter
from dataclasses import dataclass, replace

from planhub.lists import column_evidence
from planhub.lists.description import Description, Field
from planhub.lists.guessing import LOOKED_AT, is_item
from planhub.lists.list_file import List
from planhub.lists.meant_words import side_meant, stage_meant
from planhub.thai.folding import visible

SHOWN_WORDS = 60


@dataclass(frozen=True)
class Word:
    """A word of the office, what it was told to mean ("" for nothing), and how many rows have it."""

    word: str
    meaning: str
    times: int


def words_of(opened: List, description: Description, field: Field) -> list[Word]:
    """The words of the column of stages or sides, the most frequent first, and those told before."""
    told = description.stage_words if field is Field.STAGE else description.side_words
    found = found_words(opened, description, field)
    for word in told:
        found.setdefault(visible(word), 0)
    most = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN_WORDS]
    return [Word(word, str(told.get(word, "")), times) for word, times in most]


def with_all_words(opened: List, description: Description) -> Description:
    """With likely meanings for words below the rows that a guess reads, too."""
    stages = {word: stage_meant(word) for word in found_words(opened, description, Field.STAGE)}
    sides = {word: side_meant(word) or "" for word in found_words(opened, description, Field.SIDE)}
    return replace(
        description,
        stage_words={word: stage for word, stage in stages.items() if stage} | dict(description.stage_words),
        side_words=sides | dict(description.side_words),
    )


def found_words(opened: List, description: Description, field: Field) -> Counter[str]:
    """The words of the column of stages or sides, with how many rows have each; at most so many words."""
    column = description.columns.get(field)
    if column is None:
        return Counter()
    last = description.header_rows[-1] if description.header_rows else 0
    # far down only what tells an item with little work: a list may have 100,000 rows
    data = (
        row.cells
        for n, row in enumerate(opened.rows())
        if row.number > last and (is_item(row.cells) if n < LOOKED_AT else len(row.cells) > column.index)
    )
    found = Counter(column_evidence.words(data, column.index))
    return found if len(found) <= SHOWN_WORDS else Counter(dict(found.most_common(SHOWN_WORDS)))
