"""An area of the country, from province to village or ชุมชน, living or retired."""

from datetime import date

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base, Code, ThaiName
from planhub.wording import Name

KINDS = ("province", "district", "subdistrict", "village", "community")


class Area(Base):
    """One area; its code is its identity and, but for a ชุมชน, its parent is the code's prefix."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint(
            "kind = 'community' or length(code) = case kind when 'province' then 2 when 'district' then 4"
            " when 'subdistrict' then 6 else 8 end",
            name="code_length_fits_kind",
        ),
        CheckConstraint(
            "kind in ('province', 'community') or parent_code = left(code, length(code) - 2)",
            name="parent_is_prefix",
        ),
        CheckConstraint("kind <> 'village' or right(code, 2) <> '00'", name="no_moo_00"),
        Index("ix_area_parent_code_kind", "parent_code", "kind"),
        Index(
            "ix_area_search_key",
            "search_key",
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        ),
    )

    code: Mapped[Code] = mapped_column(String(collation="C"), primary_key=True)
    kind: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(String(collation="C"), ForeignKey("area.code"))
    name_th: Mapped[ThaiName]
    """Without its prefix: ในเมือง, not ตำบลในเมือง; a village keeps บ้าน as DOPA writes it."""
    name_en: Mapped[str | None]
    search_key: Mapped[str]
    """Thai and English name folded by planhub.thai.search_key, for forgiving search."""
    moo: Mapped[int | None] = mapped_column(SmallInteger)
    region: Mapped[str | None]
    """Planning region, provinces only (six of ก.น.บ.)."""
    cluster: Mapped[str | None]
    """Provincial cluster, provinces only (eighteen)."""
    cluster_centre: Mapped[bool] = mapped_column(default=False, server_default="false")
    in_76: Mapped[bool] = mapped_column(default=True, server_default="true")
    """False for Bangkok and everything in it: it is no province."""
    population: Mapped[int | None]
    households: Mapped[int | None]
    local_authority_code: Mapped[str | None] = mapped_column(String(collation="C"))
    """For a ชุมชน: its local authority (seven digits)."""
    schematic_name: Mapped[bool] = mapped_column(default=False, server_default="false")
    """True where the name is only "หมู่ที่ n" of the sample, not the village's own."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    """Set: the code is retired; a retired code still answers, with its successor."""
    successor_code: Mapped[str | None] = mapped_column(String(collation="C"), ForeignKey("area.code"))
    split_into: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    """For a code that was divided into several: all that followed; successor_code is then empty."""
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326))
    """A point inside, for lists and as a fallback place."""

    @property
    def name(self) -> Name:
        """Without the word for its kind, in both languages."""
        return Name(self.name_th, self.name_en or self.name_th)


class AreaAlias(Base):
    """Another code by which an area is known elsewhere (nine digits, COD-AB, health system)."""

    __tablename__ = "area_alias"

    alias: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey("area.code"), index=True)


class AreaBoundary(Base):
    """The outline of an area, whole and simplified, with where it came from."""

    __tablename__ = "area_boundary"

    area_code: Mapped[str] = mapped_column(String(collation="C"), ForeignKey("area.code"), primary_key=True)
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
    simple: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    """Simplified for drawing the area among its neighbours on one screen."""
    source: Mapped[str]
    """The file or data set, as shown under the map."""
    schematic: Mapped[bool] = mapped_column(default=False, server_default="false")
    """True: drawn by us by dividing the parent, not surveyed; the map says so."""
