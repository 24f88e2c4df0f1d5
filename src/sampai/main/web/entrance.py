"""How telephones come in over the local network: a page to print, and the certificate that they need."""

import segno
from cryptography import x509
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sampai.main.web.certificates import FOLDER, fingerprint
from sampai.people.pages import Request

KIND = "application/x-x509-ca-cert"


@require_GET
def entrance(request: Request) -> HttpResponse:
    """The sheet that hangs on the wall: address, certificate, fingerprint."""
    base = settings.OPTIONS.address
    if not base:
        raise Http404
    certificate = base.rstrip("/") + reverse("authority")
    shown = {
        "address": base,
        "certificate": certificate,
        "fingerprint": fingerprint(x509.load_pem_x509_certificate(_authority())).split(":"),
        "address_qr": _qr(base),
        "certificate_qr": _qr(certificate),
    }
    return render(request, "entrance.jinja", shown)


@require_GET
def authority(_request: Request) -> HttpResponse:
    """The certificate of this installation's authority; it is no secret."""
    headers = {"Content-Disposition": 'attachment; filename="sampai-ca.crt"'}
    return HttpResponse(_authority(), content_type=KIND, headers=headers)


def _authority() -> bytes:
    file = settings.OPTIONS.data / FOLDER / "ca.crt"
    if not settings.OPTIONS.address or not file.is_file():
        raise Http404
    return bytes(file.read_bytes())


def _qr(text: str) -> str:
    return segno.make(text, error="m").svg_data_uri(scale=5, light="white")
