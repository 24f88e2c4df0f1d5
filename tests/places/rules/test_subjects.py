import pytest

from sampai.places.rules.subjects import subject_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("17.04.01.2001-003", "1704012001003"),
        ("1704012001.003", "1704012001003"),
        ("1704012001003", "1704012001003"),
        ("17.04.01.2001", "1704012001"),
        ("17.04", "1704"),
        ("PPK-1", "PPK-1"),
        ("gudang.2", "gudang.2"),
        ("12-34", "12-34"),
        ("", ""),
    ],
)
def test_codes_of_regions_and_stations_lose_their_dots_and_places_keep_theirs(
    written: str, code: str
) -> None:
    assert subject_code(written) == code
