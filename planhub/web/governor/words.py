"""What the governor's pages say: numbers, tables, chips and the trend, ready for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from planhub.accounts.holding import Agency
from planhub.areas.addresses import addresses
from planhub.database import db
from planhub.edge import tell
from planhub.edge.wording import language
from planhub.maps import wording
from planhub.oversight.bars import chart
from planhub.oversight.governed import Governed
from planhub.oversight.narrowed import GROUP_WORD, NONE, SHOWN, Group
from planhub.oversight.sums import Line
from planhub.oversight.trend import MOVE_WORD
from planhub.oversight.trouble import TROUBLE_WORD, Found, Limits, Trouble
from planhub.proposals.value_lists import BUDGET_SOURCES, SIDES
from planhub.web.governor.asked import SHOWS, Asked
from planhub.web.governor.map_words import SHOW_WORD, children, coloured
from planhub.wording import N_, Name
from planhub.workflow.authority import Permission, may
from planhub.workflow.due import period_words

STAGE_MARK = {Group.DONE: "done", Group.DOING: "in_works", Group.MONEY: "in_plan"}
"""The colours of the groups are those of the stages."""
MILLION = 1_000_000
_UNKNOWN = {
    "district": N_("ไม่ระบุอำเภอ"),
    "subdistrict": N_("ไม่ระบุตำบล"),
    "side": N_("ไม่ระบุด้าน"),
    "source": N_("ยังไม่ระบุแหล่งเงิน"),
    "agency": N_("ยังไม่มีหน่วยงานในระบบ"),
}
_HEAD = {
    "district": N_("อำเภอ"),
    "subdistrict": N_("ตำบล"),
    "side": N_("ด้าน"),
    "source": N_("แหล่งเงิน"),
    "agency": N_("หน่วยงาน"),
}


@dataclass(frozen=True)
class Names:
    """Words for the codes of one page."""

    by_filter: dict[str, dict[str, str]]
    title: str
    """The province, or the place that is chosen."""

    def of(self, filter_: str, code: str) -> str:
        """The words of a filter's value."""
        if code in ("", NONE):
            return tell(_UNKNOWN[filter_])
        return self.by_filter.get(filter_, {}).get(code, code)


def names(page: Asked, found: Governed | None, within: Sequence[str] = ()) -> Names:
    """Names of all areas and agencies on the page, by two queries; `within` are the areas of its map.

    Without its numbers those of the filters alone.
    """
    narrowed = page.narrowed
    places = {narrowed.area, narrowed.district, narrowed.subdistrict, *within}
    places |= {line.code for line in found.areas} if found else set()
    areas = addresses(db.session(), places - {"", NONE})
    named = {code: tell(one.own) for code, one in areas.items()}
    here = areas.get(narrowed.area)
    wanted = ({line.code for line in found.agencies} if found else set()) | {narrowed.agency}
    known = wanted - {"", NONE}
    rows = db.session().scalars(select(Agency).where(Agency.code.in_(known))) if known else ()
    return Names(
        {
            "district": named,
            "subdistrict": named,
            "side": {key: tell(word) for key, word in SIDES.items()},
            "source": {key: tell(word) for key, word in BUDGET_SOURCES.items()},
            "agency": {row.code: tell(row.name) for row in rows},
        },
        tell(here.name if here else Name(page.province.name_th, page.province.name_en or "")),
    )


def figures(page: Asked, found: Governed) -> list[dict[str, Any]]:
    """The three numbers with their baht."""
    return [_figure(page, found, group) for group in SHOWN]


def _figure(page: Asked, found: Governed, group: Group) -> dict[str, Any]:
    sums = found.whole.of(group)
    baht, unit = wording.figure(sums.amount, language())
    paid = wording.figure(sums.disbursed, language())
    given = wording.figure(sums.allocated, language())
    return {
        "group": STAGE_MARK[group],
        "label": tell(GROUP_WORD[group]),
        "items": sums.items,
        "baht": baht,
        "unit": unit,
        "given": " ".join(given) if sums.with_money else "",
        "paid": " ".join(paid) if sums.with_money else "",
        "url": page.to(group="" if page.narrowed.group == group else group.value),
        "chosen": page.narrowed.group == group,
    }


def tables(page: Asked, found: Governed, named: Names) -> list[dict[str, Any]]:
    """The four tables; a click on a line narrows all."""
    area = "subdistrict" if page.narrowed.by_subdistrict else "district"
    parts = (
        (area, found.areas),
        ("side", found.sides),
        ("source", found.sources),
        ("agency", found.agencies),
    )
    return [
        {
            "filter": filter_,
            "head": tell(_HEAD[filter_]),
            "rows": [_row(page, filter_, line, named) for line in lines],
        }
        for filter_, lines in parts
    ]


def _row(page: Asked, filter_: str, line: Line, named: Names) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": named.of(filter_, line.code),
        "url": page.to(**{filter_: line.code or NONE}),
        "groups": [line.of(group).items for group in SHOWN],
        "sums": line.all,
    }


def chips(page: Asked, named: Names) -> list[dict[str, Any]]:
    """The filters in force, each with the address without it."""
    narrowed = page.narrowed
    found = []
    if narrowed.year:
        found.append((_("ปีงบประมาณ %(year)s", year=narrowed.year), page.to(year=None)))
    if narrowed.group:
        found.append((tell(GROUP_WORD[Group(narrowed.group)]), page.to(group="")))
    for filter_ in _HEAD:
        value = getattr(narrowed, filter_)
        if value and not (filter_ == "district" and page.forced):
            found.append((named.of(filter_, value), page.to(**{filter_: ""})))
    return [{"label": label, "url": url, "remove": True} for label, url in found]


def millions(baht: Decimal) -> str:
    """Millions for narrow columns, without decimals from a thousand on: 605.67 and 12,438."""
    return f"{baht / MILLION:,.0f}" if baht >= 1000 * MILLION else wording.millions(baht)


def troubles(page: Asked, found: Governed) -> list[dict[str, Any]]:
    """How many items are in each trouble, with the way to the list."""
    return [
        {
            "trouble": trouble.value,
            "label": tell(TROUBLE_WORD[trouble]),
            "why": why(trouble, page.limits),
            "n": found.whole.all.troubled(trouble),
            "url": url_for("governor.troubles", trouble=trouble.value, **page.state()),
        }
        for trouble in Trouble
    ]


def why(trouble: Trouble, limits: Limits) -> str:
    """What puts an item on the list."""
    period = tell(period_words(limits.closed))
    words: dict[Trouble, str] = {
        Trouble.LATE: _("วันครบกำหนดผ่านไปแล้วแต่งานยังไม่แล้วเสร็จ"),
        Trouble.STALE: _("ไม่มีรายงานความก้าวหน้าของ%(period)s ซึ่งพ้นกำหนดส่งแล้ว", period=period),
        Trouble.OVER: _("ผูกพันและเบิกจ่ายเกินเงินจัดสรร หรือจัดสรรเกินวงเงินในแผน"),
        Trouble.NO_CONTRACT: _("ได้รับเงินเกิน %(n)s วันแล้วยังไม่ทำสัญญา", n=limits.contract_days),
    }
    return words[trouble]


def shown(page: Asked, found: Governed) -> dict[str, Any]:
    """All that the page and the wall say."""
    within = children(page.narrowed)
    named = names(page, found, within)
    return {
        "page": page,
        "found": found,
        "title": named.title,
        "figures": figures(page, found),
        "tables": tables(page, found, named),
        "chips": chips(page, named),
        "troubles": troubles(page, found),
        "map": coloured(page, found, named.of, within),
        "shows": [
            {"url": page.to(show=show), "label": tell(SHOW_WORD[show]), "current": show == page.show}
            for show in SHOWS
        ],
        "chart": chart(found.quarters),
        "moves": [(move, tell(word)) for move, word in MOVE_WORD.items()],
        "group_words": [tell(GROUP_WORD[group]) for group in SHOWN],
        "considered": found.whole.of(Group.CONSIDERED),
        "millions": millions,
        "changed": found.versions.changed_at,
    }


def item_url(page: Asked, row: Found) -> str:
    """The work's page for who may open it, else its public page; "" of one that has none here."""
    if row.proposal_id is not None and may(page.hat, Permission.WORK_READ):
        return url_for("works.show", proposal_id=row.proposal_id)
    return url_for("public.need", number=row.number) if row.number else ""
