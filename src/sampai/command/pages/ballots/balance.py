"""The balance of ballots: per contest and place, what does not fit first; the same as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.actions import export_list
from sampai.command.model import Desk, Filter
from sampai.command.pages.ballots.words import HOPS, STATION_ACCOUNTS, STORE_ACCOUNTS, contest_names, word
from sampai.command.pages.lists import MIME
from sampai.command.pages.where import NATION, Election, chosen, h_word
from sampai.election.queries import OperationView
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden
from sampai.kernel.table.page import TableSheet, sheet_name
from sampai.kernel.table.sheet import Value
from sampai.kernel.text import Words, say
from sampai.materials.model.ballots import Account
from sampai.materials.queries.ballots import (
    BallotLine,
    ballot_lines,
    ballot_sums,
    packing_balances,
)
from sampai.people.pages import Request
from sampai.places.model import CODE_LENGTH
from sampai.places.queries import chain, region_names

PAGE = 50
MOST = 100_000
STATION_DIGITS = 13
MOVES = (Account.MOVED_OUT, Account.MOVED_IN)
SHOWN = (*STATION_ACCOUNTS, *MOVES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page of ballots is about."""

    election: Election
    operation: OperationView
    region: RegionCode
    contest: str
    names: Mapping[str, str]


def asked_of(request: Request, desk: Desk) -> Asked:
    """What an address asks for. Raises `Forbidden` for whom custody or the region is not."""
    scope = request.actor.scope
    request.actor.needs(Deed.SEE_CUSTODY)
    region = RegionCode(request.GET.get("wilayah", "") or scope.territory)
    if not scope.covers(region) or len(region) not in {*CODE_LENGTH.values(), STATION_DIGITS}:
        raise Forbidden(Deed.SEE_CUSTODY)
    election = chosen(scope, request.GET.get("peristiwa", ""))
    operations = election.in_region(region)
    if not operations:
        raise Forbidden(Deed.SEE_CUSTODY)
    names = contest_names(operations[0], desk=desk, lang=request.words.lang)
    contest = request.GET.get("jenis", "")
    return Asked(
        election=election,
        operation=operations[0],
        region=region,
        contest=contest if contest in names else "",
        names=names,
    )


@require_GET
def page(request: Request, desk: Desk) -> HttpResponse:
    """One region as a whole, by the regions in it, and place by place."""
    asked, scope, at = asked_of(request, desk), request.actor.scope, now()
    event, region = asked.election.event, asked.region
    digits = next((length for length in (*sorted(CODE_LENGTH.values()), 13) if length > len(region)), 13)
    start = _start(request.GET.get("mulai", ""))
    parts = ballot_sums(scope, event=event, region=region, digits=digits, contest=asked.contest)
    lines = ballot_lines(
        scope, event=event, region=region, contest=asked.contest, stores=False, most=PAGE + 1, start=start
    )
    content: dict[str, Any] = {
        "asked": asked,
        "chain": chain(scope, RegionCode(region[:10])),
        "code_of_nation": NATION,
        "wholes": [
            one
            for one in ballot_sums(scope, event=event, region=region, digits=0, contest=asked.contest)
            if one.contest in asked.names
        ],
        "packing": [
            one
            for one in packing_balances(scope, event=event, region=region)
            if one.contest in asked.names and asked.contest in {"", one.contest}
        ],
        "parts": [one for one in parts if one.contest in asked.names] if digits < STATION_DIGITS else [],
        "stores": ballot_lines(scope, event=event, region=region, contest=asked.contest, stores=True),
        "lines": lines[:PAGE],
        "next": start + PAGE if len(lines) > PAGE else 0,
        "start": start,
        "region_names": region_names(
            [RegionCode(one.part) for one in parts] + [RegionCode(line.place[:10]) for line in lines]
        ),
        "store_accounts": STORE_ACCOUNTS,
        "accounts": SHOWN,
        "hops": HOPS,
        "word": word,
        "h": h_word(asked.election.h(at)),
        "zone": asked.election.zone,
        "at": at,
        "may_export": request.actor.may(Deed.EXPORT),
        "may_count": request.actor.may(Deed.COUNT_BALLOTS),
    }
    return render(request, "ballots.jinja", content)


def _start(text: str) -> int:
    return min(int(text), MOST) if text.isdecimal() and len(text) < 7 else 0


@require_GET
def exported(request: Request, desk: Desk, ending: str) -> HttpResponse:
    """All places as a file, differences first; it is noted who took it."""
    if ending not in desk.write:
        raise Http404(ending)
    asked, at = asked_of(request, desk), now()
    export_list(request.actor, at, listing="surat-suara", ending=ending, wanted=Filter(region=asked.region))
    lines = ballot_lines(
        request.actor.scope,
        event=asked.election.event,
        region=asked.region,
        contest=asked.contest,
        most=MOST,
    )
    content = desk.write[ending](_table(asked, lines, words=request.words))
    name = f"sampai-surat-suara-{asked.region or NATION}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MIME[ending], headers=headers)


def _table(asked: Asked, lines: Sequence[BallotLine], *, words: Words) -> TableSheet:
    title = words.say(say("Ballots"))
    accounts = (*STORE_ACCOUNTS, *SHOWN)
    heads = [say("Place"), say("Contest"), *map(word, accounts), say("Surely gone or too many"), say("Where")]
    return TableSheet(
        name=sheet_name(title, taken=()),
        title=f"{title} · {asked.election.event}",
        headers=tuple(words.say(head) for head in (*heads, say("Counts in doubt"))),
        rows=tuple(_row(line, accounts=accounts, names=asked.names, words=words) for line in lines),
    )


def _row(
    line: BallotLine, *, accounts: Sequence[Account], names: Mapping[str, str], words: Words
) -> tuple[Value, ...]:
    hops = "; ".join(words.say(HOPS[hop]) for hop in line.hops)
    sheets = [line.sheets.get(account) for account in accounts]
    return (line.place, names.get(line.contest, line.contest), *sheets, line.surely, hops, line.doubts)
