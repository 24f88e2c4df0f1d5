"""Addresses of all pages."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from sampai.command.pages import (
    contacts,
    delivery,
    fixes,
    ground,
    guards,
    lists,
    papers,
    people_hours,
    plan_changes,
    plan_files,
    plans,
    postponement,
    registers,
    search,
    station,
    tiles,
    today,
)
from sampai.command.pages import map as map_pages
from sampai.command.pages.ballots import balance, counting, orders, stock, surplus
from sampai.command.pages.custody import back, box, districts, enter, manifest, reports, seals, unheard
from sampai.command.ports import PostponementDesk
from sampai.command.reactions import Postponements
from sampai.coordination.pages.meetings import index as meeting_list
from sampai.coordination.pages.meetings import one as meeting_one
from sampai.fieldwork import api as fieldwork_api
from sampai.incidents.pages import bell as incident_notices
from sampai.incidents.pages import listing as incident_list
from sampai.incidents.pages import one as incident_one
from sampai.incidents.pages import reporting as incident_reporting
from sampai.ledger import api as ledger_api
from sampai.ledger.actions.react import catch_up
from sampai.main.web.api import api, unknown
from sampai.main.web.atlas import atlas, base_map
from sampai.main.web.ballots import ballot_desk
from sampai.main.web.desk import desk
from sampai.main.web.entrance import authority, entrance
from sampai.main.web.evidence import bundle, evidence_on
from sampai.main.web.exercises import hall
from sampai.main.web.exports import WRITERS
from sampai.main.web.field import field, switch
from sampai.main.web.field_tasks import for_tasks
from sampai.main.web.files import file_page
from sampai.main.web.health import live, metrics, ready
from sampai.main.web.incidents import incident_room
from sampai.main.web.meetings import meeting_room
from sampai.main.web.messages import brought
from sampai.main.web.ports import INTAKE, KEPT_OPERATION, OPEN_PLAN, PACKS, PAPERS, PLAN_FILES
from sampai.main.web.public import public_file
from sampai.main.web.public_logs import log_file, log_list
from sampai.main.web.record import own_node, record, voice_key
from sampai.main.web.supervision import means
from sampai.main.web.wiring import rights
from sampai.oversight.pages import cases, checklists, entering, overview
from sampai.oversight.reactions import FilledChecklists
from sampai.packs.incident_rules import load_incident_book
from sampai.packs.position_rules import load_position_rules
from sampai.people import api as people_api
from sampai.people.pages import accounts, devices, factors, identities, keys, login
from sampai.rehearsal import api as rehearsal_api
from sampai.rehearsal.pages import training

DESK = {"desk": desk()}
ATLAS = {"atlas": atlas()}
RECORD = {"opens": record}
POSITIONS = {"rules": load_position_rules()}


def _plans() -> list[URLPattern]:
    """Pages of plans. What they need of the pack is handed to them here."""
    opens, files, signers = {"opens": OPEN_PLAN}, {"files": PLAN_FILES}, {"signers": rights().signers}
    one = "rencana/<int:plan>"
    return [
        path("rencana", plans.index, name="plans"),
        path("rencana/operasi/<int:operation>", plans.versions, name="plan_versions"),
        path(one, plans.plan, signers, name="plan"),
        path(f"{one}/pengiriman", delivery.delivery, opens, name="plan_delivery"),
        path(f"{one}/perjalanan/<str:code>", delivery.journey, opens, name="plan_journey"),
        path(f"{one}/pengamanan", guards.guard, opens, name="plan_guard"),
        path(f"{one}/pengamanan/jam.<str:ending>", people_hours.exported, opens | DESK, name="plan_people"),
        path(f"{one}/masalah", plans.plan_problems, opens, name="plan_problems"),
        path(f"{one}/perubahan", plan_changes.changes, opens, name="plan_changes"),
        path(f"{one}/berkas", plan_files.listed, files, name="plan_files"),
        path(f"{one}/berkas/<str:file>", plan_files.taken, files, name="plan_file"),
        *(
            path(f"{one}/{deed}", plans.treat, signers | {"deed": deed}, name=f"plan_{deed}")
            for deed in plans.TREATMENTS
        ),
    ]


def _papers() -> list[URLPattern]:
    """Papers as PDF, the page that a code on paper leads to, packs of meetings."""
    prints, packs = {"papers": PAPERS}, {"packs": PACKS}
    return [
        path("surat", papers.scan, prints, name="paper_scan"),
        path("surat/cetak/<int:plan>/<str:code>/<str:subject>", papers.paper, prints, name="paper"),
        path("surat/<path:code>", papers.scan, prints, name="paper_code"),
        path("SURAT/<path:code>", papers.scan, prints, name="paper_code_capitals"),
        path("rencana/<int:plan>/rakor", papers.pack, packs, name="plan_pack"),
        path("rencana/<int:plan>/rakor/<path:file>", papers.pack_file, packs, name="plan_pack_file"),
    ]


def _registers() -> list[URLPattern]:
    """Pages of registers."""
    reading, reads = {"intake": INTAKE}, {"reads": KEPT_OPERATION}
    one = "daftar-tps/<int:register>"
    return [
        path("daftar-tps", registers.index, name="registers"),
        path("daftar-tps/operasi/<int:operation>", registers.versions, name="register_versions"),
        path("daftar-tps/unggah", registers.upload, reading, name="register_upload"),
        path("daftar-tps/kesalahan/<str:key>.<str:kind>", registers.marked, reading, name="register_marked"),
        path(one, registers.register, reads, name="register"),
        path(f"{one}/terima", registers.accept, reads, name="register_accept"),
        path(f"{one}/tolak", registers.reject, reads, name="register_reject"),
    ]


def _custody() -> list[URLPattern]:
    """Pages of boxes, seals, silence and the way back."""
    own = {"own": own_node}
    return [
        path("kotak", lists.boxes, name="boxes"),
        path("kotak/<str:code>", box.page, DESK, name="box"),
        path("kotak/<str:code>/catat", enter.page, DESK | own, name="box_enter"),
        path("kotak/<str:code>/foto/<str:digest>", box.photo, RECORD, name="box_photo"),
        path("kotak/<str:code>/bukti", box.evidence, {"bundles": bundle}, name="box_evidence"),
        path("serah-terima/catat", manifest.page, DESK | own, name="manifest_enter"),
        path("dapil", districts.page, name="districts"),
        path("segel", seals.page, own, name="seals"),
        path("belum-lapor", unheard.page, DESK, name="unheard"),
        path("kembali", back.page, DESK, name="back"),
        path("lapor/sms", brought, name="sms_brought"),
        path("lapor/lisan", reports.by_word, own, name="by_word"),
        path("lapor/suara", reports.voice_code, own | {"voice": voice_key}, name="voice_code"),
        path("lapor", reports.listed, name="reports"),
    ]


def _oversight() -> list[URLPattern]:
    """Pages of the supervisor, as far as others may see them; talks of the police with the community."""
    given = {"means": means}
    return [
        path("pengawasan", overview.overview, given, name="oversight"),
        path("pengawasan/temuan", entering.finding, given, name="finding"),
        path("pengawasan/laporan", entering.report, given, name="report"),
        path("pengawasan/perkara/<int:case>", cases.case, given, name="case"),
        path("pengawasan/perkara/<int:case>/form-a", cases.form, given, name="form_a"),
        path(
            "pengawasan/alat-kerja/<str:stage>",
            checklists.checklist,
            given | {"reaction": FilledChecklists()},
            name="checklist",
        ),
        path("pengawasan/isian/<int:number>", checklists.filled, given, name="checklist_filled"),
        path(
            "pengawasan/berkas/<str:listing>.<str:ending>",
            overview.exported,
            given | {"write": WRITERS},
            name="oversight_export",
        ),
        path("kontak", contacts.page, name="contacts"),
        path("kontak/kerawanan.<str:ending>", contacts.exported, {"write": WRITERS}, name="worries"),
    ]


def _incidents() -> list[URLPattern]:
    """Pages of incidents and notices."""
    room, one = {"room": incident_room()}, "kejadian/<str:code>"
    return [
        path("kejadian", incident_list.index, room, name="incidents"),
        path("kejadian/berkas.<str:ending>", incident_list.exported, room, name="incidents_export"),
        path("kejadian/lapor", incident_reporting.page, room, name="incident_report"),
        path(one, incident_one.page, room, name="incident"),
        path(f"{one}/tindakan", incident_one.act, room, name="incident_act"),
        path(f"{one}/bantuan", incident_one.helping, room, name="incident_help"),
        path(f"{one}/perintah", incident_one.ordering, room, name="incident_ordering"),
        path(f"{one}/tanda-tangan", incident_one.signing, room, name="incident_sign"),
        path(f"{one}/perintah/<str:number>", incident_one.paper, room, name="incident_order"),
        path(f"{one}/foto/<str:digest>", incident_one.picture, room, name="incident_picture"),
        path("pemberitahuan", incident_notices.page, room, name="notices"),
    ]


def _ballots() -> list[URLPattern]:
    """Pages of ballots: balance, counting, stock, moves from the nearest surplus."""
    own, with_ballots = {"own": own_node}, {"ballots": ballot_desk()}
    return [
        path("surat-suara", balance.page, DESK, name="ballots"),
        path("surat-suara/berkas.<str:ending>", balance.exported, DESK, name="ballots_export"),
        path("surat-suara/cari", counting.find, name="ballot_find"),
        path("surat-suara/stok", stock.page, DESK, name="ballot_stock"),
        path("surat-suara/surplus", surplus.page, DESK | own | with_ballots, name="surplus"),
        path("surat-suara/geser", orders.listed, DESK, name="ballot_orders"),
        path("surat-suara/geser/<str:number>", orders.page, DESK | own, name="ballot_order"),
        path("surat-suara/tempat/<str:place>/<str:contest>", counting.page, DESK | own, name="ballot_place"),
    ]


def _postponements() -> list[URLPattern]:
    """Pages of the postponement desk."""
    desk_of = PostponementDesk(
        book=load_incident_book(),
        evidence=evidence_on,
        catch_up=lambda: catch_up(Postponements()),
    )
    handed = {"desk": desk_of}
    one = "penundaan/<str:incident>"
    return [
        path("penundaan", postponement.index, handed | {"own": own_node}, name="postponements"),
        path(one, postponement.dossier, handed | {"own": own_node}, name="postponement"),
        path(f"{one}/bukti.zip", postponement.evidence, handed, name="postponement_evidence"),
    ]


def _meetings() -> list[URLPattern]:
    """Pages of meetings."""
    room, one = {"room": meeting_room()}, "rakor/<int:meeting>"
    return [
        path("rakor", meeting_list.index, name="meetings"),
        path("rakor/baru", meeting_list.call, name="meeting_call"),
        path(one, meeting_one.page, room, name="meeting"),
        path(f"{one}/hadir/<str:tag>", meeting_one.here, room, name="meeting_here"),
        path(f"{one}/cetak", meeting_one.paper, room, name="meeting_paper"),
        path(f"{one}/undangan.ics", meeting_one.invitation, name="meeting_calendar"),
    ]


def _exercises() -> list[URLPattern]:
    """Pages of exercises; there are none where the record is real."""
    handed, one = {"hall": hall()}, "latihan/<int:exercise>"
    return [
        path("latihan", training.index, handed, name="exercises"),
        path(one, training.page, name="exercise"),
        path(f"{one}/tindakan", training.act, name="exercise_act"),
        path(f"{one}/nilai", training.score, name="exercise_score"),
        path(f"{one}/nilai.<str:ending>", training.exported, handed, name="exercise_score_export"),
    ]


def _public() -> list[URLPattern]:
    """What needs no login, cookies and languages: health, figures, the public page, logs, own files."""
    return [
        path("sehat", ready, name="ready"),
        path("sehat/hidup", live, name="live"),
        path("metrics", metrics, name="metrics"),
        path("publik", RedirectView.as_view(url="/publik/", permanent=True), name="public_entry"),
        path("publik/", public_file, name="public"),
        path("publik/<path:path>", public_file, name="public_file"),
        path("log", log_list, name="log_list"),
        path("log/<path:path>", log_file, name="log_file"),
        path("static/<path:name>", file_page, name="static"),
    ]


def _sync() -> list[URLPattern]:
    """Calls of devices and other servers."""
    return [
        path("sync/enrol", people_api.enrol, RECORD | {"voice": voice_key}, name="sync-enrol"),
        path("sync/device", people_api.own_device, RECORD, name="sync-device"),
        path("sync/tasks", fieldwork_api.tasks, {**RECORD, **for_tasks()}, name="sync-tasks"),
        path("sync/positions", fieldwork_api.positions, RECORD | POSITIONS, name="sync-positions"),
        path("sync/events", ledger_api.events, RECORD, name="sync-events"),
        path("sync/changes", ledger_api.changes, RECORD, name="sync-changes"),
        path("sync/exercise", rehearsal_api.exercise, RECORD, name="sync-exercise"),
        path("sync/blobs/<str:digest>", ledger_api.blob, RECORD, name="sync-blob"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.home, name="home"),
    path("masuk", login.login, name="login"),
    path("masuk/<slug:provider>", identities.leave, name="identity"),
    path("masuk/<slug:provider>/kembali", identities.come_back, name="identity_back"),
    path("keluar", login.logout, name="logout"),
    path("bahasa", login.language, name="language"),
    path("undangan/<str:secret>", login.invitation, name="invitation"),
    path("faktor", factors.factor, name="factor"),
    path("faktor/tanya", factors.question, name="passkey-question"),
    path("faktor/jawab", factors.answer, name="passkey-answer"),
    path("faktor-saya", factors.own, name="factors"),
    path("faktor-saya/passkey/tawar", factors.offer, name="passkey-offer"),
    path("faktor-saya/passkey/simpan", factors.keep, name="passkey-keep"),
    path("kunci-saya", keys.own, name="keys"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", unknown, name="api-unknown"),
    path("akun", accounts.accounts, name="accounts"),
    path("perangkat", devices.devices, RECORD, name="devices"),
    *_sync(),
    *_public(),
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
    *_plans(),
    *_papers(),
    *_registers(),
    *_custody(),
    *_oversight(),
    *_incidents(),
    *_ballots(),
    *_postponements(),
    *_meetings(),
    *_exercises(),
    path("peta", map_pages.page, ATLAS, name="map"),
    path("peta/daftar", map_pages.listed, name="map_list"),
    path("peta/posisi", fixes.page, name="map_fixes"),
    path("peta/penutupan", ground.closures, ATLAS, name="map_closures"),
    path("peta/cuaca", ground.weather, ATLAS, name="map_weather"),
    path("peta/kejadian", ground.incidents, {"room": incident_room()}, name="map_incidents"),
    path("peta/ubin/<int:zoom>/<int:column>/<int:row>", tiles.register_tile, name="map_tile"),
    path("peta/batas/<int:zoom>/<int:column>/<int:row>", tiles.border_tile, ATLAS, name="map_borders"),
    path(
        "peta/rencana/<str:layer>/<int:zoom>/<int:column>/<int:row>",
        tiles.restricted_tile,
        name="map_restricted",
    ),
    path("peta/dasar/<str:name>", base_map, name="base_map"),
    path("ponsel", entrance, name="entrance"),
    path("ponsel/sampai-ca.crt", authority, name="authority"),
    path("lapangan", field, name="field"),
    path("lapangan/switch.json", switch, name="field-switch"),
    path("lapangan/<path:name>", field, name="field-file"),
]
