"""Why a file cannot be read: one function per reason, each with what to do next."""

from sampai.engines.tables.limits import MEBIBYTE, Limits
from sampai.kernel.errors import Unreadable
from sampai.kernel.text import say


def missing(file: str) -> Unreadable:
    """Nothing is there."""
    return Unreadable(
        "missing-file",
        say("There is no file or folder {file}.", file=file),
        say("Check the name and the folder."),
    )


def forbidden(file: str) -> Unreadable:
    """The machine does not let us."""
    return Unreadable(
        "forbidden",
        say("{file} cannot be opened.", file=file),
        say("Close it in other programs and check that you may read it."),
    )


def no_tables(file: str) -> Unreadable:
    """A folder without a table."""
    return Unreadable(
        "no-tables",
        say("The folder {file} holds no tables.", file=file),
        say("Put CSV files or one XLSX workbook into it."),
    )


def several_workbooks(file: str, *, names: str) -> Unreadable:
    """A folder in which nobody can tell the right workbook."""
    return Unreadable(
        "several-workbooks",
        say("The folder {file} holds several workbooks: {names}.", file=file, names=names),
        say("Name the one that is to be read."),
    )


def empty(file: str) -> Unreadable:
    """A file without a byte, or without a sheet."""
    return Unreadable(
        "empty-file",
        say("{file} is empty.", file=file),
        say("Save the table again, or leave the file out."),
    )


def too_large(file: str, *, limits: Limits) -> Unreadable:
    """More bytes than any table of an operation has."""
    return Unreadable(
        "too-large",
        say("{file} is larger than {most} MiB.", file=file, most=limits.file_bytes // MEBIBYTE),
        say("Remove pictures and other sheets, or split the table."),
    )


def unpacks_too_large(file: str, *, limits: Limits) -> Unreadable:
    """A file that would fill the memory when unpacked."""
    return Unreadable(
        "unpacks-too-large",
        say(
            "{file} takes more than {most} MiB when unpacked.",
            file=file,
            most=limits.unpacked_bytes // MEBIBYTE,
        ),
        say("Delete the empty rows and columns around each table, or save each sheet as CSV."),
    )


def too_many_rows(file: str, *, sheet: str, limits: Limits) -> Unreadable:
    """A sheet that is longer than allowed."""
    return Unreadable(
        "too-many-rows",
        say("{file}: the sheet {sheet} has more than {most} rows.", file=file, sheet=sheet, most=limits.rows),
        say("Delete what stands far below the table, or split the operation by regency."),
    )


def too_many_columns(file: str, *, sheet: str, limits: Limits) -> Unreadable:
    """A sheet that is wider than allowed."""
    return Unreadable(
        "too-many-columns",
        say(
            "{file}: the sheet {sheet} has more than {most} columns.",
            file=file,
            sheet=sheet,
            most=limits.columns,
        ),
        say("Delete what stands far to the right of the table."),
    )


def too_many_cells(file: str, *, sheet: str, limits: Limits) -> Unreadable:
    """Sheets that are too large taken together."""
    return Unreadable(
        "too-many-cells",
        say(
            "{file}: with the sheet {sheet} there are more than {most} cells.",
            file=file,
            sheet=sheet,
            most=limits.cells,
        ),
        say("Remove sheets and columns that are not needed, or split the operation by regency."),
    )


def too_much_text(file: str, *, sheet: str) -> Unreadable:
    """Texts that would fill the memory."""
    return Unreadable(
        "too-much-text",
        say("{file}: the sheet {sheet} holds too much text.", file=file, sheet=sheet),
        say("Shorten the long texts; a table needs only names and numbers."),
    )


def too_many_sheets(file: str, *, limits: Limits) -> Unreadable:
    """More sheets than an operation has."""
    return Unreadable(
        "too-many-sheets",
        say("{file} has more than {most} sheets.", file=file, most=limits.sheets),
        say("Remove the sheets that are not needed."),
    )


def damaged(file: str) -> Unreadable:
    """Bytes that are no workbook, though they begin like one."""
    return Unreadable(
        "damaged",
        say("{file} is damaged or incomplete.", file=file),
        say("Open it in a spreadsheet program and save it again as XLSX, or ask for it to be sent again."),
    )


def defines_entities(file: str) -> Unreadable:
    """A document type in a workbook: no spreadsheet program writes one."""
    return Unreadable(
        "entities",
        say("{file} holds definitions that no spreadsheet program writes.", file=file),
        say("Do not trust it; ask its sender, or open it and save it again as XLSX."),
    )


def locked(file: str) -> Unreadable:
    """A workbook with a password."""
    return Unreadable(
        "password",
        say("{file} is locked with a password.", file=file),
        say("Open it, remove the password and save it again."),
    )


def no_workbook(file: str) -> Unreadable:
    """A file of another kind."""
    return Unreadable(
        "not-a-table",
        say("{file} is neither a workbook nor a CSV file.", file=file),
        say("Open it in a spreadsheet program and save it as XLSX."),
    )


def old_format(file: str) -> Unreadable:
    """A workbook in a format that is not read here."""
    return Unreadable(
        "old-format",
        say("{file} is a workbook in a format that cannot be read safely.", file=file),
        say("Open it in a spreadsheet program and save it as XLSX."),
    )


def packed_files(file: str) -> Unreadable:
    """An archive of files."""
    return Unreadable(
        "packed-files",
        say("{file} is an archive, not a workbook.", file=file),
        say("Unpack it and name the folder or the workbook in it."),
    )


def no_text(file: str) -> Unreadable:
    """A CSV file with bytes that are no text."""
    return Unreadable(
        "not-text",
        say("{file} is not a text file in a known encoding.", file=file),
        say("Save the table again as “CSV UTF-8” or as XLSX."),
    )


def open_quotation(file: str, *, line: int) -> Unreadable:
    """A quotation mark that is not closed, or one in the wrong place."""
    return Unreadable(
        "quotation",
        say("{file}: a quotation mark is not closed or misplaced near line {line}.", file=file, line=line),
        say("Remove the quotation marks there, or save the table again as XLSX."),
    )
