"""Chinese is complete: every message has its Chinese words, once, in the room that says it, placeholders the same."""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhengtong"
PLAIN = {"gettext", "gettext_lazy", "gettext_noop", "_", "N_"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL_WITH_CONTEXT = {"npgettext", "npgettext_lazy"}
SAID_BY_LIBRARIES = {
    "This password is too short. It must contain at least %d character.",
    "Show the version and exit.",
    "access attempt",
    "access attempts",
    "access failure",
    "access failures",
    "access log",
    "access logs",
    "Model name",
    "Add link",
    "Change or view list link",
    "After you’ve created a user, you’ll be able to edit more user options.",
}
PUT_TOGETHER = {"The city's pack; by default packs/jianglan when no pack is loaded yet."}
PLACEHOLDER = re.compile(r"%\((\w+)\)")
Message = tuple[str | None, str]  # (context, msgid)


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else None


def _of_call(call: ast.Call) -> Iterator[Message]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [_text(argument) for argument in call.args]
    if name in PLAIN | PLURAL and texts and texts[0]:
        yield None, texts[0]
    elif name in WITH_CONTEXT | PLURAL_WITH_CONTEXT and len(texts) > 1 and texts[1]:
        yield texts[0], texts[1]
    elif name == "Fault":
        # the kernel knows no gettext, so its faults carry their message ids unmarked
        named = {keyword.arg: _text(keyword.value) for keyword in call.keywords}
        for text in (*texts[1:3], named.get("message"), named.get("remedy")):
            if text:
                yield None, text


def messages_of_python(code: str) -> set[Message]:
    return {m for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) for m in _of_call(node)}


def messages_of_template(text: str) -> set[Message]:
    # templatize blanks out all but the messages, which stand as Python calls, one or more a line
    found: set[Message] = set()
    for line in templatize(text).splitlines():
        for call in re.finditer(r"_\(|n?p?gettext\(", line):
            found |= _leading_call(line[call.start() :])
    return found


def _leading_call(text: str) -> set[Message]:
    for end in (i + 1 for i, letter in enumerate(text) if letter == ")"):
        try:
            return messages_of_python(text[:end])
        except SyntaxError:
            continue  # this parenthesis is inside the message
    return set()


def used() -> dict[str, set[Message]]:
    by_file: dict[str, set[Message]] = {}
    for path in SOURCE.rglob("*.py"):
        by_file[str(path.relative_to(SOURCE))] = messages_of_python(path.read_text("utf-8"))
    for path in [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]:
        by_file[str(path.relative_to(SOURCE))] = messages_of_template(path.read_text("utf-8"))
    return by_file


def catalogs() -> dict[Path, Catalog]:
    found = {}
    for path in sorted(SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale="zh_Hans", abort_invalid=True)
    return found


def _of_catalog(catalog: Catalog) -> Iterator[Message]:
    for message in catalog:
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        msgid = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if msgid and all(words) and not message.fuzzy:
            yield message.context, msgid


def _constants() -> set[str]:
    """Texts that are translated when they are shown: helps of commands, names in tables."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, inspect.cleandoc(node.value).partition("\f")[0].strip()}
    return found


def test_every_message_has_its_chinese_words() -> None:
    done = {message for catalog in catalogs().values() for message in _of_catalog(catalog)}
    missing = defaultdict(list)
    for file, messages in used().items():
        for message in sorted(messages - done, key=str):
            missing[file].append(message[1] if message[0] is None else f"[{message[0]}] {message[1]}")
    report = "\n".join(f"{file}\n    " + "\n    ".join(texts) for file, texts in sorted(missing.items()))
    assert not missing, f"no Chinese translation for:\n{report}"


def test_every_translation_is_of_a_message_that_somebody_says() -> None:
    said = {text for messages in used().values() for _context, text in messages} | _constants()
    said |= SAID_BY_LIBRARIES | PUT_TOGETHER
    unsaid = [
        f"{path.relative_to(SOURCE)}: {text}"
        for path, catalog in catalogs().items()
        for _context, text in _of_catalog(catalog)
        if text not in said
    ]
    assert not unsaid, "\n".join(unsaid)


def test_a_message_is_translated_once_in_a_room_that_says_it() -> None:
    rooms = defaultdict(set)
    for file, messages in used().items():
        for message in messages:
            rooms[message].add(file)
    seen: dict[Message, Path] = {}
    wrong = []
    for path, catalog in catalogs().items():
        room = path.parents[3].relative_to(SOURCE)
        for message in _of_catalog(catalog):
            if message in seen:
                wrong.append(f"{message[1]}: in {seen[message]} and in {room}")
            elif message in rooms and not any(Path(file).is_relative_to(room) for file in rooms[message]):
                wrong.append(f"{message[1]}: in {room}, said by {min(rooms[message])}")
            seen[message] = room
    assert not wrong, "\n".join(wrong)


def test_chinese_words_keep_the_placeholders_of_the_message() -> None:
    wrong = []
    for path, catalog in catalogs().items():
        for message in catalog:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            words = message.string if isinstance(message.string, tuple | list) else (message.string,)
            wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
            if ids[0] and any(set(PLACEHOLDER.findall(text)) != wanted for text in words if text):
                wrong.append(f"{path.relative_to(SOURCE)}: {ids[0]}")
    assert not wrong, "\n".join(wrong)


def test_messages_are_found_in_every_way_of_writing_them() -> None:
    code = 'gettext("a"); _("b" " c"); ngettext("d", "ds", 2); pgettext("where", "e"); Fault("code", "f", remedy="g")'
    assert messages_of_python(code) == {
        (None, "a"),
        (None, "b c"),
        (None, "d"),
        ("where", "e"),
        (None, "f"),
        (None, "g"),
    }
    page = (
        '{% load i18n %}<p title="it\'s">{% translate "a (b)" %}</p>{% translate "c" context "where" as d %}'
        "{{ _('e') }}{% blocktranslate with n=x %}f {{ n }} g{% endblocktranslate %}"
        "{% blocktranslate count n=x %}one{% plural %}{{ n }} many{% endblocktranslate %}"
    )
    assert messages_of_template(page) == {
        (None, "a (b)"),
        ("where", "c"),
        (None, "e"),
        (None, "f %(n)s g"),
        (None, "one"),
    }
