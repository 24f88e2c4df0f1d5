from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import format_decimal
from scripts.words import (
    LANGUAGES,
    compiled,
    keys,
    keys_in_python,
    keys_in_template,
    places,
    translations,
)

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.words import words

VOTING_OPENS = datetime(2024, 11, 27, 7, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_translated_and_no_other_is_kept(lang: str) -> None:
    said = {key for key, text in translations(lang).items() if text}

    assert sorted(set(keys()) - said) == []
    assert sorted(said - set(keys())) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_has_the_places_of_its_sentence(lang: str) -> None:
    unlike = {key: text for key, text in translations(lang).items() if text and places(key) != places(text)}

    assert unlike == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compiled_catalogue_is_up_to_date(lang: str) -> None:
    assert compiled(lang) == {key: text for key, text in translations(lang).items() if text}


def test_sentences_are_found_in_calls_however_they_are_written() -> None:
    source = 'x = say("One {a} " "and two.", a=1)\ny = text.say("Three.")\nz = tell("Four.")'

    assert sorted(keys_in_python(source)) == ["One {a} and two.", "Three."]


def test_sentences_are_found_in_templates() -> None:
    source = '<p>{{ t("One {a}.", a=b) }}</p>{% if x %}{{ u(t("Two.")) }}{% endif %}{{ n("Three") }}'

    assert sorted(keys_in_template(source)) == ["One {a}.", "Two."]


def test_indonesian_writes_numbers_days_and_times_as_an_office_does() -> None:
    indonesian = words("id")

    assert indonesian.number(1234.5) == "1.234,5"
    assert indonesian.number(820161) == "820.161"
    assert indonesian.moment(VOTING_OPENS) == "Rabu, 27 November 2024 07.00 WIB"
    assert indonesian.short_moment(VOTING_OPENS) == "Rab 27 Nov 07.00"


@pytest.mark.parametrize(("lang", "locale"), [("id", "id"), ("en", "en_GB")])
@pytest.mark.parametrize("number", [0, 7, 999, 1_000, -1_234_567, 820_161, 10**12])
def test_whole_numbers_are_written_as_the_locale_says(lang: str, locale: str, number: int) -> None:
    assert words(lang).number(number) == format_decimal(number, format="#,##0.##", locale=locale)


def test_english_writes_the_day_before_the_month() -> None:
    english = words("en")

    assert english.number(1234.5) == "1,234.5"
    assert english.moment(VOTING_OPENS) == "Wednesday, 27 November 2024 07:00 WIB"
    assert english.day(date(2024, 2, 14)) == "Wednesday, 14 February 2024"


def test_sentences_come_out_in_indonesian_with_numbers_in_them() -> None:
    assert (
        words("id").say(say("The tables have {count} faults.", count=1234))
        == "Terdapat 1.234 kesalahan dalam tabel."
    )


def test_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="“fr” is no language"):
        words("fr")
