"""Reads who leads whom: `command.toml`."""

from sampai.guarding.model import CommandRules
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml


def load_command(*, pack: str = PACK) -> CommandRules:
    """The pack's rules of command. Raises `Unreadable` for a fault in the file."""
    return command_of(read_toml(pack_folder(pack) / "command.toml"))


def command_of(table: Table) -> CommandRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    rules = CommandRules(
        ranks=table.texts("ranks"),
        lead_from=table.text("lead_from"),
        stations_per_padal=table.whole("stations_per_padal"),
        basis=table.basis(),
    )
    table.close()
    return rules
