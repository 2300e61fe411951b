"""One operator at a time for a province's link: what makes or ends it is more than one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from planhub.errors import Conflict
from planhub.federation.names import province
from planhub.wording import N_, say

LOCK = 7_257_000
"""First half of the advisory locks of links; the second is the province's code."""

_TAKEN = N_(
    "มีผู้กำลังเชื่อมหรือเลิกเชื่อมจังหวัด %(code)s อยู่ จึงยังไม่ทำซ้ำ รอให้เสร็จ แล้วดูผลด้วย planhub node status ก่อนสั่งอีกครั้ง"
)


@contextmanager
def alone(engine: Engine, code: str) -> Iterator[None]:
    """Nobody else joins or leaves the province meanwhile; Conflict, at once, when somebody does.

    The lock is a connection's own: it goes with it, however the program ends.
    """
    code = province(code)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        values = {"lock": LOCK, "code": int(code)}
        if not connection.scalar(text("select pg_try_advisory_lock(:lock, :code)"), values):
            raise Conflict(say(_TAKEN, code=code))
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:lock, :code)"), values)
