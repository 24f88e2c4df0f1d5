"""Pages of oversight as Panwascam, Bawaslu, KPU, police and public use them."""

import re
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.command.people import logged_in
from tests.oversight.cases import KAUR, NASAL, REPORTER, SECRET, STATION, finding, person, report, steps
from tests.queries import asked

from sampai.kernel.clock import now
from sampai.ledger.tables import LookRow
from sampai.oversight.tables import AdviceRow, CaseRow, ChecklistRow

pytestmark = pytest.mark.usefixtures("any_store")
WHEN = "2024-02-12T08:00"
FORM_A = {
    "tahap": "distribusi",
    "bentuk": "pengawasan-langsung",
    "mulai": WHEN,
    "selesai": WHEN,
    "ditemukan": WHEN,
    "tentang": f"{STATION}-B1",
    "uraian": SECRET,
    "dugaan": "Tertukar",
    "saksi": "Saksi Rahasia; Jalan 1; 0811",
}


def enters(role: str, territory: str = NASAL) -> Client:
    client = logged_in(role, territory=territory)  # type: ignore[arg-type] # a region's code
    client.cookies["lang"] = "en"
    return client


def text(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.content.decode()[:3000])
    return answer.content.decode()


def test_form_a_is_written_read_and_printed_by_the_supervisor_only() -> None:
    panwascam, clerk = enters("panwascam"), enters("kpu-logistik", KAUR)

    sent = panwascam.post("/pengawasan/temuan", FORM_A)

    assert sent.status_code == 302, sent.content.decode()
    page = text(panwascam, sent["Location"])
    assert SECRET in page
    assert "Saksi Rahasia" not in page
    twin = text(panwascam, f"{sent['Location']}/form-a")
    assert all(part in twin for part in ("FORMULIR MODEL A", "Saksi Rahasia", SECRET, "Panwaslu Kecamatan"))
    assert LookRow.objects.filter(subject__endswith="form-a").count() == 1
    assert "No case is known here." in text(clerk, "/pengawasan")
    for address in (sent["Location"], f"{sent['Location']}/form-a"):
        assert SECRET not in text(clerk, address, status=403)


def test_case_page_says_which_steps_may_follow_by_whom_until_when_and_by_which_law() -> None:
    case = report(at=now())
    page = text(enters("panwascam"), f"/pengawasan/perkara/{case}")

    assert "Memulai kajian awal" in page
    assert "Perbawaslu 7/2022 Pasal 15" in page
    assert re.search(r"Days left: [12]", page)
    assert "days counted by the calendar" in page
    assert "Memulai kajian awal" not in text(enters("ppk"), f"/pengawasan/perkara/{case}")


def test_supervisor_advises_and_the_commission_answers_on_its_own_page() -> None:
    panwascam, ppk = enters("panwascam"), enters("ppk")
    case = finding(at=now())
    address = f"/pengawasan/perkara/{case}"
    refused = panwascam.post(address, {"perbuatan": "saran", "kepada": "PPK", "isi": " "})
    assert refused.status_code == 422

    panwascam.post(address, {"perbuatan": "saran", "kepada": "PPK Nasal", "isi": "Ganti segel yang putus"})
    page = text(ppk, "/pengawasan")
    assert "Ganti segel yang putus" in page
    ppk.post(address, {"perbuatan": "langkah", "langkah": "jawab-saran", "catatan": "Sudah diganti"})

    assert AdviceRow.objects.get().answer == "Sudah diganti"
    assert "Sudah diganti" in text(panwascam, address)
    assert "Menerima jawaban sebagai perbaikan" in text(panwascam, address)
    assert SECRET in text(ppk, address)
    assert "Saksi Rahasia" not in text(ppk, address)


def test_reporter_is_shown_once_to_who_says_why() -> None:
    panwascam = enters("panwascam")
    panwascam.post(
        "/pengawasan/laporan",
        {
            "pelapor": f"{REPORTER.name}; Desa X; 0811-777",
            "tentang": STATION,
            "diketahui": WHEN,
            "uraian": SECRET,
        },
    )
    address = f"/pengawasan/perkara/{CaseRow.objects.get().pk}"
    assert REPORTER.name not in text(panwascam, address)

    shown = panwascam.post(address, {"perbuatan": "orang", "alasan": "Klarifikasi"}).content.decode()

    assert f"{REPORTER.name}, Desa X, 0811-777" in shown
    assert LookRow.objects.filter(subject__endswith="people").count() == 1
    assert REPORTER.name not in text(panwascam, address)
    for role in ("kpu-logistik", "kabag-ops", "publik"):
        client = enters(role, KAUR)
        assert not any(word in text(client, address) for word in (REPORTER.name, SECRET))
        assert client.post(address, {"perbuatan": "orang", "alasan": "Ingin tahu"}).status_code == 403


def test_public_sees_three_states_and_the_record_and_nothing_else() -> None:
    case = report()
    steps(case, "mulai-kajian-awal")
    public = enters("publik", KAUR)

    page, listed = text(public, f"/pengawasan/perkara/{case}"), text(public, "/pengawasan")

    assert "under study" in page
    assert "under study" in listed
    assert "In the record" in page
    assert not any(word in page + listed for word in ("Kajian awal", SECRET, STATION, "Steps taken"))


def test_checklist_at_the_desk_becomes_a_statement_and_begins_a_form_a() -> None:
    panwascam, clerk = enters("panwascam"), enters("kpu-logistik", KAUR)
    asked_page = text(panwascam, "/pengawasan/alat-kerja/distribusi")
    assert "keamanan" in asked_page
    empty = panwascam.post("/pengawasan/alat-kerja/distribusi", {"tentang": STATION, "kapan": WHEN})
    assert empty.status_code == 422

    sent = panwascam.post(
        "/pengawasan/alat-kerja/distribusi",
        {
            "tentang": STATION,
            "kapan": WHEN,
            "jawab_jumlah": "ya",
            "jawab_kualitas": "tidak",
            "catatan_kualitas": "Segel putus",
            "kaitan_kualitas": f"{STATION}-B1 {'ab' * 32}",
        },
    )

    assert sent.status_code == 302, sent.content.decode()
    row = ChecklistRow.objects.get()
    assert (row.noes, row.region, row.name) == (1, STATION, "Panwaslu Kecamatan")
    page = text(panwascam, f"/pengawasan/isian/{row.pk}")
    assert all(part in page for part in ("Segel putus", f"{STATION}-B1", "ab" * 32, "Not answered"))
    begun = text(panwascam, f"/pengawasan/temuan?isian={row.pk}")
    assert "Segel putus" in begun
    case = panwascam.post(f"/pengawasan/temuan?isian={row.pk}", FORM_A)["Location"]
    twin = text(panwascam, f"{case}/form-a")
    assert row.origin in twin
    assert "Segel putus" in twin
    text(clerk, f"/pengawasan/isian/{row.pk}", status=403)
    assert "Segel putus" not in text(clerk, "/pengawasan")


def test_lists_leave_the_house_as_files_with_what_the_reader_may_know() -> None:
    finding()
    report()
    bawaslu, clerk = enters("bawaslu", KAUR), enters("kpu-logistik", KAUR)

    own = text(bawaslu, "/pengawasan/berkas/perkara.csv")
    others = text(clerk, "/pengawasan/berkas/perkara.csv")

    assert (own.count("TEMUAN/"), others.count("TEMUAN/"), others.count("LAPORAN/")) == (1, 0, 1)
    assert bawaslu.get("/pengawasan/berkas/alat-kerja.xlsx").content[:2] == b"PK"
    text(clerk, "/pengawasan/berkas/alat-kerja.csv", status=403)
    text(bawaslu, "/pengawasan/berkas/gaji.csv", status=404)


def test_more_cases_need_no_more_questions_to_the_store() -> None:
    bawaslu = enters("bawaslu", KAUR)
    steps(report(at=now()), "mulai-kajian-awal", at=now())

    def looks() -> HttpResponse:
        return cast("HttpResponse", bawaslu.get("/pengawasan"))

    looks()
    few = asked(looks)

    for _ in range(2):
        report(at=now())
    looks()

    assert len(asked(looks)) == len(few)


def test_wrong_code_and_time_are_told_with_a_sentence() -> None:
    panwascam = enters("panwascam")

    for wrong, said in (
        ({"tentang": "Nasal"}, "is no code of a region"),
        ({"mulai": "kemarin"}, "is no date and time"),
        ({"peristiwa": "abc"}, "is no digest"),
        ({"bentuk": "x"}, "is not known"),
    ):
        answer = panwascam.post("/pengawasan/temuan", FORM_A | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert panwascam.post("/pengawasan/temuan", FORM_A | {"tentang": "1813"}).status_code == 403
    assert person("panwascam").scope.territory == NASAL
