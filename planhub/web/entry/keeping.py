"""What one request brings of a draft is kept, field by field, as it was typed."""

from collections.abc import Collection, Mapping

from flask import g, request

from planhub import clock
from planhub.database import db
from planhub.needs import drafting
from planhub.needs.questions import BY_NAME
from planhub.needs.typed import Kept
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, Sentence, say


def given() -> dict[str, str]:
    """The fields of this request, from a form or from JSON; anything but text is no answer."""
    if "given" not in g:
        body = request.get_json(silent=True) if request.is_json else request.form
        pairs = body.items() if isinstance(body, Mapping) else ()
        g.given = {name: text for name, text in pairs if isinstance(name, str) and isinstance(text, str)}
    found: dict[str, str] = g.given
    return found


def keep_given(proposal: Proposal, names: Collection[str]) -> tuple[Need, Kept]:
    """Keep these fields, right or wrong; what another page had typed there is told."""
    sent = given()
    return drafting.keep_typed(
        db.session(),
        proposal_id=proposal.id,
        given={name: text for name, text in sent.items() if name in names},
        drawn=sent.get("version", ""),
        page=sent.get("page", ""),
        at=clock.now(),
    )


def fill_in(proposal_id: int, name: str, text: str) -> None:
    """Write into a field what was asked for with a button."""
    drafting.help_with(db.session(), proposal_id=proposal_id, name=name, text=text, at=clock.now())


def replaced_words(kept: Kept) -> Sentence:
    """What is said where another page had typed something else."""
    name, text = next(iter(kept.replaced.items()))
    return say(
        N_("ช่อง “%(label)s” ถูกพิมพ์จากอีกหน้าหนึ่งไว้ว่า “%(typed)s” ข้อความนั้นเก็บไว้ให้ดูที่หน้าตรวจก่อนส่ง"),
        label=BY_NAME[name].label,
        typed=text if len(text) <= 120 else text[:119] + "…",
    )
