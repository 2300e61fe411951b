"""The page of one source, drawn by whichever view has something to say on it."""

from typing import Any

from flask import current_app, render_template, request
from sqlalchemy import func, select

from planhub.accounts.account import Account
from planhub.database import db
from planhub.errors import Invalid
from planhub.sources import settlements, work_list
from planhub.sources.import_run import ImportRun, State
from planhub.sources.source import Source
from planhub.sources.source_token import SourceToken
from planhub.web.sources.records import ACCEPT, described, provinces, told

RUNS = 20


def page_of(source: Source, wrong: Invalid | None = None) -> str:
    """The page of a source, with what was wrong about what was sent."""
    session = db.session()
    mine = ImportRun.source_code == source.code
    newest = select(func.max(ImportRun.id)).where(mine).scalar_subquery()
    query = select(ImportRun).where(mine, (ImportRun.state != State.DRY.value) | (ImportRun.id == newest))
    query = query.order_by(ImportRun.id.desc())
    if before := request.args.get("before", 0, type=int):
        query = query.where(ImportRun.id < min(before, 2**63 - 1))
    runs = session.scalars(query.limit(RUNS + 1)).all()
    people = {run.by for run in runs if run.by is not None}
    names = session.execute(select(Account.id, Account.name).where(Account.id.in_(people)))
    return render_template(
        "sources/show.html",
        source=source,
        runs=runs[:RUNS],
        older=runs[RUNS - 1].id if len(runs) > RUNS else None,
        people=dict(names.all()),
        names=dict(provinces()),
        has_description=described(source) is not None,
        waiting=work_list.how_many(session, source_code=source.code),
        answers=settlements.how_many(session, source.code),
        tokens=session.scalar(select(func.count()).where(SourceToken.source_code == source.code)),
        errors=told(wrong.fields if wrong else None),
        **upload_words(),
    )


def upload_words() -> dict[str, Any]:
    """What a form that takes a file says before it is sent."""
    return {"accept": ACCEPT, "limit_mb": current_app.config["SETTINGS"].upload_limit_mb}
