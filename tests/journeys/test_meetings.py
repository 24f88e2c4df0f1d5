"""A meeting held from end to end: its agenda, a class that changes the plan, a promise, the next meeting."""

import re

from playwright.sync_api import expect
from tests.journeys.conftest import CUT_OFF, PICTURES, People
from tests.journeys.person import Person

STATION = f"{CUT_OFF}001"
MAKING_MS = 240_000
"""The server makes a whole version of the plan meanwhile."""


def _writes(person: Person, form: str, **fields: str) -> Person:
    """Fill in the form that does something, by the names of its fields, and send it."""
    found = person.page.locator(f"form:has(input[name=perbuatan][value='{form}'])")
    if "macam" in fields:
        found = found.filter(has=person.page.locator(f"input[name=macam][value='{fields.pop('macam')}']"))
    for fold in person.page.locator("details").filter(has=found).all():
        fold.evaluate("one => { one.open = true; }")
    for name, value in fields.items():
        one = found.locator(f"[name={name}]").first
        if one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(value)
        else:
            one.fill(value)
    with person.page.expect_navigation():
        found.get_by_role("button").last.click()
    return person.sees_well()


def _calls(person: Person, title: str, *, starts: str) -> str:
    """Call a meeting with the agenda that is proposed; its address."""
    person.goes("Rapat").goes("Undang rapat")
    _writes(person, "panggil", judul=title, mulai=starts)
    return person.page.url.removeprefix(person.server)


def _treats(person: Person, plan: str, deed: str) -> None:
    """Read, sign or publish a version."""
    person.look(f"{plan}/{deed}")
    note = person.page.locator("textarea[name=catatan]")
    if note.count():
        note.fill("Sesuai rakor")
    person.page.locator("main form[method=post] button").click()
    person.sees_well()


def test_a_meeting_changes_the_plan_and_the_next_one_opens_with_the_change(people: People) -> None:
    clerk, police, town = (
        people.as_kpu_logistics(),
        people.as_kabag_ops(),
        people.of("kesbangpol-kaur").log_in(),
    )
    first = _calls(clerk, "Rakor pertama", starts="2024-11-20T09:00")
    clerk.reads("Belum terencana").reads("diusulkan")

    clerk.look(f"{first}/cetak")
    here = str(
        clerk.page.locator("text=/hadir/").filter(has_text=re.compile("https?://")).last.text_content()
    )
    for person in (police, town):
        person.look("/rakor/" + here.partition("/rakor/")[2].strip())
        person.page.get_by_role("button", name="Saya hadir").click()
        person.sees_well().reads("hadir")

    clerk.look(first)
    _writes(
        clerk, "putusan", macam="klasifikasi", putusan="TPS 1 menjadi khusus", kode=STATION, kelas="khusus"
    )
    _writes(
        clerk,
        "janji",
        janji="Jembatan darurat",
        oleh="Kepala Dinas PU",
        lembaga="pemda",
        tenggat="2024-11-22",
    )
    clerk.page.get_by_role("button", name="Buat versi rencana").click()
    made = clerk.page.get_by_role("link", name="Versi terbaru dengan keputusan rapat ini")
    expect(made).to_be_visible(timeout=MAKING_MS)
    for person in (police, town):
        _writes(person.look(first), "tandatangan").reads("✓")

    plan = str(made.get_attribute("href"))
    clerk.look(plan).reads("TPS 1 menjadi khusus")
    _treats(clerk, plan, "periksa")
    for person in (clerk, police):
        _treats(person, plan, "tandatangan")
    _treats(clerk, plan, "terbit")

    later = _calls(clerk, "Rakor kedua", starts="2024-11-21T09:00")
    clerk.reads("Sejak rapat terakhir").reads(f"TPS {STATION}").reads("→ lokasi khusus")
    clerk.reads("Jembatan darurat").pictures(PICTURES / "rakor.png")
    clerk.look(f"{plan}/tfg?tahap=ppk-tps&jam=2024-11-26T09:00").reads("perjalanan berlangsung")
    clerk.page.wait_for_selector("body[data-map=drawn]", timeout=MAKING_MS)
    clerk.sees_well().pictures(PICTURES / "tfg.png")
    _writes(town.look(first), "janji-selesai", bukti="BA serah terima").reads("selesai")
    clerk.look(later).misses("Jembatan darurat")
