"""Addresses of all pages."""

from django.urls import path

from sampai.command.pages import today
from sampai.main.web.files import file_page
from sampai.people.pages import accounts, factors, login

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
    path("hari-ini", today.today, name="today"),
    path("wilayah/<str:code>", today.region, name="region"),
    path("static/<path:name>", file_page, name="static"),
]
