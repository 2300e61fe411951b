"""Work that takes seconds is done for a few at a time, so that threads are left for pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from planhub.errors import PlanHubError
from planhub.wording import N_

AT_ONCE = 2
"""In one process, of its four threads."""
AGAIN = 5
"""Seconds after which to ask again."""
_BUSY = N_("มีผู้ขอแฟ้มขนาดใหญ่พร้อมกันหลายราย ระบบกำลังทำให้รายก่อนหน้า รอสักครู่แล้วขอใหม่")
_turns = BoundedSemaphore(AT_ONCE)


class Busy(PlanHubError):
    """As many are at it as may be; nothing was begun."""

    def __init__(self) -> None:
        super().__init__(_BUSY)


@contextmanager
def one_of_few() -> Iterator[None]:
    """A turn, for as long as the work lasts. Raises Busy at once when there is none."""
    if not _turns.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _turns.release()
