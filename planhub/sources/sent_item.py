"""A plan item as a registered system sends it: fields, limits, and a sentence for each fault. Pure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from planhub.clock import FIRST_YEAR, LAST_YEAR
from planhub.lists.cell_values import MOST_NAME, MOST_TEXT, MOST_TITLE
from planhub.lists.prepared import Fault, Prepared, Values
from planhub.proposals.value_lists import SIDES
from planhub.sources.staging import MOST_KEY, Given
from planhub.wording import N_, Sentence, say
from planhub.workflow.stages import Stage

_NO_NAME = re.compile("[^\\w-]")
MOST = Decimal("999999999999.99")
MOST_FAULTS = 25
"""Told of one item: as many as it has fields; names that a sender makes up are without end."""
STAGES = tuple(stage.value for stage in Stage if stage is not Stage.DRAFT)

_MISSING = N_("ต้องมี %(field)s")
_EXTRA = N_("ไม่มีช่องชื่อ %(field)s ใช้ได้: %(known)s")
_EMPTY = N_("%(field)s ต้องไม่ว่าง")
_LONG = N_("%(field)s ยาวเกิน %(most)s ตัวอักษร ย่อให้สั้นลง")
_CHOICE = N_("%(field)s ใช้ได้เฉพาะ %(known)s")
_RANGE = N_("%(field)s ต้องอยู่ในช่วง %(low)s ถึง %(high)s")
_PLACES = N_("%(field)s มีทศนิยมได้ไม่เกิน %(places)s ตำแหน่ง")
_NUMBER = N_("%(field)s ต้องเป็นตัวเลข ไม่มีเครื่องหมายคำพูด จุลภาค หรือหน่วย")
_TEXT = N_("%(field)s ต้องเป็นข้อความ")
_OBJECT = N_('แต่ละรายการต้องเป็นวัตถุ JSON เช่น {"external_id": "P-1", …}')
_POINT = N_("ต้องส่ง lat และ lon มาด้วยกัน")
_NO_PLACE = N_("ต้องบอกสถานที่: area_code, ชื่อ province/district/subdistrict หรือ place_text")
_OVERSPENT = N_("money: ผูกพันและเบิกจ่ายรวมกันเกินเงินที่ได้รับ (จัดสรร + โอนเพิ่ม − โอนลด) ตรวจตัวเลข")
_CONTROL = N_("%(field)s มีอักขระควบคุมที่เก็บไม่ได้ ลบออก")
_UNUSABLE = N_("ค่าของ %(field)s ใช้ไม่ได้")

Key = Annotated[str, Field(min_length=1, max_length=MOST_KEY, pattern=r"^[^\x00-\x1f\x7f]+$")]
PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Tabs and line breaks may stand in a text, other control characters not."""
Name = Annotated[str, Field(min_length=1, max_length=MOST_NAME, pattern=PLAIN)]
Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT, pattern=PLAIN)]
StageName = Literal[*STAGES]  # type: ignore[valid-type]
SideName = Literal[*SIDES]  # type: ignore[valid-type]


Baht = Annotated[
    Decimal, Field(ge=0, le=MOST, max_digits=14, decimal_places=2, allow_inf_nan=False, strict=False)
]


class SentMoney(BaseModel):
    """How the item's money stands in its fiscal year, whole: what stands here is brought to these figures."""

    model_config = ConfigDict(extra="forbid", strict=True)

    allocated: Baht
    increased: Baht = Decimal(0)
    decreased: Baht = Decimal(0)
    committed: Baht = Field(description="Bound and not yet paid.")
    disbursed: Baht

    @model_validator(mode="after")
    def _adds_up(self) -> "SentMoney":
        given = self.allocated + self.increased - self.decreased
        if given < 0 or self.committed + self.disbursed > given:
            raise ValueError("money")
        return self


class SentItem(BaseModel):
    """One item. What is left out is empty: the item is written as it stands here."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    external_id: Key = Field(description="The item's key in your system; the same key is the same item.")
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        None, description="The version you believe stands, 0 for none; another one there is a conflict."
    )
    title: Annotated[str, Field(min_length=1, max_length=MOST_TITLE, pattern=PLAIN)]
    fiscal_year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)] = Field(description="Buddhist.")
    stage: StageName
    amount: Baht = Field(Decimal(0), description="Baht.")
    money: SentMoney | None = Field(
        None, description="Execution of the fiscal year, baht; left out, what stands stays."
    )
    side: SideName | None = None
    envelope: Literal["within", "over"] | None = None
    agency: Name | None = None
    objective: Text | None = None
    area_code: Annotated[str, Field(min_length=2, max_length=20, pattern=PLAIN)] | None = Field(
        None, description="Two, four, six or eight digits; a retired code is read as its successor."
    )
    province: Name | None = None
    district: Name | None = None
    subdistrict: Name | None = None
    moo: Annotated[str, Field(min_length=1, max_length=20, pattern=PLAIN)] | None = None
    village: Name | None = None
    place_text: Text | None = Field(None, description="Free Thai text that names the place.")
    lat: Annotated[float, Field(ge=5, le=21, allow_inf_nan=False)] | None = None
    lon: Annotated[float, Field(ge=97, le=106, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _whole_point(self) -> "SentItem":
        if (self.lat is None) != (self.lon is None):
            raise ValueError("point")
        return self

    @model_validator(mode="after")
    def _some_place(self) -> "SentItem":
        if not any((self.area_code, self.province, self.district, self.subdistrict, self.place_text)):
            raise ValueError("place")
        return self

    def values(self) -> Values:
        """As an importer's row says it."""
        return Values(
            title=self.title,
            fiscal_year=self.fiscal_year,
            amount=self.amount,
            stage=Stage(self.stage),
            side=self.side,
            envelope=self.envelope,
            agency=self.agency,
            objective=self.objective,
            place_code=self.area_code,
            province=self.province,
            district=self.district,
            subdistrict=self.subdistrict,
            moo=self.moo,
            village=self.village,
            place_text=self.place_text,
            lat=self.lat,
            lon=self.lon,
            **(self.money.model_dump() if self.money else {}),
        )


def read(n: int, sent: Any) -> Given:
    """The n-th item of a batch as a row, with its faults; never raises."""
    try:
        item = SentItem.model_validate(sent)
    except ValidationError as error:
        key = sent.get("external_id") if isinstance(sent, Mapping) else None
        usable = isinstance(key, str) and 0 < len(key) <= MOST_KEY and key.isprintable()
        row = Prepared(
            row=n,
            # a key of its own, so that two faulty items are not each other's double
            key=str(key) if usable else f"\x7f{n}",
            values=Values(),
            faults=tuple(islice(_faults(error), MOST_FAULTS)),
            skipped=None,
        )
        return Given(row)
    row = Prepared(row=n, key=item.external_id, values=item.values(), faults=(), skipped=None)
    return Given(row, item.version)


def _faults(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors(include_url=False, include_input=False):
        named = str(one["loc"][0]) if one["loc"] else ""
        # a name that the sender made up goes back to it, and into a table
        field = named if named in SentItem.model_fields else _NO_NAME.sub("", named)[:40] or "item"
        if field == "money" and len(one["loc"]) > 1:
            field = f"money.{_NO_NAME.sub('', str(one['loc'][1]))[:40]}"
        elif one["type"] == "value_error" and field != "money":
            field = "lat" if "point" in one["msg"] else "area_code"
        yield Fault(None, field, _sentence(field, one), "wrong")


def _sentence(field: str, one: Any) -> Sentence:
    kind, about = one["type"], one.get("ctx", {})
    if kind == "value_error" and field == "money":
        return say(_OVERSPENT)
    if kind == "value_error":
        return say(_POINT if field == "lat" else _NO_PLACE)
    if kind == "extra_forbidden":
        known = SentMoney.model_fields if field.startswith("money.") else SentItem.model_fields
        return say(_EXTRA, field=field[:40], known=", ".join(known))
    if kind == "literal_error":
        choices = str(about.get("expected", "")).replace(" or ", ", ").replace("'", "")
        return say(_CHOICE, field=field, known=choices)
    if kind == "string_too_long":
        return say(_LONG, field=field, most=about["max_length"])
    if kind.startswith(("greater_than", "less_than")):
        return say(_RANGE, field=field, **_range(field))
    if kind.startswith(("decimal_max_places", "decimal_max_digits", "decimal_whole_digits")):
        return say(_PLACES, field=field, places=2)
    plain = {
        "missing": _MISSING,
        "string_too_short": _EMPTY,
        "string_pattern_mismatch": _CONTROL,
        "string_type": _TEXT,
        "string_unicode": _CONTROL,
        "model_type": _OBJECT,
    }
    if kind in plain:
        return say(plain[kind], field=field)
    return say(_NUMBER if kind.startswith(("int", "float", "decimal", "finite")) else _UNUSABLE, field=field)


def _range(field: str) -> dict[str, str]:
    ends = {
        "fiscal_year": (FIRST_YEAR, LAST_YEAR),
        "amount": (0, MOST),
        "lat": (5, 21),
        "lon": (97, 106),
        "version": (0, 2**31 - 1),
    }
    low, high = ends.get(field, (0, MOST))
    return {"low": str(low), "high": f"{high}"}
