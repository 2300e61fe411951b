"""JSON /api/v1 and the open-data endpoints; never imports web."""

from planhub.api import areas, guide, health, items, summary

BLUEPRINTS = [areas.part, guide.part, health.part, items.part, summary.part]
