"""Ballots at the command centre: two people count blind, a third settles; a flood leads to a later vote."""

import os
from pathlib import Path

from tests.journeys.conftest import CUT_OFF, People
from tests.journeys.person import Person

STATION = f"{CUT_OFF}001"
PLACE = f"/surat-suara/tempat/{STATION}/pilgub"
SHOTS = os.environ.get("SAMPAI_SHOTS", "")


def _counts(person: Person, sheets: int) -> None:
    person.look(PLACE)
    form = person.page.locator("form:has(input[value=hitung])")
    form.get_by_label("Dikemas").fill(str(sheets))
    form.get_by_role("button").click()
    person.sees_well()


def _shows(person: Person, name: str) -> None:
    if SHOTS:
        for width in (1280, 390):
            person.page.set_viewport_size({"width": width, "height": 900})
            person.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        person.page.set_viewport_size({"width": 1280, "height": 800})


def test_ballots_are_counted_blind_by_two_and_settled_by_a_third(people: People) -> None:
    first, second, third = (people.of(f"{role}-kaur").log_in() for role in ("kpu-logistik", "ppk", "pps"))

    _counts(first, 246)
    second.look(PLACE).reads("baru satu orang menghitung").misses("246")
    _counts(second, 245)
    first.look(PLACE).reads("kedua hitungan berbeda")
    _shows(first, "place")
    third.look(PLACE)
    form = third.page.locator("form:has(input[value=putus])")
    form.get_by_label("Dikemas").fill("246")
    form.get_by_label("Alasan").fill("Dihitung ulang di depan Panwascam")
    form.get_by_role("button").click()

    third.sees_well().reads("Dihitung ulang").misses("kedua hitungan berbeda")
    first.look("/surat-suara").reads(STATION)
    _shows(first, "balance")
    first.look("/surat-suara/surplus?jam=09:00").reads("Usulan pergeseran")
    _shows(first, "surplus")
    people.as_bawaslu().look("/surat-suara").reads(STATION)


def test_a_flood_leads_to_a_later_vote_that_the_chairman_decides(people: People) -> None:
    clerk, chairman = (people.of(f"{role}-kaur").log_in() for role in ("kpu-logistik", "kpu-pimpinan"))
    clerk.look(f"/penundaan?insiden=banjir-kinal&tps={STATION}")
    for name, answer in (("place_usable", "tidak"), ("goods_fit", "ya"), ("goods_in_time", "ya")):
        clerk.page.locator(f"select[name={name}]").select_option(answer)
    clerk.page.locator("input[name=hari]").fill("2024-12-05")
    clerk.page.get_by_role("button", name="Apa yang dibolehkan").click()
    clerk.sees_well().reads("pemungutan suara susulan (PSS)")
    clerk.page.get_by_role("button", name="usulkan").click()
    clerk.sees_well().reads("diusulkan")

    chairman.look("/penundaan").goes("banjir-kinal")
    chairman.page.get_by_role("button", name="putuskan").click()
    chairman.sees_well().reads("diputuskan")
    _shows(chairman, "postponement")
    chairman.look("/penundaan")
    _shows(chairman, "postponements")
