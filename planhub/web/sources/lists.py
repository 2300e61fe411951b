"""A file of a source sent and described: what each column holds, beside the first rows."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planhub.clock import FIRST_YEAR, LAST_YEAR
from planhub.edge import requires
from planhub.errors import Invalid
from planhub.lists import choosing, proposing
from planhub.lists.description import FIELD_WORD, Description, Field, Unit, letter
from planhub.lists.guessing import placeless_here
from planhub.lists.list_file import List
from planhub.lists.office_words import words_of
from planhub.proposals.value_lists import SIDES
from planhub.sources.applying import require_open
from planhub.sources.keeping import Kept
from planhub.sources.registering import describe as keep_description
from planhub.sources.source import Source
from planhub.web.sources.page import page_of
from planhub.web.sources.records import described, keep_file, kept_file, own, provinces, told
from planhub.web.sources.runs import tried
from planhub.wording import N_, Sentence, say
from planhub.workflow.authority import Permission
from planhub.workflow.stages import STAGE_WORD, Stage

Answer = str | Response | tuple[str, int]
UNIT_WORD = {Unit.BAHT: N_("บาท"), Unit.THOUSAND: N_("พันบาท"), Unit.MILLION: N_("ล้านบาท")}
ENCODING_WORD = {
    "utf-8": N_("UTF-8 (แฟ้มสมัยใหม่)"),
    "cp874": N_("ไทย Windows-874 / TIS-620"),
    "utf-16": N_("UTF-16"),
}

pages = Blueprint("lists", __name__)


@pages.post("/<source_code>/file")
@requires(Permission.SOURCES_MANAGE)
def upload(source_code: str) -> Answer:
    """The next file: tried at once when the source is described, else to be described first."""
    source = own(source_code)
    require_open(source)
    try:
        kept = keep_file(source.code, request.files.get("file"))
    except Invalid as wrong:
        return page_of(source, wrong), 422
    if described(source, kept) is None:
        return redirect(url_for(".describe", source_code=source_code, sha256=kept.sha256), 303)
    return tried(source, kept)


@pages.get("/<source_code>/describe/<sha256>")
@requires(Permission.SOURCES_MANAGE)
def describe(source_code: str, sha256: str) -> Answer:
    """The first rows of a file, and above each column what it holds, as kept or as guessed."""
    source = own(source_code)
    kept = kept_file(source, sha256)
    opened, base, lost = _opened(source, kept)
    return _page(source, kept, opened, base, lost=lost)


@pages.post("/<source_code>/describe/<sha256>")
@requires(Permission.SOURCES_MANAGE)
def save(source_code: str, sha256: str) -> Answer:
    """Keep the description and try the file; or only look at it in another way."""
    source = own(source_code)
    kept = kept_file(source, sha256)
    opened, base, _lost = _opened(source, kept)
    if request.form.get("seen_sheet", "") != (opened.sheet or ""):  # the selects were of another sheet
        return _page(source, kept, opened, proposing.proposed(opened, None)[0])
    description, faults = choosing.choose(request.form, opened=opened, base=base)
    if faults or request.form.get("do") == "look":
        looked = request.form.get("do") == "look"
        return _page(
            source, kept, opened, description, errors={} if looked else faults
        ), 200 if looked else 422
    keep_description(source, description)
    return tried(source, kept)


def _opened(source: Source, kept: Kept) -> tuple[List, Description, dict[str, Sentence]]:
    """The file with the sheet and letters asked for, the description to begin with, and what it lost."""
    known = None if request.values.get("again") else described(source)
    opened, lost = proposing.open_for(
        kept.path,
        name=kept.name,
        kept=known,
        sheet=request.values.get("sheet", ""),
        encoding=request.values.get("encoding", ""),
    )
    base, more = proposing.proposed(opened, known)
    return opened, base, lost | more


def _page(
    source: Source,
    kept: Kept,
    opened: List,
    description: Description,
    *,
    lost: dict[str, Sentence] | None = None,
    errors: dict[str, Sentence] | None = None,
) -> str:
    rows = opened.first_rows(choosing.SHOWN_ROWS)
    columns = max((len(row.cells) for row in rows), default=0)
    width = min(columns, choosing.SHOWN_COLUMNS)
    rows = rows[: choosing.ROWS_OF_WIDE] if width > choosing.WIDE else rows
    chosen = choosing.chosen(description) | _typed(bool(errors))
    return render_template(
        "sources/describe.html",
        source=source,
        kept=kept,
        opened=opened,
        description=description,
        rows=rows,
        columns=columns,
        letters=[letter(at) for at in range(width)],
        chosen=chosen,
        used=[letter(at) for at, option in sorted(chosen.items()) if option],
        options=choosing.options(description),
        stages=words_of(opened, description, Field.STAGE),
        sides=words_of(opened, description, Field.SIDE),
        placeless=placeless_here(opened, description),
        repeating=proposing.repeating(opened, description),
        FIELD_WORD=FIELD_WORD,
        lost=told(lost),
        FEW_WORDS=choosing.FEW_WORDS,
        errors=told(errors),
        **_choices(source),
    )


def _choices(source: Source) -> dict[str, Any]:
    names = dict(provinces())
    return {
        "stage_choices": [
            (stage.value, say(word)) for stage, word in STAGE_WORD.items() if stage != Stage.DRAFT
        ],
        "side_choices": [(side, say(word)) for side, word in SIDES.items()],
        "units": [(unit.value, say(word)) for unit, word in UNIT_WORD.items()],
        "encodings": [(key, say(word)) for key, word in ENCODING_WORD.items()],
        "home": names.get(source.owner_province or ""),
        "provinces": [] if source.owner_province else [(c, names.get(c, c)) for c in source.scope],
        "years": (FIRST_YEAR, LAST_YEAR),
        "again": request.values.get("again", ""),
    }


def _typed(wrong: bool) -> dict[int, str]:
    """What was chosen for the columns, where it could not be taken."""
    if not wrong:
        return {}
    names = ((name.removeprefix("col-"), value) for name, value in request.form.items() if name[:4] == "col-")
    return {int(at): value for at, value in names if at.isascii() and at.isdecimal() and len(at) < 4}
