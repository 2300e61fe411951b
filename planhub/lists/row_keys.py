"""What tells the rows of a source apart, this month and the next. Pure."""

from hashlib import blake2b

from planhub.lists.cell_values import MOST_KEY, NOTHING
from planhub.lists.list_row import ListRow
from planhub.lists.prepared import Values
from planhub.thai.folding import search_key, visible
from planhub.wording import N_, Sentence, say

_NO_KEY = N_("แถวนี้ไม่มีรหัส กรอกรหัสของโครงการในช่องนี้ รหัสต้องไม่ซ้ำกันและไม่เปลี่ยนจากเดือนก่อน")
_LONG_KEY = N_("รหัสยาว %(n)s ตัวอักษร ยาวได้ไม่เกิน %(most)s ใช้รหัสที่สั้นลง")
_SAME_KEY = N_("รหัส %(key)s ซ้ำกับแถวที่ %(row)s แก้ให้แต่ละแถวมีรหัสของตัวเอง")
_BAD_KEY = N_("รหัสอ่านไม่ได้ (%(key)s) พิมพ์รหัสใหม่")


class Keys:
    """Gives each row its key, and knows those that were given."""

    def __init__(self, *, described: bool) -> None:
        self._described = described
        self._row_of: dict[str, int] = {}
        self._times: dict[bytes, int] = {}

    def of(self, row: ListRow, values: Values, cell: str, mark: str = "") -> tuple[str, Sentence | None]:
        """The key of a row, and what is wrong with the office's own one.

        `mark` is the key of a row that was sent back: it keeps its running number, unless what tells rows
        apart was mended.
        """
        if not self._described:
            return self._digest(values, visible(mark).split("/")[0]), None
        key = visible(cell)
        if key in NOTHING:
            return "", say(_NO_KEY)
        if key.startswith("#") or "\ufffd" in key:
            return "", say(_BAD_KEY, key=key[:40])
        if len(key) > MOST_KEY:
            return "", say(_LONG_KEY, n=len(key), most=MOST_KEY)
        before = self._row_of.setdefault(key, row.number)
        if before != row.number:
            return key, say(_SAME_KEY, key=key if len(key) <= 40 else f"{key[:39]}…", row=before)
        return key, None

    def _digest(self, told: Values, mark: str) -> str:
        """Of title, place and year; not of the amount, which may change while the project stays the same."""
        place = (told.place_code, told.province, told.district, told.subdistrict, told.moo, told.village)
        words = (told.title, *place, told.place_text, str(told.fiscal_year or ""))
        digest = blake2b(
            search_key("|".join([word or "" for word in words])).encode(), digest_size=10
        ).digest()
        if mark.split("-")[0] == digest.hex():
            return mark
        times = self._times[digest] = self._times.get(digest, 0) + 1
        return digest.hex() if times == 1 else f"{digest.hex()}-{times}"
