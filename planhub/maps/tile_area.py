"""Areas as tiles need them: in the map's own projection, kept by triggers on the gazetteer."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from planhub.base import Base

NOT_VILLAGES = "kind in ('province', 'district', 'subdistrict')"


class TileArea(Base):
    """An area's point and simplified outline in EPSG:3857."""

    __tablename__ = "tile_area"
    __table_args__ = (
        Index("ix_tile_area_spot", "spot", postgresql_using="gist"),
        Index("ix_tile_area_wide_spot", "spot", postgresql_using="gist", postgresql_where=NOT_VILLAGES),
        Index("ix_tile_area_shape", "shape", postgresql_using="gist"),
        Index("ix_tile_area_borrowed", "parent_code", postgresql_where="borrowed"),
    )

    code: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    kind: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(String(collation="C"))
    spot: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=3857, spatial_index=False))
    """Where its items are counted on the map; its parent's while it has no point of its own."""
    borrowed: Mapped[bool]
    shape: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=3857, spatial_index=False))
