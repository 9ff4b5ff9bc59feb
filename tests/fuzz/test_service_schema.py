"""Schemathesis on the service's own description, with the real model: no 500, and every answer as described."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from postlint import Linter

from ..service_fakes import AUTHORIZED, app_of

schemathesis = pytest.importorskip("schemathesis", reason="needs the extra postlint[fuzz]")

#: Requests for each operation and mode; POSTLINT_CASES=2000 is the thorough run.
CASES = int(os.environ.get("POSTLINT_CASES", "60"))
ASKING = ["/v1/check", "/v1/fix", "/v1/reply"]
READING = ["/v1/rules", "/metrics", "/healthz"]


@pytest.fixture(scope="module")
def described(linter: Linter) -> Any:
    """The description, with its application."""
    app = app_of(linter, names=("testserver", "localhost"))
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app, headers=AUTHORIZED)
    assert {operation.ok().path for operation in schema.get_all_operations()} == {*ASKING, *READING}
    return schema


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("path", [*ASKING, *READING])
def test_no_request_breaks_it(described: Any, path: str, mode: str) -> None:
    """Requests that fit the description, and requests that do not."""
    if mode == "negative" and path in READING:
        pytest.skip("nothing can be wrong with a question that has no body")
    operation = described[path]["POST" if path in ASKING else "GET"]
    statuses = set()

    @settings(
        max_examples=CASES if path in ASKING else 3, deadline=None, database=None, phases=[Phase.generate],
        derandomize=True, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(schemathesis.GenerationMode(mode)))
    def one(case: Any) -> None:
        response = case.call(headers=AUTHORIZED)
        statuses.add(response.status_code)
        assert response.status_code != 500
        operation.validate_response(response)
        if path in ASKING:
            answer = response.json()
            assert answer["allowed"] is (response.status_code == 200)
            assert answer["complete"] or not answer["allowed"]

    one()
    # What is wrong with a request may be its token or its content type, too.
    assert statuses <= ({200, 400, 422} if mode == "positive" else {200, 400, 401, 415, 422})
    assert statuses & ({200, 422} if mode == "positive" else {400})
