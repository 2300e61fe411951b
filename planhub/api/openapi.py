"""GET /api/v1/openapi.json: the description of the API (OpenAPI 3.1), made from the views themselves."""

import re
from functools import cache
from typing import Any

from flask import Flask, Response, current_app
from flask.json import dumps
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from planhub.api import shapes
from planhub.api.answers import blueprint, json_answer
from planhub.api.health import VERSION
from planhub.api.operations import Operation, Parameter
from planhub.edge import public
from planhub.edge.rules import Rule, rule_of

part = blueprint("api_openapi", __name__)

REF = "#/components/schemas/{model}"
ALWAYS = {
    400: "The request cannot be read",
    404: "No such thing",
    503: "Busy, or the database is away; Retry-After says when to ask again",
}
REFUSALS = ALWAYS | {
    401: "No token, or one that opens nothing any more",
    409: "Somebody else was writing the same; send it again",
    413: "Too large",
    415: "Not JSON",
    422: "A parameter or field that cannot be used; `errors` names it",
    429: "Too often; Retry-After says when",
}


@part.get("/openapi.json")
@public
def document() -> Response:
    """The description, the same for everybody."""
    return json_answer(_text(current_app._get_current_object()))  # type: ignore[attr-defined]


@cache
def _text(app: Flask) -> str:
    return dumps(describe(app), ensure_ascii=False)


def describe(app: Flask) -> dict[str, Any]:
    """The whole document, as plain values."""
    paths: dict[str, Any] = {}
    models: set[type[BaseModel]] = {shapes.Problem}
    for route in app.url_map.iter_rules():
        operation: Operation | None = getattr(app.view_functions[route.endpoint], "operation", None)
        if operation is None:
            continue
        models |= {operation.answer} if operation.answer else set()
        models |= set(operation.body_models)
        with app.app_context():
            rule = rule_of(route.endpoint) or Rule(None)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule)
        method = "post" if "POST" in (route.methods or ()) else "get"
        paths.setdefault(path, {})[method] = _operation(route.endpoint, operation, rule)
    _, schemas = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda model: model.__name__)],
        ref_template=REF,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PlanHub",
            "version": VERSION,
            "description": "Plan items of 76 provinces. Reading is open; writing needs a source's token.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: str, operation: Operation, rule: Rule) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": _good(operation)}
    if operation.cached:
        answers["304"] = {"description": "Nothing changed since the ETag given"}
    statuses = {*ALWAYS, *operation.refuses, *((401,) if rule.token else ())}
    for status in sorted(statuses):
        schema = {"$ref": REF.format(model="Problem")}
        answers[str(status)] = {
            "description": REFUSALS[status],
            "content": {"application/problem+json": {"schema": schema}},
        }
    told: dict[str, Any] = {
        "operationId": endpoint.removeprefix("api_").replace(".", "_"),
        "summary": operation.summary,
        "parameters": [_parameter(one) for one in operation.parameters],
        "responses": answers,
    }
    if rule.token:
        told["security"] = [{"token": []}]
    if operation.body:
        content = {"application/json": {"schema": dict(operation.body)}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _good(operation: Operation) -> dict[str, Any]:
    model = operation.answer
    schema = {"$ref": REF.format(model=model.__name__)} if model else {"type": "string"}
    return {"description": operation.summary, "content": {operation.media: {"schema": schema}}}


def _parameter(one: Parameter) -> dict[str, Any]:
    told = {"name": one.name, "in": one.where, "required": one.required, "schema": dict(one.schema)}
    if one.description:
        told["description"] = one.description
    if one.example is not None:
        told["example"] = one.example
    return told
