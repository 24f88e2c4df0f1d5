"""Schemathesis asks the JSON interface by its own description: nothing falls over, nothing is undescribed."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from time import process_time
from typing import Any, NoReturn

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.command.api.conftest import Making, Program
from tests.command.conftest import World

from sampai.command.api import register
from sampai.main.web.api import api
from sampai.plan.tables import PlanRow

EXAMPLES = 5
"""For each address, with requests as described, and again with others."""
LONGEST_S = 60
"""Of the processor: a busy machine says nothing about the interface."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ASKING = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


_named = re.compile(r"{(\w+)}").findall


@pytest.fixture
def known(world: World) -> Mapping[str, object]:
    """By the first word of an address and the name in it."""
    return {
        "operations.operation": PlanRow.objects.get(pk=world.number).operation_id,
        "plans.plan": world.number,
        "regions.code": "1704",
        "stations.code": world.plan.operation.register.stations[0].code,
    }


@pytest.fixture
def reader(world: World, program: Making) -> Iterator[Program]:  # noqa: ARG001 -- a plan to ask about
    with override_settings(API_A_MINUTE=10**9):
        yield program("kpu-logistik")
    cache.clear()


def asked(reader: Program, *, known: Mapping[str, object], only: str = "") -> tuple[Counter[int], list[str]]:
    """Ask every address, also for what is there; returns answers by status, and what was wrong."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    statuses: Counter[int] = Counter()
    wrong: list[str] = []

    def ask(case: Case[Any]) -> None:
        answer = case.call(headers=dict(reader.headers))
        statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            wrong.extend(f"{case.operation.label}: {one}" for one in group.exceptions)

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if only not in operation.label:
            continue
        named = {one: known[f"{operation.label.split('/')[3]}.{one}"] for one in _named(operation.path)}
        strategies = [operation.as_strategy(mode) for mode in GenerationMode]
        strategies += [operation.as_strategy(path_parameters=named)] if named else []
        for strategy in strategies:
            ASKING(given(case=strategy)(ask))()
    return statuses, wrong


def test_every_address_answers_as_described_whatever_it_is_asked(
    reader: Program, known: Mapping[str, object]
) -> None:
    began = process_time()

    statuses, wrong = asked(reader, known=known)

    assert wrong == []
    assert {200, 403, 422} <= set(statuses)
    assert sum(statuses.values()) >= 10 * len(api.get_openapi_schema()["paths"])
    assert process_time() - began < LONGEST_S


def test_a_planted_fault_is_caught(
    reader: Program, known: Mapping[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(register, "search_in", falls)

    statuses, wrong = asked(reader, known=known, only="search")

    assert statuses[500]
    assert any("Server error" in one for one in wrong)
