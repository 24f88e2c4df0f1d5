import pytest

from sampai.kernel.text import PLAIN
from sampai.main.planning import cores, mapper, progress_bar


def test_one_job_needs_no_other_process() -> None:
    with mapper(1) as spread:
        assert spread is map


def test_other_processes_keep_the_order_of_the_work() -> None:
    with mapper(2) as spread:
        assert list(spread(abs, range(-5, 0))) == [5, 4, 3, 2, 1]


def test_there_is_no_progress_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(PLAIN) as progress:
        assert progress is None

    assert capsys.readouterr() == ("", "")


def test_a_machine_has_at_least_one_core() -> None:
    assert cores() >= 1
