"""What the description of the REST interface says of all operations alike: problems, limits, keys."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. ``detail`` says what happened and what to do, in the language of Accept-Language.",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": {**_TEXT, "description": "Which problem it is, for programs; absent where the status says all."},
    },
    "required": ["type", "title", "status", "detail"],
}
_TOLD = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ALWAYS = {
    "429": {
        "description": "Too many requests from this address, or with this key.",
        "headers": {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}},
        "content": _TOLD,
    },
    "default": {"description": "A problem, in words.", "content": _TOLD},
}
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "Not needed. With a key whose scope is “rest” its limits hold in place of those of the address.",
}


class DescribedAPI(NinjaAPI):
    """Operations are named as their functions are, so that generated clients have names that people can read."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**given)
        described["components"]["schemas"]["Problem"] = _PROBLEM
        described["components"]["securitySchemes"] = {"key": _KEY}
        described["security"] = [{}, {"key": []}]
        for methods in described["paths"].values():
            for operation in methods.values():
                operation["responses"] = {**operation["responses"], **_ALWAYS}
        return described
