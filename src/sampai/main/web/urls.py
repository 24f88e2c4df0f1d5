"""Addresses of all pages."""

from django.urls import path

from sampai.command.pages import lists, search, station, today
from sampai.main.web.desk import desk
from sampai.main.web.files import file_page
from sampai.people.pages import accounts, factors, login

DESK = {"desk": desk()}

urlpatterns = [
    path("", today.home, name="home"),
    path("masuk", login.login, name="login"),
    path("keluar", login.logout, name="logout"),
    path("bahasa", login.language, name="language"),
    path("undangan/<str:secret>", login.invitation, name="invitation"),
    path("faktor", factors.factor, name="factor"),
    path("faktor/tanya", factors.question, name="passkey-question"),
    path("faktor/jawab", factors.answer, name="passkey-answer"),
    path("faktor-saya", factors.own, name="factors"),
    path("faktor-saya/passkey/tawar", factors.offer, name="passkey-offer"),
    path("faktor-saya/passkey/simpan", factors.keep, name="passkey-keep"),
    path("akun", accounts.accounts, name="accounts"),
    path("hari-ini", today.today, DESK, name="today"),
    path("wilayah/<str:code>", today.region, DESK, name="region"),
    path("wilayah/<str:code>/kini", today.figures_now, DESK, name="region_now"),
    path("tps", lists.stations, name="stations"),
    path("tps/<str:code>", station.page, DESK, name="station"),
    path("daftar/<str:kind>", lists.listing, name="list"),
    path("daftar/<str:kind>/berkas.<str:ending>", lists.exported, DESK, name="export"),
    path("saringan", lists.keep, name="keep_filter"),
    path("saringan/<int:number>/hapus", lists.drop, name="drop_filter"),
    path("cari", search.results, name="search"),
    path("static/<path:name>", file_page, name="static"),
]
