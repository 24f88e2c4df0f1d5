"""A flood, from the first word to a moved station: each office as far as it may."""

from tests.journeys.conftest import CUT_OFF, PICTURES, People
from tests.journeys.person import Person

STATION = f"{CUT_OFF}001"


def _writes(person: Person, **fields: str) -> Person:
    """Fill in the form at hand by its names."""
    for name, value in fields.items():
        found = person.page.locator(f"main [name='{name.replace('_', '-')}']").first
        if found.evaluate("one => one.tagName") == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)
    return person


def _presses(person: Person, text: str) -> Person:
    """Send a form; what is looked at is the page that answers."""
    with person.page.expect_navigation():
        person.page.locator("main").get_by_role("button", name=text).first.click()
    return person.sees_well()


def test_four_offices_handle_a_flood_and_each_sees_what_is_theirs(people: People) -> None:
    clerk = people.as_kpu_logistics().goes("Kejadian").goes("Laporkan kejadian")
    _writes(clerk, jenis="flood", tempat=STATION, sumber="BPBD", lembaga="pemda", fakta="rumah: 40")
    _presses(clerk, "Kirim laporan").reads("Banjir").reads("belum terverifikasi")
    address = clerk.page.url.removeprefix(clerk.server)
    code = address.rpartition("/")[2]

    watch = people.of("panwascam-kaur").log_in().look("/pemberitahuan").reads("Banjir").goes("Banjir")
    watch.goes("Tambah keterangan sumber lain")
    _writes(watch, sumber="PKD", fakta="rumah: 45")
    _presses(watch, "Kirim laporan").reads("terverifikasi").reads("diperselisihkan")
    _presses(watch, "Kami tangani").reads("dijawab")

    police = people.as_kapolsek().look(address).goes("Bantuan terdekat dan perintah")
    police.reads("Satuan terdekat").pictures(PICTURES / "kejadian-bantuan.png")
    _presses(police, "Kirim").reads("satuan ditugaskan")

    clerk.look(f"{address}/bantuan")
    form = clerk.page.locator("form:has(input[value='move'])")
    for name, value in (("old-place", "Balai desa"), ("new-place", "SDN 1"), ("voters-told", "PPS")):
        form.locator(f"[name='{name}']").fill(value)
    form.get_by_role("button").click()
    clerk.sees_well().reads("belum menandatangani")
    clerk.pictures(PICTURES / "kejadian.png")

    chief = people.as_bawaslu().look("/kejadian").reads("Banjir").look(address)
    _presses(chief, "Tanda tangani").goes("Pemindahan TPS").reads("BA Pemindahan TPS").reads("SDN 1")
    chief.look(f"{address}?cetak=1").reads("rumah: 40")

    people.as_public().look("/kejadian", status=403).misses(code)
    clerk.look("/hari-ini").reads("belum terverifikasi").look(f"/tps/{STATION}").goes("Banjir")
    clerk.opens_the_map()
