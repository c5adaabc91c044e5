"""The part of SARIF 2.1.0 that gradflow writes, as a strict JSON Schema.

Written by hand after the OASIS standard (2.1.0 with errata 01); it is not the official schema, which no
package ships. Names and words in it are the standard's, and nothing else is let through.
"""

from typing import Any

LEVEL = {"enum": ["none", "note", "warning", "error"]}
COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "string", "minLength": 1}


def thing(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these keys and no others."""
    return {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required), "additionalProperties": False}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


MESSAGE = thing({"text": TEXT})
BAG = {"type": "object"}
DESCRIPTOR = thing({"id": TEXT, "index": COUNT})
RULE = thing({
    "id": TEXT, "name": TEXT, "shortDescription": MESSAGE, "fullDescription": MESSAGE, "help": MESSAGE,
    "defaultConfiguration": thing({"level": LEVEL}), "properties": BAG,
})  # fmt: skip
LOCATION = thing(
    {"physicalLocation": thing({
        "artifactLocation": thing({"uri": {"type": "string", "pattern": "^(?!/)[A-Za-z0-9._~%/-]+$"}, "uriBaseId": {"const": "CAMPAIGN"}}),
    })},
    {"logicalLocations": many(thing({"name": TEXT, "fullyQualifiedName": TEXT, "kind": {"enum": ["sheet", "row", "cell"]}}))},
)  # fmt: skip
SUPPRESSION = thing({"kind": {"const": "external"}, "status": {"const": "accepted"}, "justification": TEXT})
RESULT = thing({
    "ruleId": TEXT, "message": MESSAGE, "locations": {**many(LOCATION), "minItems": 1, "maxItems": 1},
    "partialFingerprints": thing({"gradflow/v1": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}),
    "baselineState": {"enum": ["new", "unchanged", "updated", "absent"]}, "suppressions": many(SUPPRESSION), "properties": BAG,
}, {"ruleIndex": COUNT, "level": LEVEL})  # fmt: skip
INVOCATION = thing({
    "executionSuccessful": {"const": True},
    "ruleConfigurationOverrides": many(thing({
        "descriptor": DESCRIPTOR, "configuration": {**thing({}, {"level": LEVEL, "enabled": {"type": "boolean"}}), "minProperties": 1},
    })),
    "toolConfigurationNotifications": many(thing({"level": LEVEL, "message": MESSAGE, "associatedRule": DESCRIPTOR})),
})  # fmt: skip
RUN = thing({
    "tool": thing({"driver": thing({
        "name": TEXT, "version": TEXT, "language": {"type": "string", "pattern": "^[a-z]{2}-[A-Z]{2}$"}, "rules": many(RULE),
    })}),
    "automationDetails": thing({"id": TEXT}),
    "originalUriBaseIds": thing({"CAMPAIGN": thing({"description": MESSAGE})}),
    "invocations": {**many(INVOCATION), "minItems": 1},
    "results": many(RESULT),
})  # fmt: skip
LOG = thing({"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": {**many(RUN), "minItems": 1, "maxItems": 1}})
