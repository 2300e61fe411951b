"""JSON /api/v1: open data to read, registered systems' items to write; never imports web."""

from planhub.api import areas, files, guide, health, items, oc4ids, openapi, sending, summary

BLUEPRINTS = [
    areas.part,
    files.part,
    guide.part,
    health.part,
    items.part,
    oc4ids.part,
    openapi.part,
    sending.part,
    summary.part,
]
