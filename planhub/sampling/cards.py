"""What the show village has asked for: one card of nearly every stage, and a road asked for twice. Pure."""

from dataclasses import dataclass

from planhub.sampling.words import Kind, kinds

_ASKED = "submit classify align forward refer opine forward include"
_IN_PLAN = "submit classify align forward forward include"


@dataclass(frozen=True)
class Card:
    """A record of a named kind, told by a path, in the running round or some years ago."""

    what: str
    """Names the kind; "" is the dredging of a pond."""
    path: str
    years_ago: int = 0

    @property
    def kind(self) -> Kind:
        """The kind of that name."""
        return next(kind for kind in kinds() if kind.what == self.what)


CARDS = (
    Card("ระบบประปาหมู่บ้าน เปลี่ยนถังกรองและท่อเมน", "submit"),
    Card("ถนนคอนกรีตเสริมเหล็ก", "submit return"),
    Card("", "submit classify align forward"),
    Card("โคมไฟส่องสว่างพลังงานแสงอาทิตย์", _ASKED),
    Card("รางระบายน้ำรูปตัวยู พร้อมฝาปิด", "submit classify do_locally"),
    Card("ศาลาอเนกประสงค์ประจำหมู่บ้าน", "submit classify align forward defer"),
    Card("บ่อบาดาลเพื่อการอุปโภคบริโภค", "submit classify align forward refer"),
    Card("หอกระจายข่าวเป็นระบบไร้สาย", "submit reject"),
    Card("ผลิตภัณฑ์แปรรูปของกลุ่มแม่บ้าน", ""),
    Card("ท่อลอดเหลี่ยมคอนกรีตเสริมเหล็ก", f"{_ASKED} allocate procure start_works", 1),
    Card("กล้องวงจรปิดจุดเสี่ยง", f"{_IN_PLAN} allocate procure start_works complete evaluate", 3),
)

SAME_ROAD = "ถนนคอนกรีตเสริมเหล็ก"
SAME_ROAD_TITLES = (
    "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายเชื่อมหมู่ที่ 4 ถึงหมู่ที่ 5 ตำบลตั้งใจ กว้าง 4 เมตร ยาว 620 เมตร หนา 0.15 เมตร",
    "ก่อสร้างถนน คสล. สายเชื่อมหมู่ที่ 5 ถึงหมู่ที่ 4 ตำบลตั้งใจ กว้าง 4 เมตร ยาว 600 เมตร",
)
"""The road between two villages: the show village's, which stands, and its neighbour's, merged into it."""
SAME_ROAD_PATHS = ("submit classify align forward forward", "submit merge")
NEIGHBOUR = "32010205"
QUIET_VILLAGE = "32010209"
"""A village that answered that it has nothing to propose."""
