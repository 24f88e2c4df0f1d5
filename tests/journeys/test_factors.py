"""Second factors in a real browser: one-time codes, and a passkey on a virtual authenticator."""

import time

import pyotp
from tests.journeys.conftest import PICTURES, People
from tests.journeys.person import Person

PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _out(person: Person) -> Person:
    person.page.get_by_role("button", name="Keluar").click()
    return person


def test_a_one_time_code_is_set_up_from_the_qr_page_and_asked_for_at_the_next_login(people: People) -> None:
    chief = people.of("kapolres-kaur").log_in().look("/faktor-saya")
    chief.pictures(PICTURES / "second-factor.png")
    codes = pyotp.TOTP(chief.page.locator("form code").inner_text())
    chief.page.locator("input[name=code]").fill(codes.now())
    chief.page.get_by_role("button", name="Mulai gunakan").click()
    chief.sees_well().reads("totp")

    _out(chief).log_in()
    chief.sees_well().misses("Kabupaten Kaur")
    # A code is good once: the next one is accepted already.
    chief.page.locator("input[name=code]").fill(codes.at(time.time() + codes.interval))
    chief.page.locator("main").get_by_role("button", name="Masuk").first.click()

    chief.reads("Kabupaten Kaur")


def test_a_passkey_is_made_on_the_device_and_lets_its_holder_in(people: People) -> None:
    clerk = people.of("kpu-pimpinan-kaur").log_in()
    device = clerk.page.context.new_cdp_session(clerk.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    clerk.look("/faktor-saya")
    with clerk.page.expect_navigation():  # when the passkey is kept
        clerk.page.locator("button[data-passkey=create]").click()
    clerk.reads("passkey")

    _out(clerk).log_in()
    clerk.sees_well().misses("Kabupaten Kaur")
    clerk.page.locator("button[data-passkey=get]").click()

    clerk.reads("Kabupaten Kaur")
