"""GET /healthz: is the program up, and is its database; for watchers, without any personal data."""

import tomllib
from pathlib import Path

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from planhub.database import db
from planhub.edge import public

part = Blueprint("health", __name__)

VERSION = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]["version"]


@part.get("/healthz")
@public
def healthz() -> Response:
    """200 and the schema's revision while the database answers, else 503."""
    try:
        revision = db.session.scalar(text("select version_num from alembic_version"))
    except SQLAlchemyError:
        db.session.rollback()
        away = jsonify(status="database away", database=False, version=VERSION, migration=None)
        away.status_code = 503
        away.headers["Retry-After"] = "10"
        return away
    return jsonify(status="ok", database=True, version=VERSION, migration=revision)
