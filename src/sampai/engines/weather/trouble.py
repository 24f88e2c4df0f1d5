"""Why a weather service could not be asked or understood: one function per reason, each with a remedy."""

from sampai.kernel.errors import Unreadable
from sampai.kernel.text import Text, say


class Unreachable(Unreadable):
    """The service gave no answer; an older one may do."""


def _offline() -> Text:
    return say("Check the connection and try again later, or give a file of forecasts with --source.")


def no_answer(host: str, *, cause: str) -> Unreachable:
    """No connection, or none that lasts."""
    return Unreachable(
        "weather-unreachable",
        say("The weather service at {host} gave no answer: {cause}.", host=host, cause=cause),
        _offline(),
    )


def too_slow(host: str, *, seconds: int) -> Unreachable:
    """The answer does not end."""
    return Unreachable(
        "weather-slow",
        say("The weather service at {host} took longer than {seconds} seconds.", host=host, seconds=seconds),
        _offline(),
    )


def refused(host: str, *, status: int) -> Unreachable:
    """An answer that is an error."""
    return Unreachable(
        "weather-refused",
        say("The weather service at {host} answered with error {status}.", host=host, status=status),
        _offline(),
    )


def too_often(host: str) -> Unreachable:
    """The limit of requests was met, by us or by others at this address."""
    return Unreachable(
        "weather-limit",
        say("The weather service at {host} says that it is asked too often from here.", host=host),
        say("Wait a minute and run the command again; what was fetched is kept and not asked for again."),
    )


def not_understood(host: str) -> Unreadable:
    """An answer in another format."""
    return Unreadable(
        "weather-format",
        say("The answer of the weather service at {host} was not understood.", host=host),
        say("Check the address given with --source, or give a file of forecasts."),
    )


def too_large(host: str) -> Unreadable:
    """An answer far longer than any forecast."""
    return Unreadable(
        "weather-large",
        say("The answer of the weather service at {host} is too large.", host=host),
        say("Check the address given with --source, or give a file of forecasts."),
    )


def no_address(url: str) -> Unreadable:
    """Something else than a web address."""
    return Unreadable(
        "weather-address",
        say("“{url}” is no web address.", url=url),
        say("Give an address that begins with https://, or a CSV or JSON file."),
    )


def no_rows(file: str) -> Unreadable:
    """A JSON file without a list of rows."""
    return Unreadable(
        "weather-file",
        say("{file} is no list of forecasts.", file=file),
        say('Write a list of rows such as [{{"place": "170401", "at": "25-11-2024 06:00", "rain": 12.5}}].'),
    )
