"""Logging in by an institution's own provider: a real one, asked for PKCE, and everything that is refused."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
import pytest
from django.conf import LazySettings
from django.test import Client
from tests.people.provider import CLIENT, SECRET, logs_in, provider
from tests.store import as_role

from sampai.engines.oidc import OpenIdProvider
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Forbidden, Institution
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import invite, make_account, set_active
from sampai.people.actions.factors import begin_codes, confirm_codes
from sampai.people.actions.identities import forget_identities, link_identity
from sampai.people.model import Identity
from sampai.people.tables import AccountRow

KAUR = RegionCode("1704")
ADMIN = as_role("kpu-admin", territory=KAUR)
BACK = "http://localhost/masuk/kpu/kembali"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider(BACK) as address:
        yield address


@pytest.fixture
def rina(any_store: str, issuer: str, settings_with: "Configure") -> str:  # noqa: ARG001 -- the store is open
    settings_with(issuer)
    make_account(ADMIN, now(), username="rina", name="Rina", role=roles()["kpu-logistik"], territory=KAUR)
    return "rina"


class Configure:
    """Puts one provider into the settings."""

    def __init__(self, settings: LazySettings, patch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self.patch = patch

    def __call__(self, issuer: str, *, institution: Institution = Institution.KPU) -> None:
        one = OpenIdProvider(
            name="Akun KPU", issuer=issuer, client=CLIENT, secret=SECRET, institution=institution
        )
        self.patch.setattr(self.settings, "PROVIDERS", lambda: {"kpu": one})


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch) -> Configure:
    from django.conf import settings  # noqa: PLC0415 -- it becomes an argument here

    return Configure(settings, monkeypatch)


def _identity(issuer: str, subject: str = "rina@kpu", institution: Institution = Institution.KPU) -> Identity:
    return Identity(issuer=issuer, subject=subject, institution=institution)


def _linked(username: str, issuer: str) -> None:
    link_identity(ADMIN, now(), username=username, identity=_identity(issuer), roles=roles())


def _client() -> Client:
    return Client(SERVER_NAME="localhost")


def _leaves(client: Client, query: str = "lanjut=%2Fhari-ini") -> str:
    answer = client.get(f"/masuk/kpu?{query}")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def _comes_back(client: Client, back: str) -> Any:
    return client.get(back.removeprefix("http://localhost"))


def _whole_way(client: Client, *, query: str = "lanjut=%2Fhari-ini", name: str = "rina@kpu") -> Any:
    return _comes_back(client, logs_in(_leaves(client, query), name=name, back=BACK))


def _with(address: str, **changed: str) -> str:
    """An address with other values in its query."""
    parts = urlsplit(address)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()} | changed
    return parts._replace(query=urlencode(query)).geturl()


def test_a_linked_person_comes_in_and_goes_where_they_wanted(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    client = _client()

    answer = _whole_way(client)

    assert (answer.status_code, answer["Location"]) == (302, "/hari-ini")
    assert "Kabupaten Kaur" in client.get("/hari-ini").content.decode()


def test_the_question_asks_for_pkce_state_and_nonce_and_tells_no_secret(rina: str) -> None:  # noqa: ARG001
    asked = parse_qs(urlsplit(_leaves(_client())).query)

    assert (asked["code_challenge_method"], asked["scope"]) == (["S256"], ["openid"])
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert SECRET not in str(asked)


def test_the_session_has_another_key_after_the_login(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    client = _client()
    back = logs_in(_leaves(client), name="rina@kpu", back=BACK)
    before = client.session.session_key

    _comes_back(client, back)

    assert client.session.session_key != before
    assert set(client.session.keys()) == {"account"}


def test_an_invitation_links_whoever_comes_back_and_is_good_once(rina: str) -> None:
    invite(ADMIN, now(), username=rina, secret="s3cret", roles=roles())

    first = _whole_way(_client(), query="undangan=s3cret")
    again = _whole_way(_client())
    another = _whole_way(_client(), query="undangan=s3cret", name="penyusup")

    assert (first.status_code, again.status_code) == (302, 302)
    assert another.status_code == 422


def test_somebody_unknown_is_told_their_identifier_and_gets_no_account(rina: str) -> None:  # noqa: ARG001
    client = _client()

    answer = _whole_way(client, name="siapa@kpu")

    assert answer.status_code == 422
    assert "siapa@kpu" in answer.content.decode()
    assert list(AccountRow.objects.values_list("username", flat=True)) == ["rina"]
    assert client.get("/hari-ini").status_code == 302


def test_the_second_factor_is_asked_for_as_after_a_password(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    account = AccountRow.objects.get(username=rina).pk
    begin_codes(account, secret=TOTP, at=now())
    confirm_codes(account, code=pyotp.TOTP(TOTP).at(now()), at=now())
    client = _client()

    answer = _whole_way(client)

    assert (answer.status_code, answer["Location"]) == (302, "/faktor")
    assert client.get("/hari-ini").status_code == 302


def test_a_locked_out_account_stays_out(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    set_active(ADMIN, now(), username=rina, active=False, roles=roles())

    assert _whole_way(_client()).status_code == 422


def test_a_link_that_was_taken_away_lets_nobody_in(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    forget_identities(ADMIN, now(), username=rina, roles=roles())

    assert _whole_way(_client()).status_code == 422


def test_a_wrong_state_is_refused(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    client = _client()
    back = logs_in(_leaves(client), name="rina@kpu", back=BACK)

    answer = _comes_back(client, _with(back, state="lain"))

    assert answer.status_code == 422
    assert "oidc-state" in answer.content.decode()


def test_another_browsers_answer_is_refused(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    back = logs_in(_leaves(_client()), name="rina@kpu", back=BACK)

    assert _comes_back(_client(), back).status_code == 422


def test_an_answer_is_good_once(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    client = _client()
    back = logs_in(_leaves(client), name="rina@kpu", back=BACK)
    _comes_back(client, back)

    assert _comes_back(client, back).status_code == 422


def test_a_word_with_another_nonce_is_refused(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    client = _client()
    address = _with(_leaves(client), nonce="lain")

    answer = _comes_back(client, logs_in(address, name="rina@kpu", back=BACK))

    assert answer.status_code == 422
    assert "oidc-token" in answer.content.decode()


def test_a_code_that_was_asked_for_with_another_verifier_is_refused(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    client = _client()
    address = _with(_leaves(client), code_challenge="0" * 43)

    answer = _comes_back(client, logs_in(address, name="rina@kpu", back=BACK))

    assert answer.status_code == 422
    assert "oidc-code" in answer.content.decode()


def test_an_answer_in_another_issuers_name_is_refused(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    client = _client()
    back = logs_in(_leaves(client), name="rina@kpu", back=BACK)

    answer = _comes_back(client, _with(back, iss="https://lain.example"))

    assert answer.status_code == 422
    assert "oidc-issuer" in answer.content.decode()


@pytest.mark.usefixtures("rina")
def test_a_provider_that_calls_itself_otherwise_is_not_asked(issuer: str, settings_with: Configure) -> None:
    settings_with(issuer.replace("127.0.0.1", "localhost"))

    answer = _client().get("/masuk/kpu")

    assert answer.status_code == 422
    assert "oidc-discovery" in answer.content.decode()


@pytest.mark.usefixtures("rina")
def test_who_stops_at_the_provider_reads_a_sentence(settings_with: Configure) -> None:  # noqa: ARG001
    client = _client()
    state = parse_qs(urlsplit(_leaves(client)).query)["state"][0]

    answer = client.get(f"/masuk/kpu/kembali?error=access_denied&state={state}")

    assert answer.status_code == 422


@pytest.mark.usefixtures("rina")
def test_a_silent_provider_leaves_the_password(settings_with: Configure) -> None:
    settings_with("http://127.0.0.1:9")

    answer = _client().get("/masuk/kpu")

    assert answer.status_code == 422
    assert 'name="password"' in answer.content.decode()


def test_a_provider_vouches_for_its_own_institution_only(
    rina: str, issuer: str, settings_with: Configure
) -> None:
    _linked(rina, issuer)
    settings_with(issuer, institution=Institution.POLRI)

    assert _whole_way(_client()).status_code == 422
    with pytest.raises(Refused):
        link_identity(
            ADMIN,
            now(),
            username=rina,
            identity=_identity(issuer, "x", Institution.POLRI),
            roles=roles(),
        )


def test_one_person_of_a_provider_is_one_account(rina: str, issuer: str) -> None:
    _linked(rina, issuer)
    make_account(ADMIN, now(), username="budi", name="Budi", role=roles()["ppk"], territory=KAUR)

    with pytest.raises(Refused):
        _linked("budi", issuer)


def test_another_institutions_administrator_links_nobody(rina: str, issuer: str) -> None:
    with pytest.raises(Forbidden):
        link_identity(
            as_role("polri-admin", territory=KAUR),
            now(),
            username=rina,
            identity=_identity(issuer),
            roles=roles(),
        )


def test_the_login_page_names_the_provider_and_keeps_where_one_wanted_to_go(rina: str) -> None:  # noqa: ARG001
    page = _client().get("/masuk?lanjut=/hari-ini").content.decode()

    assert 'href="/masuk/kpu?lanjut=/hari-ini"' in page
    assert "Akun KPU" in page


@pytest.mark.parametrize(
    "issuer", ["http://sso.example", "sso.example", "ftp://localhost", "https://a.example?x"]
)
def test_a_provider_is_asked_over_tls_only(issuer: str) -> None:
    with pytest.raises(Refused):
        OpenIdProvider(name="x", issuer=issuer, client=CLIENT, secret=SECRET, institution=Institution.KPU)
