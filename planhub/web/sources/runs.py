"""Runs of a source: a file tried dry, what each row came to, carried out, undone, what must be mended."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, after_this_request, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.failures import told_at
from planhub.edge.naming import name_file
from planhub.edge.rules import acting_hat
from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.lists.description import FIELD_WORD, Description, Field
from planhub.lists.faulty_rows import described_headings, heading_rows, write_faulty_rows
from planhub.lists.list_file import open_list
from planhub.sources import keeping, telling
from planhub.sources.changes import changes_of
from planhub.sources.import_run import OUTCOME_WORD, ImportRun, Outcome, State
from planhub.sources.importing import import_file
from planhub.sources.keeping import Kept
from planhub.sources.source import Source
from planhub.sources.undoing import undo as undo_run
from planhub.web.sources.records import described, kept_file, own_run, provinces
from planhub.wording import N_, Sentence, say
from planhub.workflow.authority import Permission
from planhub.workflow.stages import STAGE_WORD

Answer = str | Response | tuple[str, int]
ROWS = 50
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
"""Of a file that is imported here: 14 s on two cores."""
TABS = tuple(outcome for outcome in Outcome if outcome not in (Outcome.CONFLICT, Outcome.WITHDRAWN))
MENDED = (Outcome.WRONG, Outcome.UNCLEAR, Outcome.SKIPPED)
"""Rows of the workbook to mend; headings of groups are among the skipped."""

_TOO_LONG = N_(
    "แฟ้ม %(file)s มีเกิน %(most)s แถว นานเกินกว่าจะทำบนหน้าเว็บ แบ่งเป็นหลายแฟ้ม"
    " หรือให้ผู้ดูแลระบบใช้คำสั่ง planhub sources import"
)

pages = Blueprint("runs", __name__, url_prefix="/<source_code>")


@pages.get("/runs/<int:run_id>")
@requires(Permission.SOURCES_MANAGE)
def show(source_code: str, run_id: int) -> Answer:
    """What a run came to, or would: counts, and the rows of one outcome after another."""
    return _page(*own_run(source_code, run_id))


@pages.post("/runs/<int:run_id>/apply")
@requires(Permission.SOURCES_MANAGE)
def apply(source_code: str, run_id: int) -> Answer:
    """Carry out what was tried: the very same file, in one transaction."""
    source, run = own_run(source_code, run_id)
    kept = kept_file(source, run.sha256)
    ran = import_file(
        db.session(), source, kept.path, name=kept.name, at=clock.now(), by=acting_hat().account_id
    )
    if ran.run.sha256 != run.sha256:
        raise IllegalMove(N_("แฟ้มที่เก็บไว้ไม่ใช่แฟ้มที่ลองไว้ ส่งแฟ้มแล้วลองใหม่"))
    _drop_when_done(kept)
    flash(_("นำเข้าแล้ว") if ran.changed else _("แฟ้มนี้ไม่มีอะไรเปลี่ยนจากที่นำเข้าไว้"), "success")
    return redirect(url_for(".show", source_code=source_code, run_id=ran.run.id), 303)


@pages.get("/runs/<int:run_id>/undo")
@requires(Permission.SOURCES_MANAGE)
def ask_undo(source_code: str, run_id: int) -> Answer:
    """Ask whether a run is to be taken back; of one that cannot be, its page."""
    source, run = own_run(source_code, run_id)
    if run.state != State.APPLIED.value:
        return redirect(url_for(".show", source_code=source_code, run_id=run_id), 303)
    return render_template("sources/undo.html", source=source, run=run, **_figures(run))


@pages.post("/runs/<int:run_id>/undo")
@requires(Permission.SOURCES_MANAGE)
def undo(source_code: str, run_id: int) -> Answer:
    """Take a run back."""
    own_run(source_code, run_id)
    with told_at(url_for(".show", source_code=source_code, run_id=run_id)):
        done = undo_run(db.session(), run_id, by=acting_hat().account_id, at=clock.now())
    said = _(
        "ยกเลิกการนำเข้าแล้ว เอาออก %(gone)s เรื่อง คืนค่าเดิม %(back)s เรื่อง",
        gone=f"{done.removed:,}",
        back=f"{done.restored:,}",
    )
    if done.left:
        said += " " + _("อีก %(n)s เรื่องถูกแก้ไขหลังจากนั้น จึงคงไว้ตามเดิม", n=f"{done.left:,}")
    flash(said, "success")
    return redirect(url_for(".show", source_code=source_code, run_id=run_id), 303)


@pages.get("/runs/<int:run_id>/to-mend.xlsx")
@requires(Permission.SOURCES_MANAGE)
def to_mend(source_code: str, run_id: int) -> Answer:
    """The rows that must be mended as a workbook, which is sent back as it is once it is mended."""
    source, run = own_run(source_code, run_id)
    kept, out = _lies_ready(source, run), BytesIO()
    description = described(source, kept)
    if description is None:
        raise NotFound(N_("แหล่งข้อมูลนี้ส่งผ่าน API จึงไม่มีแฟ้มให้แก้"))
    rows = telling.rows_of(db.session(), run, outcomes=MENDED)
    write_faulty_rows(out, rows, description, headings=_headings(run, kept, description), tell=tell)
    out.seek(0)
    plain, full = f"{source.code}-{run.id}-to-mend.xlsx", f"{source.code}-{run.id}-{_('แถวที่ต้องแก้')}.xlsx"
    return name_file(send_file(out, mimetype=SHEET), plain, full=full)


def tried(source: Source, kept: Kept) -> Response:
    """Try the file dry and show what would happen; a file that its description does not fit is described."""
    code = source.code
    try:
        _require_short(source, kept)
        ran = import_file(
            db.session(),
            source,
            kept.path,
            name=kept.name,
            at=clock.now(),
            by=acting_hat().account_id,
            dry=True,
        )
    except Invalid as wrong:
        db.session.rollback()
        if "file" in wrong.fields:
            flash(tell(wrong.fields["file"]), "error")
            return redirect(url_for("sources.show", source_code=code), 303)
        return redirect(url_for("sources.lists.describe", source_code=code, sha256=kept.sha256), 303)
    return redirect(url_for("sources.runs.show", source_code=code, run_id=ran.run.id), 303)


def _require_short(source: Source, kept: Kept) -> None:
    """Invalid for a list that is too long to be imported while a browser waits."""
    opened = open_list(kept.path, name=kept.name, description=described(source))
    if next(islice(opened.rows(), MOST_ROWS, None), None) is not None:
        raise Invalid({"file": say(_TOO_LONG, file=kept.name, most=f"{MOST_ROWS:,}")})


def _page(source: Source, run: ImportRun) -> str:
    doubtful = int(run.counts.get("doubtful", 0))
    odd = bool(doubtful) and "odd" in request.args
    tab = Outcome.NEW if odd else _tab(run)
    wanted = TABS if odd else (tab,)
    rows = list(
        telling.rows_of(db.session(), run, outcomes=wanted, doubtful=odd, after=_after(), limit=ROWS + 1)
    )
    items = telling.items_of(db.session(), source.code, {row.key for row in rows[:ROWS] if row.key})
    shown = {row.key: row.becomes or items.get(row.key) for row in rows[:ROWS]}
    kept = _lies_ready(source, run)
    return render_template(
        "sources/run.html",
        source=source,
        run=run,
        tab=tab,
        tabs=TABS,
        doubtful=doubtful,
        odd=odd,
        rows=rows[:ROWS],
        older=_next({"odd": 1} if odd else {"outcome": tab}, rows[ROWS - 1]) if len(rows) > ROWS else None,
        items=items,
        shown=shown,
        places=full_names(db.session(), {item.area_code for item in shown.values() if item}),
        totals=[(code, year, n, Decimal(baht)) for code, year, n, baht in run.counts.get("totals", ())],
        placeless=run.counts.get("placeless", (0, 0)),
        sumless=run.counts.get("sumless", 0),
        unmeant=run.counts.get("unmeant", 0),
        asking=run.counts.get("asking", run.counts.get(Outcome.UNCLEAR.value, 0)),
        waits=telling.waits(db.session(), run),
        provinces=dict(provinces()),
        stage_word=STAGE_WORD,
        changes=changes_of(db.session(), [row.changes for row in rows[:ROWS]]),
        titles=_titles(source, kept, rows[:ROWS]),
        kept=kept,
        word=OUTCOME_WORD,
        is_dry=run.state == State.DRY.value,
        repeated=_repeated(source, kept),
        **_figures(run),
    )


def _repeated(source: Source, kept: Kept | None) -> list[Sentence]:
    """Columns of which somebody said that blank cells repeat the one above."""
    description = described(source, kept)
    return [say(FIELD_WORD[field]) for field in description.carry_down] if description else []


def _figures(run: ImportRun) -> dict[str, object]:
    counts = {outcome: int(run.counts.get(outcome.value, 0)) for outcome in Outcome}
    return {
        "counts": counts,
        "writes": counts[Outcome.NEW] + counts[Outcome.CHANGED] + counts[Outcome.WITHDRAWN],
        "faulty": counts[Outcome.WRONG] + counts[Outcome.UNCLEAR],
    }


def _tab(run: ImportRun) -> Outcome:
    """The outcome asked for, else the first that a person must look at."""
    asked = request.args.get("outcome", "")
    if asked in {tab.value for tab in TABS}:
        return Outcome(asked)
    likely = (Outcome.WRONG, Outcome.UNCLEAR, *TABS)
    return next((outcome for outcome in likely if run.counts.get(outcome.value)), Outcome.NEW)


def _after() -> tuple[int, str]:
    row, _dot, key = request.args.get("after", "").partition(".")
    behind = int(row) if row.isascii() and row.isdecimal() and len(row) < 16 else -1
    return behind, key[:200].replace("\x00", "")


def _next(asked: Mapping[str, Any], last: telling.Told) -> str:
    return "?" + urlencode({**asked, "after": f"{last.row}.{last.key}"}) + "#rows"


def _lies_ready(source: Source, run: ImportRun) -> Kept | None:
    try:
        return kept_file(source, run.sha256)
    except NotFound:
        return None


def _titles(source: Source, kept: Kept | None, rows: list[telling.Told]) -> dict[int, str]:
    """The titles of rows as the office wrote them: out of their cells, or of the file while it lies ready."""
    description = described(source, kept)
    if description is None:
        return {}
    column = description.columns.get(Field.TITLE)
    at = column.index if column else 0
    found = {row.row: row.cells[at] for row in rows if at < len(row.cells)}
    rest = {row.row for row in rows if not row.cells}
    if kept is not None and rest:
        try:
            opened = open_list(kept.path, name=kept.name, description=description)
            found |= telling.titles_in(opened, description, rest)
        except Invalid:  # described anew since for another sheet
            pass
    return found


def _headings(run: ImportRun, kept: Kept | None, description: Description) -> tuple[tuple[str, ...], ...]:
    if kept is not None:
        try:
            opened = open_list(kept.path, name=kept.name, description=description)
            return heading_rows(opened, description)
        except Invalid:
            pass
    return telling.heading_rows(db.session(), run) or described_headings(description)


def _drop_when_done(kept: Kept) -> None:
    """The file goes once its rows are committed, and not before."""

    @after_this_request
    def _drop(response: Response) -> Response:
        if response.status_code < 400:
            keeping.drop(kept)
        return response
