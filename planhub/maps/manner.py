"""How the web speaks and links, for the pages that draw a map."""

from collections.abc import Callable
from dataclasses import dataclass

from planhub.maps.drawn import Asset
from planhub.maps.wording import Tell


@dataclass(frozen=True)
class Manner:
    """How the web speaks and links: its language, addresses of pages and files, map tiles if any."""

    locale: str
    tell: Tell
    area_url: Callable[[str], str]
    """Page of an area under the same filters."""
    item_url: Callable[[str], str]
    """Public page of an item by its number."""
    asset: Asset
    tiles: str = ""
    items: str = ""
    """"yes": items are shown at every level, far out as sums; "no": nowhere; "": from the district down."""


def name_in(manner: Manner, name_th: str, name_en: str | None) -> str:
    """The name in the reader's language."""
    return name_en if manner.locale == "en" and name_en else manner.tell(name_th)
