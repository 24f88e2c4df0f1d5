"""`sampai demo`: the shipped sample regencies, planned, in a command centre on this machine."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.main import options
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.main.web.demonstration import Login, Sample

REGENCIES = ("kaur", "kota-pekalongan", "pesisir-barat", "lampung-selatan")
DATA, ACCOUNTS = "data", "akun.txt"
EVE_DATA, EVE_ACCOUNTS, BEFORE_EVE = "latihan", "akun-latihan.txt", "latihan-awal"
"""Of the eve that telephones play: an exercise has a store of its own, which each eve begins anew."""
MARK = ".sampai-demo"
"""A file by which a folder of the demonstration is known, before anything in it is removed."""


@click.command(
    "demo",
    help=str(
        say(
            "Plans the sample regencies, puts them into a store, makes an account for every role and starts "
            "the command centre on this machine, as an exercise: telephones play the eve of voting in the "
            "first regency, sixty times as fast as the clock. Tables that are there already are kept; what "
            "is planned already is not planned again; the eve begins anew. Ends with Ctrl-C."
        )
    ),
    epilog=str(say("Example: sampai demo --out demo --lang en")),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="demo",
    metavar="DIR",
    show_default=True,
    help=str(say("Folder for tables, results and the store.")),
)
@click.option(
    "--regency",
    "regencies",
    type=click.Choice(REGENCIES),
    multiple=True,
    help=str(say("Only this sample; may be given several times.")),
)
@options.jobs
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8000,
    show_default=True,
    metavar="PORT",
    help=str(say("Port to listen on.")),
)
@click.option("--reset", is_flag=True, help=str(say("Remove tables, results, store and accounts first.")))
@click.option(
    "--eve/--no-eve",
    default=True,
    help=str(
        say("Whether telephones play the eve. Without it the store is no exercise's and keeps what is done.")
    ),
)
@click.option("--no-serve", is_flag=True, help=str(say("Do not start the server.")))
def command(
    *,
    out: Path,
    regencies: tuple[str, ...],
    jobs: int | None,
    port: int,
    reset: bool,
    eve: bool,
    no_serve: bool,
) -> None:
    """Plan, import, tell, serve."""
    # Everything that plans is slow to import, and `--help` does without.
    from sampai.main.results import check_folder, figure_lines  # noqa: PLC0415 -- see above
    from sampai.main.web.demonstration import FIRST, build, samples  # noqa: PLC0415 -- see above

    speaker = session()
    check_folder(out)
    if not no_serve:
        _check_port(port)
    if reset:
        _remove(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
    chosen = samples(out, names=[name for name in REGENCIES if name in (regencies or REGENCIES)])
    eve = eve and not no_serve and chosen[0].name == FIRST
    data, listed = out / (EVE_DATA if eve else DATA), out / (EVE_ACCOUNTS if eve else ACCOUNTS)
    if eve:
        _before_eve(data, kept=out / BEFORE_EVE)
    logins, made = build(
        data,
        accounts=listed,
        all_of=chosen,
        jobs=jobs,
        words=speaker.words,
        step=lambda text: click.echo(speaker.say(text), err=True),
    )
    for outcome in made:
        for line in figure_lines(outcome.plan, words=speaker.words):
            click.echo(line)
    for line in _how_to_go_on(chosen, first=FIRST, words=speaker.words):
        click.echo(line)
    for line in _who(logins, listed=listed, words=speaker.words):
        click.echo(line)
    if eve:
        _serve_eve(data, kept=out / BEFORE_EVE, sample=chosen[0], port=port, words=speaker.words)
    elif not no_serve:
        _serve(data, port=port, words=speaker.words)


def _before_eve(data: Path, *, kept: Path) -> None:
    from sampai.main.web.eve import begin_anew  # noqa: PLC0415 -- `--help` does without

    os.environ["SAMPAI_EXERCISE"] = "1"
    begin_anew(data, kept=kept)


def _check_port(port: int) -> None:
    """Before minutes are spent on plans."""
    from sampai.main.web.serving import check_port  # noqa: PLC0415 -- `--help` does without the server

    check_port(port)


def _remove(out: Path) -> None:
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise Refused(
            "not-a-demo",
            say("{folder} was not made by sampai demo; nothing was removed.", folder=str(out)),
            say("Name the folder of the demonstration with --out, or empty this one yourself."),
        )
    shutil.rmtree(out, ignore_errors=True)


def _how_to_go_on(chosen: "Sequence[Sample]", *, first: str, words: Words) -> Iterator[str]:
    yield ""
    for sample in chosen:
        yield words.say(say("Report: open {file} in a browser.", file=str(sample.results / "report.html")))
        if sample.name == first:
            tables, results = sample.tables, sample.results
            yield words.say(say("Tables: {folder}. Change them and plan again:", folder=str(tables)))
            yield f"  sampai plan {tables} --out {results}"
    yield words.say(say("Your own regency, from public facts (its code has four digits):"))
    yield "  sampai sample 1801 --election pilkada-2024 --out lampung-selatan"
    yield words.say(say("or from an empty workbook that explains itself:"))
    yield "  sampai init operasi-saya --election pilkada-2024"


def _who(logins: "Sequence[Login]", *, listed: Path, words: Words) -> Iterator[str]:
    yield ""
    yield words.say(
        say("Accounts of this demonstration, with their passwords (also in {file}):", file=str(listed))
    )
    width = max(len(login.username) for login in logins)
    for login in logins:
        yield f"  {login.username.ljust(width)}  {login.password}"


def _serve_eve(data: Path, *, kept: Path, sample: "Sample", port: int, words: Words) -> None:
    """The server, while telephones play the eve to it in a process of their own."""
    # `--help` does without the server.
    from sampai.kernel.clock import now  # noqa: PLC0415 -- see above
    from sampai.main.web.demonstration import person  # noqa: PLC0415 -- see above
    from sampai.main.web.eve import eve, keep, offered  # noqa: PLC0415 -- see above

    keep(data, kept=kept)
    code = offered(person("kpu-logistik", sample), at=now())
    click.echo(
        words.say(
            say(
                "Telephones play the eve of voting, an hour in a minute: see it at {address} as "
                "kpu-logistik-kaur, and let things happen on the page Exercises as instruktur-kaur.",
                address=f"http://localhost:{port}/peta?warna=sasaran",
            )
        )
    )
    with eve(sample.results, port=port, code=code):
        _serve(data, port=port, words=words)


def _serve(data: Path, *, port: int, words: Words) -> None:
    from sampai.main.web.serving import serve  # noqa: PLC0415 -- `--help` does without the server

    address = f"http://localhost:{port}/"
    click.echo("")
    click.echo(words.say(say("Sampai is at {address}. Ctrl-C ends it.", address=address)))
    click.echo(
        words.say(
            say(
                "Open it in a browser and log in as kpu-logistik-kaur: the page Today shows what is late; "
                "from there go down to a kecamatan, a village and a station, or to the map and the plans."
            )
        )
    )
    serve(data=data, port=port)
