"""An item's fields, files and log as rows for the page macros, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from planhub import clock
from planhub.committees.asked import CLASS_WORD, ENVELOPE_WORD, VERDICT_WORD
from planhub.committees.dossier import Dossier, LogRow
from planhub.committees.envelopes import Envelope
from planhub.committees.ranks import SHOWN, Open
from planhub.database import db
from planhub.edge import tell
from planhub.edge.rules import acting_hat
from planhub.edge.wording import language
from planhub.needs.questions import BY_NAME, LATER_NAMES
from planhub.proposals.need import Attachment, Need
from planhub.proposals.standing import offices_of
from planhub.proposals.value_lists import LISTS, word
from planhub.thai.dates import thai_date
from planhub.thai.money import baht, baht_short, number
from planhub.web.committees.details import may_write

PLAIN = (
    "problem", "request", "objective", "expected_result", "target_group", "rationale",
)  # fmt: skip
CHOSEN = ("work_kind", "area_scope", "land_status", "land_permission")
SIZES = ("width_m", "length_m", "thickness_m", "depth_m", "volume_m3")


def facts(item: Dossier) -> list[tuple[str, str]]:
    """What was answered, question by question; questions without an answer are left out."""
    need = item.need
    rows = [(_label(name), getattr(need, name)) for name in PLAIN]
    rows += [(_label(name), tell(word(name, getattr(need, name)))) for name in CHOSEN]
    if need.is_continuing is not None:
        rows.append(
            (_label("is_continuing"), tell(word("is_continuing", "yes" if need.is_continuing else "no")))
        )
    rows += [
        (_label("quantity"), f"{_count(need.quantity)} {tell(need.unit or '')}" if need.quantity else None)
    ]
    rows += [(_("ขนาด"), size_words(need))]
    rows += [
        (_label(name), number(getattr(need, name)) if getattr(need, name) else None)
        for name in ("people", "households")
    ]
    rows += [
        (_label("hearing_on"), thai_date(need.hearing_on, locale=language()) if need.hearing_on else None)
    ]
    rows += [(_label("attendees"), number(need.attendees) if need.attendees else None)]
    rows += [(_label(name), getattr(need, name)) for name in ("proposer_title", "proposer_phone")]
    rows += [(_("ส่วนราชการที่รับผิดชอบ"), tell(item.agency or ""))]
    for name in LATER_NAMES:
        value = need.later.get(name)
        if value and name != "rationale":
            rows.append((_label(name), tell(word(name, value)) if name in LISTS else _later(name, value)))
    return [(label, str(value)) for label, value in rows if value not in (None, "")]


def _later(name: str, value: Any) -> str:
    return f"{baht(Decimal(value))} {_('บาท')}" if BY_NAME[name].kind == "baht" else str(value)


def _label(name: str) -> str:
    return tell(BY_NAME[name].label)


def _count(quantity: Decimal) -> str:
    return f"{quantity:,f}".rstrip("0").rstrip(".") if quantity % 1 else f"{quantity:,.0f}"


def size_words(need: Need) -> str:
    """Width, length, thickness, depth and volume as typed, in one line; "" for none."""
    units = {"volume_m3": _("ลบ.ม.")}
    parts = [
        f"{_label(name)} {_count(Decimal(str(need.size[name])))} {units.get(name, _('เมตร'))}"
        for name in SIZES
        if need.size.get(name)
    ]
    return " ".join(parts)


def events(log: Sequence[LogRow]) -> list[dict[str, Any]]:
    """The log for the story macro, each with who signed and in what capacity."""
    return [
        {
            "words": tell(row.event.words),
            "at": row.event.at,
            "by": " · ".join(filter(None, (row.name, row.capacity))),
            "meeting": row.event.meeting,
            "reason": row.event.reason,
            "group": row.event.group,
        }
        for row in log
    ]


def strip(item: Dossier, with_us: bool) -> dict[str, Any]:
    """The four answers for the strip macro; `with_us` where the reader's own office must act."""
    standing = item.standing
    group = "with_us" if with_us and standing.group == "waiting" else standing.group
    return {
        "group": group,
        "word": tell(standing.word),
        "where": tell(standing.where),
        "holder": tell(standing.holder),
        "since": standing.since,
        "days": standing.days,
        "next": tell(standing.next),
    }


def photo_rows(files: Sequence[Attachment]) -> list[dict[str, Any]]:
    """Photos for the gallery macro."""
    return [
        {
            "url": file_url(file),
            "thumb": file_url(file, small=True),
            "alt": file.caption or _("รูปถ่ายที่แนบมา %(n)s", n=n),
            "caption": file.caption,
            "width": file.width,
            "height": file.height,
        }
        for n, file in enumerate(files, start=1)
    ]


def file_url(file: Attachment, *, small: bool = False) -> str:
    """Address of an attached file."""
    return url_for("files.small" if small else "files.whole", attachment_id=file.id)


def public_url(item: Dossier) -> str | None:
    """The page of the item that anybody may see."""
    return url_for("public.need", number=item.proposal.number) if item.proposal.number else None


def edit_url(item: Dossier) -> str | None:
    """The page on which later hands fill in the technical fields; None for a hat that may not."""
    if not may_write(acting_hat(), item.proposal):
        return None
    return url_for("details.form", proposal_id=item.proposal.id)


def waited(since: datetime) -> int:
    """Days by the calendar, as everywhere else an item says how long it has waited."""
    return max(0, (clock.today() - clock.local_day(since)).days)


def free_ranks(places: Open | None) -> str:
    """Which ranks are free, and what becomes of an item that holds the one that is typed."""
    if places is None:
        return ""
    free = ""
    if places.free and places.whole:
        free = _("เลขว่าง: %(free)s", free=spans(places.free))
    elif places.free:
        free = _("เลขว่างใน %(n)s ลำดับแรก: %(free)s", n=SHOWN, free=spans(places.free))
    last = _("ต่อท้าย: %(n)s", n=places.next)
    moves = _("ถ้าเลขที่พิมพ์มีเรื่องอื่นอยู่ เรื่องนั้นเลื่อนไปหนึ่งลำดับ")
    gone = _("เลขของเรื่องที่ส่งต่อไปแล้วใช้ไม่ได้")
    return " · ".join(filter(None, (free, last, moves, gone)))


def typed_lines(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a decision that was not kept said, but for its reason, for the facts macro."""

    def said(name: str, words: Mapping[str, str] | None = None) -> str:
        text = str(typed.get(name) or "").strip()[:500]
        return tell(words[text]) if words and text in words else text

    agency = said("agency_code")
    rows = [
        (_("จำแนกโครงการ"), said("classification", CLASS_WORD)),
        (_("ส่วนราชการที่รับผิดชอบ"), _agency(agency) if agency else ""),
        (_("เลขที่ของเรื่องที่จะรวมเข้าด้วย"), said("target_typed") or said("target")),
        (_("ความเห็นทางเทคนิค"), said("verdict", VERDICT_WORD)),
        (_("ราคาที่ประมาณไว้"), said("estimated_cost")),
        (_("การขออนุญาตใช้พื้นที่หรือกฎหมายที่เกี่ยวข้อง"), said("permission_note")),
        (_("แผนของปีงบประมาณ พ.ศ."), said("plan_year")),
        (_("วงเงิน"), said("envelope", ENVELOPE_WORD)),
        (_("ลำดับที่"), said("rank")),
        (_("มติการประชุม"), said("meeting")),
    ]
    return [(label, words) for label, words in rows if words]


def _agency(code: str) -> str:
    """An agency's name; a code that can be none of theirs as it was typed."""
    known = code.startswith("A-") and code.isprintable() and len(code) <= 40
    return tell(offices_of(db.session(), [code]).name(code)) if known else code


def envelope_lines(
    years: Sequence[Envelope], amount: Decimal, chosen: int | str
) -> list[tuple[int, str, bool]]:
    """How each year's envelope stands, and what is left once so much more is planned within it.

    Each line: the year, the words, whether it would be too much. Years without a plan are left out.
    """
    return [(one.year, *_envelope(one, amount)) for one in years if one.known or str(one.year) == str(chosen)]


def _envelope(one: Envelope, amount: Decimal) -> tuple[str, bool]:
    def short(sum_: Decimal) -> str:
        return baht_short(sum_, language())

    left = one.left(amount)
    words = [_("ยังไม่ได้กำหนดกรอบวงเงิน") if one.limit is None else _("กรอบ %(baht)s", baht=short(one.limit))]
    words.append(_("ภายในกรอบแล้ว %(baht)s", baht=short(one.within)))
    if left is not None and left >= 0:
        words.append(_("ถ้าบรรจุภายในกรอบอีก %(more)s จะเหลือ %(left)s", more=short(amount), left=short(left)))
    elif left is not None:
        words.append(
            _("ถ้าบรรจุภายในกรอบอีก %(more)s จะเกินกรอบไป %(over)s", more=short(amount), over=short(-left))
        )
    if one.over:
        words.append(_("เกินกรอบแล้ว %(baht)s", baht=short(one.over)))
    return " · ".join(words), left is not None and left < 0


def spans(numbers: list[int]) -> str:
    """Numbers as people list them: 1–4, 6."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1][1:] = [n]
        else:
            runs.append([n])
    return ", ".join("–".join(map(str, run)) for run in runs)
