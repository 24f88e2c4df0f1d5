"""Counting what a request asks the store, over all its connections; for proofs against N+1."""

from collections.abc import Callable
from contextlib import ExitStack

from django.db import connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext


def asked(request: Callable[[], HttpResponse]) -> list[str]:
    """The statements that one request sends; it must be answered well."""
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(connections[one])) for one in connections]
        answer = request()
        assert answer.status_code == 200, answer.content.decode()
        return [query["sql"] for one in seen for query in one.captured_queries]


def grows(few: Callable[[], HttpResponse], many: Callable[[], HttpResponse]) -> list[str]:
    """What the request for many rows asks beyond that for few: empty where no row costs a statement."""
    for request in (few, many):
        request()  # what is read once and kept
    first, second = asked(few), asked(many)
    return second[len(first) :]
