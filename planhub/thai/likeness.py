"""How alike folded texts are, by the groups of three letters that they share. Pure."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_END: Final = ord("\n")


def likenesses(mine: str, others: str) -> NDArray[np.float64]:
    """How alike one text is to each line of others: 0 (nothing shared) to 1, the same.

    What both have among what either has, of groups of three letters, beginning and end of a text marked as
    pg_trgm marks a word's. A group that only the other has counts as often as it stands there.
    """
    groups, line, lines = _groups(others)
    own = np.unique(_groups(mine)[0]) if mine else np.empty(0, np.int64)
    if not own.size:
        return np.zeros(lines)
    at = np.minimum(np.searchsorted(own, groups), own.size - 1)
    hit = own[at] == groups
    held = np.zeros((lines, own.size), np.bool_)
    held[line[hit], at[hit]] = True
    shared = np.count_nonzero(held, axis=1)
    theirs = np.bincount(line[~hit], minlength=lines)
    return np.asarray(shared / (own.size + theirs), np.float64)


def _groups(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Groups of three letters of all lines as numbers, the line of each, and how many lines there are."""
    letters = np.frombuffer(f"  {text} ".replace("\n", " \n  ").encode("utf-32-le"), np.uint32).astype(
        np.int64
    )
    ends = letters == _END
    whole = ~(ends[:-2] | ends[1:-1] | ends[2:])
    groups = (letters[:-2] << 42) | (letters[1:-1] << 21) | letters[2:]
    line = np.cumsum(ends)
    return groups[whole], line[:-2][whole], int(line[-1]) + 1
