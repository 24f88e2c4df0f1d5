"""Entries, columns and signers that several papers share."""

from sampai.coordination.pages.papers.shape import Column
from sampai.kernel.text import say

NO = Column(say("No."), 4, is_number=True)
DAY = ("hari", say("Day and date"))
HOUR = ("jam", say("Hour"))
PLACE = ("tempat", say("Place"))
KECAMATAN = ("kecamatan", say("Kecamatan"))
VILLAGE = ("desa", say("Village"))
STATION = ("tps", say("Station"))
STATION_CODE = ("kode", say("Code of the station"))
VOTERS = ("pemilih", say("Registered voters"))
GIVER, RECEIVER = say("Handed over by"), say("Received by")
POLICE, SUPERVISOR = say("Witness: police"), say("Witness: supervisor")
HEAD_OF_LOGISTICS = say("For the KPU")
KPPS = say("Chair of the KPPS")
WITNESSES = (POLICE, SUPERVISOR)
JOURNEY = (
    ("perjalanan", say("Journey")),
    ("asal", say("From")),
    ("kendaraan", say("Vehicle")),
    ("polisi", say("Number plate")),
    ("pengemudi", say("Driver")),
    ("awak", say("Crew")),
    ("pengawal", say("Escort")),
    ("muat", say("Loading")),
    ("berangkat", say("Departure")),
    ("kembali", say("Return")),
    ("muatan", say("Load")),
)
COUNTED = (
    NO,
    Column(say("Item"), 34),
    Column(say("By the plan"), 11, is_number=True),
    Column(say("Counted"), 11),
    Column(say("Good"), 9),
    Column(say("Damaged"), 9),
    Column(say("Remark"), 20),
)
