"""What the rows of a run come to: rows and baht by province and year; how many lack place, sum or meaning."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from planhub.sources.recording import ASKS_PLACE

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
_LACKING = text(
    """
    select count(*) filter (where j.outcome in ('new', 'changed') and cast(s.amount as numeric(14, 2)) = 0),
        count(*) filter (where j.outcome = 'unclear' and (j.faults @> '[{"field": "stage"}]'
            or j.faults @> '[{"field": "side"}]')),
        count(*) filter (where j.outcome = 'unclear'
            and jsonb_path_exists(coalesce(j.faults, '[]'), cast(:asks as jsonpath))),
        count(*) filter (where j.faults @> '[{"kind": "doubt"}]')
    from judged j join staged s on s.n = j.n where s.skipped is null
    """
)


def totals(session: Session) -> dict[str, Any]:
    """Of the judged rows: "totals" as [province, year, rows, baht as text] of what would be written.

    "placeless" as [rows that go to their province as a whole, rows that wait for an answer]. "sumless": rows
    whose sum is blank or 0, which count as 0 baht. "unmeant": rows held up by a word of a stage or side.
    "asking": rows whose place a person can tell. "doubtful": rows that are taken and have something odd.
    """
    rows = [list(row) for row in session.execute(_TOTALS).all()]
    sumless, unmeant, asking, doubtful = session.execute(_LACKING, {"asks": ASKS_PLACE}).one()
    return {
        "totals": rows,
        "placeless": list(session.execute(_PLACELESS).one()),
        "sumless": sumless,
        "unmeant": unmeant,
        "asking": asking,
        "doubtful": doubtful,
    }
