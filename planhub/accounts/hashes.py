"""Hashes of PINs and passwords: Argon2id, checked in the same time whether or not the account exists."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""19 MiB, two passes, one lane: OWASP's parameters for Argon2id; some 20 ms on a small server."""
AT_ONCE = min(os.cpu_count() or 1, 4)
"""Hashes made side by side when slips of a whole district are printed: 300 are 7 s of one processor."""


def hashed(secret: str) -> str:
    """The hash that is stored."""
    return HASHER.hash(secret)


def hashed_all(secrets: Sequence[str]) -> list[str]:
    """Hashes in the same order; hashing lets other threads run, so several go on at once."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(hashed, secrets))


def matches(stored: str | None, secret: str) -> bool:
    """Whether the secret is the stored one; without a stored one the same work is done for nothing."""
    try:
        good = HASHER.verify(stored or _nobodys(), secret)
    except (VerificationError, InvalidHashError):
        return False
    return good and stored is not None


def outdated(stored: str) -> bool:
    """Whether the parameters have changed since it was hashed."""
    return HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return HASHER.hash("no account has this secret")
