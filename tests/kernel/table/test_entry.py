from collections.abc import Iterator

from sampai.kernel.errors import Refused
from sampai.kernel.faults import Fault
from sampai.kernel.table.entry import to_entries
from sampai.kernel.table.sheet import Reading, Row
from sampai.kernel.table.values import day, moment, number, scaled, several, text, whole, yes
from sampai.kernel.text import say


def row(number: int, **values: int) -> Row:
    return Row(sheet="angka", number=number, values=values, headers={"n": "Angka"}, written={"n": "7"})


def refuses_seven(one: Row) -> int:
    found = whole(one, "n") or 0
    if found == 7:
        raise Refused("seven", say("It is seven."), say("Take another."))
    return found


def too_large(one: Row) -> Iterator[Fault]:
    if (whole(one, "n") or 0) > 100:
        yield one.fault("n", code="large", wrong=say("Too large."), mend=say("Take a smaller one."))


def test_good_rows_become_nouns_and_the_others_faults_with_their_place() -> None:
    entries = to_entries(
        Reading((row(2, n=1), row(3, n=7), row(4, n=101))), noun=refuses_seven, wrong=too_large, anchor="n"
    )

    assert entries.nouns() == (1,)
    assert [(fault.code, fault.row, fault.column, fault.value) for fault in entries.faults] == [
        ("seven", 3, "Angka", "7"),
        ("large", 4, "Angka", "7"),
    ]


def test_rows_are_given_in_the_order_of_the_sheet_the_broken_ones_too() -> None:
    reading = Reading((row(2, n=1), row(4, n=7)), faulty=(row(3),))

    entries = to_entries(reading, noun=refuses_seven, anchor="n")

    assert [one.number for one in entries.rows()] == [2, 3, 4]
    assert [one.number for one in entries.broken] == [3, 4]


def test_a_cell_of_another_type_counts_as_empty() -> None:
    one = Row(sheet="x", number=2, values={"a": "text", "b": True, "c": None, "d": 2.5})

    assert (whole(one, "a"), whole(one, "b"), number(one, "b"), whole(one, "c")) == (None, None, None, None)
    assert (text(one, "c"), yes(one, "a"), several(one, "a"), day(one, "a"), moment(one, "a")) == (
        "",
        None,
        (),
        None,
        None,
    )
    assert (scaled(one, "d", by=1000), scaled(one, "c", by=1000)) == (2500, None)
