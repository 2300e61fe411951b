"""The pages of the entry, drawn: a step, the check, the receipt."""

import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import addresses
from planhub.database import db
from planhub.edge import tell
from planhub.edge.naming import name_file
from planhub.edge.wording import language
from planhub.needs import attaching, submitting
from planhub.needs.asking import Reading, read
from planhub.needs.drafts import hour_and_minute, replaced_of, steps_of, typed_of
from planhub.needs.plots import shape_words
from planhub.needs.questions import BY_NAME, FIELDS, LATER, ROWS, STEPS, Field, names_of
from planhub.needs.typed import mark, text_of
from planhub.needs.whereabouts import centre_of, example_of
from planhub.proposals.need import Attachment, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import last_review
from planhub.proposals.season import season_of
from planhub.proposals.value_lists import LISTS, SIDE_EXAMPLES, UNITS, word
from planhub.reports.need_slip import need_slip
from planhub.thai.dates import thai_date
from planhub.web.entry.place import doubts, stamp
from planhub.web.records import place_name, told
from planhub.wording import N_, Sentence
from planhub.workflow.stages import Action


def step_page(proposal: Proposal, need: Need, number: int, errors: Mapping[str, Sentence]) -> str:
    """One of the five steps, every field as it was typed."""
    session = db.session()
    typed = typed_of(session, proposal, need)
    reading = read(typed, fiscal_year=proposal.fiscal_year, day=clock.today())
    return render_template(
        f"entry/step{number}.html",
        proposal=proposal,
        number=number,
        title=STEPS[number],
        typed=typed,
        drawn=mark(typed, names_of(number)),
        page=secrets.token_hex(8),
        saved_at=need.typed_at,
        saved=hour_and_minute(need.typed_at) if need.typed else "",
        errors=told(dict(errors)),
        address=place_name(proposal.area_code),
        doubts=doubts(proposal, reading) if number == 3 else [],
        told=stamp(reading.values["place"]),
        track=reading.values["line"],
        track_words=shape_words,
        returned=_return_reason(proposal),
        back_to=request.args.get("back_to") or request.form.get("back_to"),
        centre=_centre(proposal) if number == 3 else None,
        example=example_of(session, proposal.area_code) if number == 3 else None,
        files=_files_of(proposal) if number == 5 else {},
        FIELD=BY_NAME,
        LISTS=LISTS,
        SIDE_EXAMPLES=SIDE_EXAMPLES,
        UNITS=UNITS,
        ROWS=ROWS,
        tiles=current_app.config["SETTINGS"].tiles_url,
    )


def check_page(proposal: Proposal, need: Need, notice: str | None = None) -> str:
    """Everything once more; errors and warnings lead to where they are mended."""
    session = db.session()
    typed = typed_of(session, proposal, need)
    reading = read(typed, fiscal_year=proposal.fiscal_year, day=clock.today())
    return render_template(
        "entry/check.html",
        proposal=proposal,
        reading=reading,
        errors=told(reading.errors),
        warnings=told(reading.warnings),
        outside=doubts(proposal, reading)[bool(reading.warnings.get("lat")) :],
        steps=steps_of(typed, reading),
        rows=_rows(typed, reading),
        seen=submitting.stamp(typed),
        notice_words=notice,
        replaced=replaced_of(typed),
        helped=replaced_of(typed, helped=True),
        address=place_name(proposal.area_code),
        season=season_of(session, proposal.province_code, day=clock.today()),
        files=_files_of(proposal),
        returned=_return_reason(proposal),
        FIELD=BY_NAME,
        word=word,
    )


def done_page(proposal: Proposal, need: Need) -> str:
    """After it was sent."""
    return render_template(
        "entry/done.html",
        proposal=proposal,
        need=need,
        address=place_name(proposal.area_code),
        link=public_address(proposal),
    )


def receipt(proposal: Proposal, need: Need) -> Response:
    """The slip as a PDF."""
    place = addresses(db.session(), [proposal.area_code]).get(proposal.area_code)
    pdf = need_slip(
        number=proposal.number or "",
        title=need.title,
        address=place.long if place else proposal.area_code,
        fiscal_year=proposal.fiscal_year,
        amount=proposal.amount,
        submitted_at=proposal.submitted_at,
        link=public_address(proposal),
    )
    response = make_response(pdf)
    response.headers["Content-Type"] = "application/pdf"
    return name_file(response, f"{proposal.number}.pdf", shown=True)


def public_address(proposal: Proposal) -> str:
    """Where anybody finds the need: what the QR code holds."""
    base = current_app.config["SETTINGS"].public_url or request.url_root
    return f"{base.rstrip('/')}{url_for('public.need', number=proposal.number)}"


def _rows(typed: Mapping[str, Any], reading: Reading) -> dict[int, list[tuple[str, str]]]:
    """Step to (label, what was typed) of what was filled in; money is shown apart."""
    rows: dict[int, list[tuple[str, str]]] = {number: [] for number in STEPS if number != LATER}
    for asked in FIELDS:
        text = text_of(typed, asked.name).strip()
        if asked.step == LATER or asked.kind in ("money", "place") or asked.name == "accuracy_m" or not text:
            continue
        if asked.name == "shape" and reading.values["line"] is None:
            continue
        if asked.name == "point_source" and reading.values["place"] is None:
            continue
        rows[asked.step].append((tell(asked.label), _as_read(asked, reading.values.get(asked.name), text)))
    if reading.values["title"] and not text_of(typed, "title").strip():
        rows[2].append((tell(BY_NAME["title"].label), reading.values["title"]))
    return rows


def _as_read(asked: Field, value: Any, typed: str) -> str:
    """How we understood it, so that a slip is seen; what was typed, where it could not be read."""
    if value is None:
        return typed
    if asked.kind == "track":
        return tell(shape_words(value))
    if asked.kind == "choice":
        return tell(word(asked.name, value))
    if asked.kind == "date":
        return thai_date(value, locale=language())
    if asked.kind in ("count", "number", "metres"):
        metres = f" {tell(N_('เมตร'))}" if asked.kind == "metres" else ""
        return f"{Decimal(value).normalize():,f}{metres}"
    return str(value)


def _centre(proposal: Proposal) -> tuple[float, float] | None:
    return centre_of(db.session(), proposal.area_code)


def _files_of(proposal: Proposal) -> dict[str, Any]:
    """Files by kind, those taken off under "off", and the limits as told before the upload."""
    rows = attaching.all_of(db.session(), proposal.id)
    files: dict[str, Any] = {kind: [] for kind in attaching.LIMITS}
    off: list[Attachment] = []
    for row in rows:
        (off if row.removed_at else files[row.kind]).append(row)
    return files | {
        "off": off,
        "limits": attaching.LIMITS,
        "say": {kind: tell(attaching.limits_words(kind)) for kind in attaching.LIMITS},
    }


def _return_reason(proposal: Proposal) -> str | None:
    """Why it came back, where it did."""
    if not proposal.returned:
        return None
    last = last_review(db.session(), proposal.id)
    return last.reason if last is not None and last.action == Action.RETURN else None
