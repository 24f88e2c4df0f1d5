"""Collects the sentences of sources and templates, updates the catalogues, compiles them.

Keys are the first arguments of `say("…")` in Python, of `t("…")` in Jinja templates and in the field app's
TypeScript, and the reasons of rules in the packs' TOML files. Translations that exist are kept; sentences
that nobody says any more are dropped. The field app gets its own sentences as JSON.

Run: `make words`
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "sampai"
LOCALES = SOURCES / "locale"
FIELD = ROOT / "field" / "src"
FIELD_WORDS = FIELD / "words"
LANGUAGES = ("id",)

_SAID_IN_FIELD = re.compile(r'\bt\(\s*("(?:[^"\\\n]|\\.)*")')
_PLACE = re.compile(r"\{(\w+)\}")
_SAME_EVERY_TIME = datetime(2024, 11, 27, tzinfo=UTC)
_HEADER = """\
# Sampai's sentences. The key is the English sentence; keep every {{place}} in braces.
# Written by `make words`, which keeps the translations and compiles sampai.mo.
msgid ""
msgstr ""
"Project-Id-Version: sampai\\n"
"Language: {lang}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def keys_in_python(source: str) -> Iterator[str]:
    """The sentences that a Python file says."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) == "say" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def keys_in_template(source: str) -> Iterator[str]:
    """The sentences that a Jinja template says."""
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
            first = call.args[0]
            if isinstance(first, nodes.Const) and isinstance(first.value, str):
                yield first.value


def keys_in_rules(source: str) -> Iterator[str]:
    """The sentences that rules of a TOML file give as their reason."""
    for rule in tomllib.loads(source).get("rule", ()):
        if "reason" in rule:
            yield rule["reason"]


def keys_in_field(source: str) -> Iterator[str]:
    """The sentences that a TypeScript file says."""
    for found in _SAID_IN_FIELD.finditer(source):
        yield json.loads(found[1])


def keys() -> dict[str, list[str]]:
    """Every sentence, with the files that say it."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCES.rglob("*")):
        read = {".py": keys_in_python, ".jinja": keys_in_template, ".toml": keys_in_rules}.get(path.suffix)
        for key in sorted(set(read(path.read_text(encoding="utf-8")))) if read else ():
            found.setdefault(key, []).append(str(path.relative_to(ROOT)))
    for path in sorted(FIELD.rglob("*.ts")):
        for key in sorted(set(keys_in_field(path.read_text(encoding="utf-8")))):
            found.setdefault(key, []).append(str(path.relative_to(ROOT)))
    return found


def field_words(lang: str) -> str:
    """The field app's sentences in a language, as its JSON file."""
    said = translations(lang)
    mine = {key for path in FIELD.rglob("*.ts") for key in keys_in_field(path.read_text(encoding="utf-8"))}
    chosen = {key: said[key] for key in sorted(mine) if said.get(key)}
    return json.dumps(chosen, ensure_ascii=False, indent=1) + "\n"


def places(sentence: str) -> list[str]:
    """The named places of a sentence, sorted."""
    return sorted(_PLACE.findall(sentence))


def po_path(lang: str) -> Path:
    """The catalogue that translators edit."""
    return LOCALES / lang / "LC_MESSAGES" / "sampai.po"


def translations(lang: str) -> dict[str, str]:
    """What the translators wrote, by sentence."""
    if not po_path(lang).exists():
        return {}
    with po_path(lang).open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def compiled(lang: str) -> dict[str, str]:
    """What the compiled catalogue holds, by sentence."""
    with po_path(lang).with_suffix(".mo").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_mo(file) if message.id}


def catalogue(lang: str) -> Catalog:
    """Every sentence with the translation that exists for it, in alphabetical order."""
    written = translations(lang)
    made = Catalog(
        locale=lang,
        project="sampai",
        version="1",
        fuzzy=False,
        creation_date=_SAME_EVERY_TIME,
        revision_date=_SAME_EVERY_TIME,
    )
    for key, where in sorted(keys().items()):
        made.add(key, string=written.get(key, ""), locations=[(path, 0) for path in where])
    return made


def write(lang: str) -> None:
    """Write the catalogue and compile it."""
    path = po_path(lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = catalogue(lang)
    page = BytesIO()
    write_po(page, made, width=100, include_lineno=False)
    _, _, body = page.getvalue().decode().partition("\n\n")
    path.write_text(_HEADER.format(lang=lang) + "\n" + body, encoding="utf-8")
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, made)
    (FIELD_WORDS / f"{lang}.json").write_text(field_words(lang), encoding="utf-8")


def main() -> int:
    """Update every language; say what is still to be translated."""
    missing = 0
    for lang in LANGUAGES:
        write(lang)
        untranslated = [key for key, said in translations(lang).items() if not said]
        missing += len(untranslated)
        print(f"{lang}: {len(translations(lang))} sentences, {len(untranslated)} without translation")
        for key in untranslated:
            print(f"  {key}")
    return 1 if missing else 0


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


if __name__ == "__main__":
    sys.exit(main())
