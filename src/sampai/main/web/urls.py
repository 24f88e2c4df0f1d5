"""Addresses of all pages."""

from django.urls import path

from sampai.command.pages import today
from sampai.main.web.files import file_page
from sampai.people import pages as people

urlpatterns = [
    path("", today.home, name="home"),
    path("masuk", people.login, name="login"),
    path("keluar", people.logout, name="logout"),
    path("bahasa", people.language, name="language"),
    path("undangan/<str:secret>", people.invitation, name="invitation"),
    path("hari-ini", today.today, name="today"),
    path("wilayah/<str:code>", today.region, name="region"),
    path("static/<path:name>", file_page, name="static"),
]
