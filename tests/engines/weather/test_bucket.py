"""No minute sees more requests than the limit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.engines.weather.bucket import PER_MINUTE, TokenBucket


class Hours:
    """A clock that only waiting and working move."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@given(pauses=st.lists(st.floats(0, 90), min_size=70, max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_minute_sees_more_requests_than_the_limit(pauses: list[float]) -> None:
    hours = Hours()
    bucket = TokenBucket(clock=hours.clock, sleep=hours.sleep)
    asked = []

    for pause in (*pauses, *[0.0] * 80):
        hours.now += pause
        bucket.take()
        asked.append(hours.now)

    assert all(sum(at <= other < at + 60 for other in asked) <= PER_MINUTE for at in asked)


def test_a_few_requests_do_not_wait() -> None:
    hours = Hours()
    bucket = TokenBucket(clock=hours.clock, sleep=hours.sleep)

    for _ in range(10):
        bucket.take()

    assert hours.now == 0
