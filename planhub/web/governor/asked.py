"""What the address of the governor's page asks for, who may ask it, and the addresses that lead on."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import select

from planhub import clock
from planhub.areas.area import Area
from planhub.config import Settings
from planhub.database import db
from planhub.edge.rules import acting_hat, demand
from planhub.errors import NotFound
from planhub.oversight.narrowed import Narrowed, read_narrowed
from planhub.oversight.trouble import Limits
from planhub.thai.folding import visible
from planhub.web.works.due import due_rules
from planhub.wording import N_, say
from planhub.workflow.authority import Permission
from planhub.workflow.due import last_closed
from planhub.workflow.roles import Hat, Level

_NO_PROVINCE = N_("ไม่พบจังหวัด %(code)s พิมพ์รหัสจังหวัด 2 หลัก เช่น 32")
SHOWS = ("items", "baht", "late")
"""What the colours of the map may show."""


@dataclass(frozen=True)
class Asked:
    """One page: province, filters, limits; and the way to others."""

    province: Area
    narrowed: Narrowed
    limits: Limits
    hat: Hat
    show: str

    @property
    def forced(self) -> bool:
        """The hat sees one district alone."""
        return self.hat.level is Level.DISTRICT

    def state(self, **changes: Any) -> dict[str, Any]:
        """All that must stand in an address, with some of it changed."""
        narrowed = self.narrowed.but(**{key: value for key, value in changes.items() if key != "show"})
        show = changes.get("show", self.show)
        kept = {
            "province": self.province.code if self.hat.level is Level.NATION else "",
            "year": str(narrowed.year or ""),
            "district": "" if self.forced else narrowed.district,
            "subdistrict": narrowed.subdistrict,
            "side": narrowed.side,
            "source": narrowed.source,
            "agency": narrowed.agency,
            "group": narrowed.group,
            "show": show if show != SHOWS[0] else "",
        }
        return {key: value for key, value in kept.items() if value}

    def to(self, page: str = "governor.index", **changes: Any) -> str:
        """Address of a page under the same filters, with some of them changed."""
        return url_for(page, **self.state(**changes))


def asked() -> Asked | None:
    """What the address asks for; None where a hat of the whole country named no province.

    Raises NotFound, NotAllowed, or Invalid with the parameter that makes no sense.
    """
    hat = acting_hat()
    code = visible(request.args.get("province", "")) or hat.area_code[:2]
    if not code:
        return None
    plain = code.isascii() and code.isdecimal() and len(code) == 2
    if plain and code != hat.area_code[:2]:
        demand(Permission.GOVERN_READ, code)
    province = db.session().get(Area, code) if plain else None
    if province is None or not province.in_76:
        raise NotFound(say(_NO_PROVINCE, code=code[:20]))
    district = hat.area_code if hat.level is Level.DISTRICT else ""
    settings: Settings = current_app.config["SETTINGS"]
    day = clock.today()
    show = request.args.get("show", "")
    return Asked(
        province=province,
        narrowed=read_narrowed(request.args, province=code, district=district),
        limits=Limits(day, last_closed(day, due_rules()), settings.contract_within_days),
        hat=hat,
        show=show if show in SHOWS else SHOWS[0],
    )


def asked_of_province() -> Asked:
    """The same where nothing can be shown without a province: raises NotFound when none is named."""
    page = asked()
    if page is None:
        raise NotFound(N_("เลือกจังหวัดก่อน ใส่รหัสจังหวัด 2 หลักในที่อยู่ เช่น ?province=32"))
    return page


def provinces() -> list[Area]:
    """The 76, in Thai order."""
    query = select(Area).where(Area.kind == "province", Area.in_76, Area.valid_to.is_(None))
    return list(db.session().scalars(query.order_by(Area.name_th)))
