"""What was typed wrong of a signed contract: the form that mends it, and all that was mended."""

from collections.abc import Mapping
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub.database import db
from planhub.edge import requires, tell
from planhub.errors import Conflict, IllegalMove, Invalid, PlanHubError
from planhub.procurement.correctable import contract_of, locks, recorded, slips_of
from planhub.procurement.correcting import correct, plain
from planhub.procurement.procuring import BUYING, standing_contract
from planhub.procurement.slip_typed import read_slip
from planhub.web.records import id_in, told
from planhub.web.works.buying import limits
from planhub.web.works.page import WorkPage, recorder, the_work
from planhub.web.works.slip_words import mended, shown
from planhub.workflow.authority import Permission
from planhub.workflow.fines import RATES
from planhub.workflow.slips import SLIPS
from planhub.workflow.stages import STAGE_GROUP, STAGE_WORD, Stage
from planhub.works.beginning import NOT_BEGUN
from planhub.works.work import Contract, Work

Answer = str | Response | tuple[str, int]

pages = Blueprint("work_slips", __name__, url_prefix="/works/<int:proposal_id>/slips")


@pages.get("")
@requires(Permission.WORK_READ)
def show(proposal_id: int) -> Answer:
    """The form of one contract, for who may mend it, and what was mended of all."""
    return _page(the_work(proposal_id))


@pages.post("")
@requires(Permission.SLIP_WRITE)
def mend(proposal_id: int) -> Answer:
    """Mend what was typed wrong; what was typed now comes back with its sentences."""
    page = the_work(proposal_id, Permission.SLIP_WRITE)
    try:
        slips = correct(
            db.session(),
            proposal_id=proposal_id,
            contract_id=id_in(request.form.get("contract", "")) or 0,
            slip=read_slip(request.form),
            version=id_in(request.form.get("version", "")),
            by=recorder(page),
            limits=limits(),
        )
    except (Invalid, Conflict, IllegalMove) as error:
        db.session.rollback()
        return _page(the_work(proposal_id), request.form, error), 422 if isinstance(error, Invalid) else 409
    flash(_("แก้คำที่พิมพ์ผิดแล้ว %(n)s ช่อง ค่าเดิมเก็บไว้ให้ดูได้", n=len(slips)), "success")
    return redirect(url_for("work_buying.show", proposal_id=proposal_id, _anchor="slips"), 303)


def _page(page: WorkPage, typed: Mapping[str, str] | None = None, error: PlanHubError | None = None) -> str:
    session, contract = db.session(), _contract(page)
    writes = contract is not None and page.work is not None and page.mends
    locked = locks(session, contract=contract, facts=page.facts, hat=page.hat) if contract and writes else {}
    errors = told(error.fields, list(SLIPS)) if isinstance(error, Invalid) else {}
    return render_template(
        "work_slips/show.html",
        page=page,
        contract=contract,
        writes=writes,
        now=_values(contract, page.work) if contract and page.work else {},
        open_fields=[name for name in SLIPS if name not in locked],
        locked=[
            (", ".join(tell(SLIPS[name]) for name in names), tell(sentence))
            for sentence, names in groupby(
                (name for name in SLIPS if name in locked), key=lambda name: locked[name]
            )
        ],
        typed=typed,
        errors=errors,
        problem=tell(error.sentence) if error and not errors else "",
        version=page.work.version if page.work else NOT_BEGUN,
        mended=mended(slips_of(session, page.proposal.id)),
        may_ask=Stage(page.proposal.stage) in BUYING and contract is not None and contract.ended_on is None,
        WORD=SLIPS,
        RATES=RATES,
        STAGE_WORD=STAGE_WORD,
        STAGE_GROUP=STAGE_GROUP,
    )


def _contract(page: WorkPage) -> Contract | None:
    """The one asked for, else the one in force."""
    asked = id_in(request.values.get("contract", ""))
    if asked is not None:
        return contract_of(db.session(), page.proposal.id, asked)
    return standing_contract(db.session(), page.proposal.id)


def _values(contract: Contract, work: Work) -> dict[str, str]:
    """What stands, as it would be typed."""
    stands = recorded(contract, work)
    told_so = {name: plain(getattr(stands, name)) for name in SLIPS}
    kind = told_so.pop("fine_kind")
    return {name: shown(name, value) for name, value in told_so.items()} | {"fine_kind": kind}
