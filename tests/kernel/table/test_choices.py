import pytest
from tests.kernel.table.tiny import a_column, code_of, said_of, value_of

from sampai.kernel.table.sheet import Cell, Kind

YES_NO = a_column(Kind.YES_NO)
PLACES = {"kantor-kpu": ("kantor KPU", "kpu office"), "gudang": ("store", "warehouse"), "ppk": ()}
CHOICE = a_column(Kind.CHOICE, choices=PLACES)
CHOICES = a_column(Kind.CHOICES, choices={**PLACES, "sms/suara": ("sms",)})


@pytest.mark.parametrize(
    "cell", ["ya", "Ya ", "YA", "y", "yes", "v", "✓", "1", 1, 1.0, True, "true", "TRUE", "ada"]
)
def test_yes_in_every_writing(cell: Cell) -> None:
    assert value_of(cell, YES_NO) is True


@pytest.mark.parametrize(
    "cell", ["tidak", "Tidak", "tdk", "t", "no", "n", "0", 0, 0.0, False, "-", "–", "FALSE", "tidak ada"]
)
def test_no_in_every_writing(cell: Cell) -> None:
    assert value_of(cell, YES_NO) is False


@pytest.mark.parametrize("cell", ["x", "mungkin", 2, "ya/tidak", "?", "1.5"])
def test_what_is_neither_is_named(cell: Cell) -> None:
    assert code_of(cell, YES_NO) == "not-yes-no"


@pytest.mark.parametrize(
    ("cell", "choice"),
    [
        ("gudang", "gudang"),
        ("GUDANG ", "gudang"),
        ("Kantor_KPU", "kantor-kpu"),
        ("kpu office", "kantor-kpu"),
        ("Store", "gudang"),
    ],
)
def test_a_choice_is_known_by_every_spelling(cell: Cell, choice: str) -> None:
    assert (value_of(cell, CHOICE), code_of(cell, CHOICE)) == (choice, "")


def test_an_unknown_choice_is_answered_with_the_list_and_the_nearest() -> None:
    assert code_of("polsek", CHOICE) == "not-a-choice"
    assert said_of("polsek", CHOICE) == (
        "“polsek” is not in the list of this column. Write one of: kantor-kpu, gudang, ppk."
    )
    assert "Perhaps gudang is meant." in said_of("gudag", CHOICE)


@pytest.mark.parametrize(
    ("cell", "choices"),
    [
        ("gudang", ("gudang",)),
        ("gudang, ppk", ("gudang", "ppk")),
        ("ppk;gudang", ("ppk", "gudang")),
        ("ppk / gudang / ppk", ("ppk", "gudang")),
        ("ppk, ", ("ppk",)),
        ("sms/suara", ("sms/suara",)),
    ],
)
def test_several_choices_keep_their_order(cell: Cell, choices: tuple[str, ...]) -> None:
    assert value_of(cell, CHOICES) == choices


def test_one_unknown_among_several_is_named_alone() -> None:
    assert said_of("ppk, kapal, gudang, getek", CHOICES).startswith("“kapal, getek” is not in the list")
    assert code_of(",", CHOICES) == "not-a-choice"


def test_a_column_without_a_list_takes_any_word() -> None:
    assert value_of("truk, motor air", a_column(Kind.CHOICES)) == ("truk", "motor air")
    assert value_of("truk", a_column(Kind.CHOICE)) == "truk"
