"""Register a source: who keeps it, for which provinces it may write, how its file is read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.errors import Invalid, NotFound
from planhub.linkage.projecting import SOURCE as OWN
from planhub.lists.description import Description
from planhub.sources.import_run import ImportRow, ImportRun, State
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.source_token import SourceToken
from planhub.wording import N_, Sentence, say

RESERVED = frozenset({OWN, "new", "work"})
"""Codes that no source can have: our own, and those that stand for a page."""

_CODE_FORM = N_("รหัสแหล่งข้อมูล “%(code)s” ใช้ไม่ได้ ขึ้นต้นด้วย a–z ตามด้วย a–z ตัวเลข _ หรือ - รวม 2–40 ตัว")
_TAKEN = N_("มีแหล่งข้อมูลรหัส %(code)s อยู่แล้ว ใช้รหัสอื่น")
_NO_NAME = N_("ยังไม่ได้ตั้งชื่อแหล่งข้อมูล พิมพ์ชื่อ เช่น แผนพัฒนาจังหวัดสุรินทร์ (Excel)")
_NO_PROVINCE = N_("%(code)s ไม่ใช่รหัสของ 76 จังหวัด ใช้รหัสสองหลัก เช่น 32")
_ONE = N_("แหล่งข้อมูลของจังหวัด %(owner)s เขียนได้เฉพาะจังหวัดของตน")
_UNKNOWN = N_("ไม่พบแหล่งข้อมูลรหัส %(code)s ตรวจรหัสกับรายการแหล่งข้อมูล")


def find_source(session: Session, code: str) -> Source:
    """The source of a code, or NotFound."""
    source = session.get(Source, code)
    if source is None:
        raise unknown(code)
    return source


def unknown(code: str) -> NotFound:
    """To be raised: there is no source of that code, or none for this person."""
    return NotFound(say(_UNKNOWN, code=code[:40]))


@dataclass(frozen=True)
class Listed:
    """A source as a list of sources shows it."""

    source: Source
    items: int
    """That stand."""
    last_run: datetime | None
    waiting: int
    """Rows on the work list."""
    last_sent: datetime | None = None
    """When a program last wrote by a key."""

    @property
    def last(self) -> datetime | None:
        """When anything last came, by file or by key."""
        return max(filter(None, (self.last_run, self.last_sent)), default=None)


def how_many(session: Session, *, owner: str | None = None) -> int:
    """How many sources there are, or how many a province keeps."""
    query = select(func.count()).select_from(Source)
    return session.scalar(query.where(Source.owner_province == owner) if owner else query) or 0


def listed(
    session: Session,
    *,
    owner: str | None = None,
    typed: str = "",
    after: str = "",
    limit: int | None = None,
) -> list[Listed]:
    """Sources by their codes, from behind `after`; with `owner` only those that this province keeps.

    `typed` is a part of the name or of the code.
    """
    query = select(Source).where(Source.code > after).order_by(Source.code).limit(limit)
    if owner:
        query = query.where(Source.owner_province == owner)
    if typed:
        query = query.where(
            Source.name.icontains(typed, autoescape=True) | Source.code.icontains(typed, autoescape=True)
        )
    sources = session.scalars(query).all()
    codes = [source.code for source in sources]
    items = dict(
        session.execute(
            select(SourceItem.source_code, func.count())
            .where(SourceItem.digest.is_not(None), SourceItem.source_code.in_(codes))
            .group_by(SourceItem.source_code)
        ).all()
    )
    last = dict(
        session.execute(
            select(ImportRun.source_code, func.max(ImportRun.started_at))
            .where(ImportRun.state == State.APPLIED.value, ImportRun.source_code.in_(codes))
            .group_by(ImportRun.source_code)
        ).all()
    )
    waits = dict(
        session.execute(
            select(ImportRun.source_code, func.count())
            .join(ImportRow, ImportRow.run_id == ImportRun.id)
            .where(ImportRow.waiting, ImportRun.source_code.in_(codes))
            .group_by(ImportRun.source_code)
        ).all()
    )
    sent = dict(
        session.execute(
            select(SourceToken.source_code, func.max(SourceToken.last_used_at))
            .where(SourceToken.source_code.in_(codes))
            .group_by(SourceToken.source_code)
        ).all()
    )
    return [
        Listed(each, items.get(code, 0), last.get(code), waits.get(code, 0), sent.get(code))
        for code, each in zip(codes, sources, strict=True)
    ]


def register(
    session: Session,
    *,
    code: str,
    name: str,
    at: datetime,
    owner_province: str | None = None,
    scope: Collection[str] = (),
    description: Description | None = None,
    withdraws_missing: bool = False,
    by: int | None = None,
) -> Source:
    """A new source. With no scope it writes its own province, or, being the nation's, all 76."""
    code, name = code.strip().lower(), name.strip()
    provinces = set(
        session.scalars(select(Area.code).where(Area.kind == "province", Area.in_76, Area.valid_to.is_(None)))
    )
    faults: dict[str, Sentence] = {}
    if not _is_word(code):
        faults["code"] = say(_CODE_FORM, code=code[:40])
    elif session.get(Source, code) is not None:
        faults["code"] = say(_TAKEN, code=code)
    if not name:
        faults["name"] = say(_NO_NAME)
    if owner_province is not None and owner_province not in provinces:
        faults["owner_province"] = say(_NO_PROVINCE, code=owner_province[:20])
    unknown = sorted(set(scope) - provinces)
    if unknown:
        faults["scope"] = say(_NO_PROVINCE, code=unknown[0][:20])
    elif owner_province and scope and set(scope) != {owner_province}:
        faults["scope"] = say(_ONE, owner=owner_province)
    if faults:
        raise Invalid(faults)
    source = Source(
        code=code,
        name=name,
        owner_province=owner_province,
        scope=[owner_province] if owner_province else sorted(scope or provinces),
        description=description.to_json() if description else None,
        withdraws_missing=withdraws_missing,
        created_at=at,
        created_by=by,
    )
    session.add(source)
    session.flush()
    return source


def change(source: Source, *, name: str, withdraws_missing: bool, is_open: bool) -> None:
    """Another name, whether each file is the whole list, whether anything is still taken from it."""
    if not name.strip():
        raise Invalid({"name": say(_NO_NAME)})
    source.name, source.withdraws_missing, source.is_open = name.strip(), withdraws_missing, is_open


def free_code(session: Session, province: str | None) -> str:
    """A code to propose for the next source of a province, or of the nation."""
    stem = f"list{province or ''}"
    taken = set(session.scalars(select(Source.code).where(Source.code.startswith(stem))))
    return next(code for n in count(1) if (code := stem if n == 1 else f"{stem}-{n}") not in taken)


def describe(source: Source, description: Description) -> None:
    """From now on the source's files are read in this way."""
    source.description = description.to_json()


def _is_word(code: str) -> bool:
    return (
        2 <= len(code) <= 40
        and code.isascii()
        and code[0].isalpha()
        and all(c.isalnum() or c in "_-" for c in code)
        and code not in RESERVED
    )
