"""The shapes of the API's answers, for its description; what is sent is checked against them by the tests."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from planhub.sources.import_run import Outcome
from planhub.sources.sent_item import STAGES

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]


class Shape(BaseModel):
    """What is said here is all there is."""

    model_config = ConfigDict(extra="forbid")


class Fault(Shape):
    """One field and what to do about it."""

    field: str
    detail: str


class Problem(BaseModel):
    """A failure (RFC 9457), in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class Point(Shape):
    """WGS84 degrees; `how`: gps, map, typed, or area for the area's own point."""

    lon: float
    lat: float
    how: str | None


class Item(BaseModel):
    """A plan item; with `fields` only those asked for."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = None
    number: str | None = None
    title: str | None = None
    objective: str | None = None
    fiscal_year: int | None = Field(None, description="Buddhist.")
    province_code: str | None = None
    district_code: str | None = None
    subdistrict_code: str | None = None
    area_code: str | None = None
    places: list[str] | None = Field(None, description="All areas it names, when they are several.")
    stage: Literal["draft", *STAGES] | None = Field(  # type: ignore[valid-type]
        None, description="`draft`: it was submitted, has its number, and was sent back to be mended."
    )
    stage_since: Moment | None = None
    counted: bool | None = None
    in_plan: bool | None = None
    envelope: str | None = None
    side: str | None = None
    agency: str | None = None
    amount: float | None = Field(None, description="Baht.")
    point: Point | None = None
    source: str | None = None
    updated_at: Moment | None = None


AGAIN = "Of the first page: the `changed_since` of the next time."


class Items(Shape):
    """A page of items; `next` is the address of the following page."""

    next: str | None
    ask_again_from: Moment = Field(description=AGAIN)
    items: list[Item]


class Feature(Shape):
    """An item as GeoJSON."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: Item


class Features(Shape):
    """Items as GeoJSON, a page or all; a file says `ask_again_from` in its header alone."""

    type: Literal["FeatureCollection"]
    next: str | None = None
    ask_again_from: Moment | None = None
    features: list[Feature]


class SummaryRow(Shape):
    """One area; `counted` and `planned` take every stage that counts."""

    code: str
    name_th: str
    name_en: str | None
    items: int
    baht: float
    planned: int
    counted: int
    share_planned: float | None
    population: int | None
    baht_per_head: float | None


class Summary(Shape):
    """Items and baht of each area of a level."""

    level: str
    within: str | None
    year: int | None
    stage: str | None
    side: str | None
    version: str
    rows: list[SummaryRow]


class ShortArea(Shape):
    """An area in a list."""

    code: str
    kind: str
    name_th: str
    name_en: str | None
    moo: int | None
    population: int | None
    in_76: bool


class Areas(Shape):
    """What lies directly in an area."""

    parent: str | None
    areas: list[ShortArea]


class Step(Shape):
    """An area above."""

    code: str
    kind: str
    name_th: str


class Area(ShortArea):
    """One area with the way up."""

    address: str
    region: str | None
    cluster: str | None
    retired: bool
    valid_to: Day | None
    successor: str | None
    split_into: list[str] | None
    chain: list[Step]
    children: str
    items: str | None
    asked: str | None = None
    note: str | None = None


class Sent(BaseModel):
    """What became of one item of a batch."""

    model_config = ConfigDict(extra="forbid")

    external_id: str | None
    outcome: Literal[tuple(o.value for o in Outcome)]  # type: ignore[valid-type]
    id: str | None
    version: int = Field(description="Of the item as it stands now; 0 where none stands.")
    area_code: str | None
    errors: list[Fault]
    warnings: list[Fault] = Field(description="What is odd about an item that stands all the same.")


class Answer(Shape):
    """One result for each item, in the order of the batch."""

    counts: dict[str, int]
    results: list[Sent]


class Registered(Shape):
    """The source that a token belongs to."""

    code: str
    name: str
    scope: list[str]
    token: str = Field(description="The first letters of the token.")
    expires_at: Moment
    last_used_at: Moment | None
    writes_a_minute: int
    items_a_batch: int


class LedgerRow(Shape):
    """One key and what stands under it."""

    external_id: str
    id: str
    province_code: str
    version: int
    stands: bool
    updated_at: Moment


class Ledger(Shape):
    """A page of the source's keys."""

    next: str | None
    items: list[LedgerRow]


class Health(Shape):
    """Whether the program and its database are up."""

    status: str
    database: bool
    version: str
    migration: str | None
