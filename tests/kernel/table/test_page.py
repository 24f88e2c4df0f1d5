import pytest

from sampai.kernel.table.page import TableSheet, sheet_name


def test_a_table_whose_parts_do_not_fit_cannot_be_made() -> None:
    for wrong in (
        {"rows": ((1,),)},
        {"total_row": (1,)},
        {"widths": (1,)},
        {"formats": ("0",)},
        {"name": "a/b"},
        {"name": "x" * 32},
        {"rows": (("x" * 40_000, 1),)},
    ):
        with pytest.raises(ValueError):
            TableSheet(**{"name": "a", "title": "b", "headers": ("c", "d"), "rows": ()} | wrong)


def test_a_sheets_name_is_made_to_fit_and_unique() -> None:
    assert sheet_name("Kab/Kota: [a]?", taken=()) == "Kab Kota   a"
    assert sheet_name("", taken=()) == "-"
    assert sheet_name("TPS", taken=("tps", "tps 2")) == "TPS 3"
    assert sheet_name("x" * 40, taken=("x" * 31,)) == "x" * 29 + " 2"
