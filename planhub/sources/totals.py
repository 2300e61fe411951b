"""What the rows of a run come to: rows and baht by province and fiscal year, and how many name no place."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_TOTALS = text(
    """
    select j.province_code, s.fiscal_year, count(*), cast(sum(cast(s.amount as numeric(14, 2))) as text)
    from judged j join staged s on s.n = j.n
    where j.outcome in ('new', 'changed') group by 1, 2 order by 1, 2
    """
)
_PLACELESS = text(
    """
    select count(*) filter (where j.outcome in ('new', 'changed')),
        count(*) filter (where j.outcome = 'unclear')
    from judged j join staged s on s.n = j.n where s.skipped is null and s.words = ''
    """
)


def totals(session: Session) -> dict[str, Any]:
    """Of the judged rows: "totals" as [province, year, rows, baht as text] of what would be written.

    "placeless" as [rows that go to their province as a whole, rows that wait for an answer].
    """
    rows = [list(row) for row in session.execute(_TOTALS).all()]
    return {"totals": rows, "placeless": list(session.execute(_PLACELESS).one())}
