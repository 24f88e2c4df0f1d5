"""What people do at the command centre, from the login page on."""

from tests.journeys.conftest import PICTURES, People

NEIGHBOUR = "/wilayah/1813"
"""Kabupaten Pesisir Barat, whose operation is in the same store."""


def test_the_commissions_clerk_sees_today_in_the_own_regency(people: People) -> None:
    clerk = people.as_kpu_logistics()

    clerk.sees_well().reads("Kabupaten Kaur").reads("270")
    clerk.pictures(PICTURES / "today-kaur.png")


def test_the_login_page_refuses_a_wrong_password_and_reads_well(people: People) -> None:
    clerk = people.of("kpu-logistik-pesisir-barat")
    clerk.password = "salah sama sekali"

    clerk.log_in()

    clerk.sees_well().reads("Nama atau kata sandi salah")


def test_everybody_is_refused_a_foreign_regency_with_a_sentence(people: People) -> None:
    for person in (
        people.as_kpu_logistics(),
        people.as_kabag_ops(),
        people.as_bawaslu(),
        people.as_kapolsek(),
        people.as_public(),
    ):
        person.look(NEIGHBOUR, status=403).misses("Pesisir Barat").reads("Tanyakan kepada administrator")


def test_a_head_of_a_police_station_sees_the_own_kecamatan_only(people: People) -> None:
    head = people.as_kapolsek()

    head.look("/hari-ini").reads("Kinal")
    head.look("/wilayah/1704", status=403)


def test_the_pages_speak_english_by_a_switch(people: People) -> None:
    clerk = people.as_kpu_logistics()

    clerk.page.get_by_role("button", name="English").click()

    clerk.sees_well().reads("Log out")
