"""What everybody should be able to read: personal data, credits, how to use it."""

from flask import Blueprint, render_template
from flask_babel import gettext as _

from planhub.edge import public, tell
from planhub.web.committees.item_keys import KEYS
from planhub.workflow.stages import ACTION_WORD

pages = Blueprint("about", __name__)


@pages.get("/privacy")
@public
def privacy() -> str:
    """What is kept about persons, why, and what is never shown."""
    return render_template("about/privacy.html")


@pages.get("/credits")
@public
def credits_() -> str:
    """Where data and libraries come from."""
    return render_template("about/credits.html")


@pages.get("/help")
@public
def help_() -> str:
    """What each role does, and where; the keys of the inbox as they are."""
    return render_template("about/help.html", keys=_keys())


def _keys() -> list[tuple[list[str], str]]:
    moving = [
        (["j", "↓"], _("ลงหนึ่งเรื่อง")),
        (["k", "↑"], _("ขึ้นหนึ่งเรื่อง")),
        (["o", "Enter"], _("เปิดดู")),
        (["x"], _("เลือกเรื่องนี้ เลือกแล้วปุ่มข้างล่างทำกับทุกเรื่องที่เลือก")),
        (["/"], _("ไปช่องค้นหา")),
        (["?"], _("ดูปุ่มลัดทั้งหมด")),
    ]
    acting: dict[str, list[str]] = {}
    for action, key in KEYS.items():
        acting.setdefault(key, []).append(tell(ACTION_WORD[action]))
    return moving + [([key], " · ".join(words)) for key, words in acting.items()]
