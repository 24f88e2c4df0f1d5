"""The operation read as a whole: lossless both ways, one fault per mistake."""

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from tests.operations import operations
from tests.tables import grids_of, read

from sampai.kernel.ids import digest
from sampai.plan.model import Operation

few = examples(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # an operation takes too long to shrink
)


@few
@given(operations())
def test_an_operation_written_as_sheets_is_read_as_the_same_operation(operation: Operation) -> None:
    reading = read(grids_of(operation))

    assert reading.faults == ()
    assert reading.operation == operation
    assert digest(reading.operation) == digest(operation)
