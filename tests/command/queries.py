"""Counting what a request asks the store, over all its connections."""

from contextlib import ExitStack

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext


def statements(client: Client, address: str) -> list[str]:
    """The statements that one request sends."""
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(connections[one])) for one in connections]
        answer = client.get(address)
        assert answer.status_code == 200, answer.content.decode()
        return [query["sql"] for one in seen for query in one.captured_queries]
