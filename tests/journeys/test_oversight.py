"""Cases in the browser: the supervisor writes, the commission answers, others see their part."""

import re

from tests.journeys.conftest import PICTURES, People
from tests.journeys.person import Person

SECRET = "Kotak basah di dermaga Linau"
REPORTER = "Pelapor Yang Dirahasiakan"


def _sends(person: Person, name: str, **fields: str) -> Person:
    """Fill in what the form's fields are called, and send it."""
    for field, value in fields.items():
        person.page.locator(f"main [name={field}]:visible").first.fill(value)
    person.page.locator("main").get_by_role("button", name=name, exact=True).click()
    return person.sees_well()


def _station(person: Person) -> str:
    """The first station of the person's territory."""
    person.look("/tps")
    address = person.page.locator("main a[href^='/tps/']").first.get_attribute("href") or ""
    return re.sub(r"\D", "", address)


def test_panwascam_advises_after_a_checklist_and_the_commission_answers(people: People) -> None:
    panwascam = people.of("panwascam-kaur").log_in()
    station = _station(panwascam)
    panwascam.look("/pengawasan/alat-kerja/penyimpanan")
    panwascam.page.locator("[name=jawab_kualitas][value=tidak]").check()
    panwascam.page.locator("details:has([name=catatan_kualitas]) summary").click()
    _sends(panwascam, "Tanda tangani dan catat", tentang=station, catatan_kualitas=SECRET)
    panwascam.page.locator("main a[href^='/pengawasan/isian/']").first.click()
    panwascam.sees_well().reads(SECRET).goes("Buat Form A dari isian ini")
    _sends(panwascam, "Simpan sebagai konsep", dibuat_di="Linau").reads("konsep: hanya diketahui pengawas")
    case = panwascam.page.url.removeprefix(panwascam.server)
    panwascam.look(f"{case}/form-a").reads("FORMULIR MODEL A").reads(SECRET)

    clerk = people.as_kpu_logistics()
    clerk.look("/pengawasan").misses(SECRET)
    clerk.look(case, status=403).misses(SECRET)
    panwascam.look(case).page.get_by_text("Menyampaikan saran perbaikan").first.click()
    _sends(panwascam, "Sampaikan saran perbaikan", kepada="KPU Kaur", isi="Ganti kotak yang basah")
    panwascam.pictures(PICTURES / "case-advice.png")

    clerk.look("/pengawasan").reads("Ganti kotak yang basah").look(case)
    clerk.page.get_by_text("Menjawab saran perbaikan").first.click()
    _sends(clerk, "Menjawab saran perbaikan", catatan="Sudah diganti dari cadangan")
    panwascam.look(case).reads("Sudah diganti dari cadangan").reads("Menerima jawaban sebagai perbaikan")


def test_who_reported_is_shown_to_the_supervisor_with_a_reason_and_to_nobody_else(people: People) -> None:
    bawaslu = people.as_bawaslu()
    station = _station(bawaslu)
    bawaslu.look("/pengawasan/laporan")
    _sends(bawaslu, "Terima laporan ini", pelapor=REPORTER, tentang=station, uraian=SECRET)
    bawaslu.misses(REPORTER).reads("Sisa")
    case = bawaslu.page.url.removeprefix(bawaslu.server)
    bawaslu.page.locator("summary", has_text="Lihat pelapor").click()
    _sends(bawaslu, "Tampilkan nama sekali ini", alasan="Klarifikasi syarat").reads(REPORTER)
    bawaslu.look(case).misses(REPORTER)

    for other in (people.as_kpu_logistics(), people.as_kabag_ops(), people.as_public()):
        other.look(case).reads("dalam kajian").misses(REPORTER).misses(SECRET)


def test_the_head_of_a_police_station_keeps_talks_that_nobody_else_sees(people: People) -> None:
    head = people.as_kapolsek()
    village = _station(head)[:10]
    head.look("/kontak").page.locator("summary", has_text="Tambah kontak").click()
    _sends(head, "Tambahkan", nama="Datuk Rajo", wilayah=village)
    head.page.locator("[name=kerawanan]").select_option("riwayat-konflik")
    _sends(head, "Simpan", isi="Cemas akan bentrokan", janji="Patroli malam", tempat=village)
    head.reads("Janji yang belum ditepati").reads("Pernah terjadi konflik").reads("kerawanan.csv")

    people.as_bawaslu().look("/kontak", status=403).misses("Datuk Rajo")
