"""JSON /api/v1 and the open-data endpoints; never imports web."""

BLUEPRINTS: list = []
