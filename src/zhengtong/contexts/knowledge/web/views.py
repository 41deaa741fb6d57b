"""Pages of laws, policies and documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zhengtong.contexts.knowledge import service
from zhengtong.contexts.knowledge.web.forms import DocumentForm
from zhengtong.contexts.knowledge.web.not_held import not_held
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import whole_number
from zhengtong.platform.ui.service import in_words

PER_PAGE = 30
OUTERMOST = 2  # level of the heading of a book, or of a chapter where there are no books
PART_CHARACTERS = 2_500  # of a long law on one page; a whole chapter stays together


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """Find a law by name or a passage by words."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    page = _page(request)
    found, total = service.list_laws(text=text, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    passages = service.search_articles(text, limit=8) if text and page == 1 else ()
    context = {"text": text, "laws": found, "total": total, "articles": passages, "page": _pages(total, page)}
    return render(request, "knowledge/laws.html", context)


@require_safe
def law(request: HttpRequest, law: str) -> HttpResponse:
    """A law: status, versions, contents and text."""
    found = service.law(law)
    if found is None:
        return not_held(request, law)
    version = _version(request)
    if version is not None and version not in {v.id for v in found.versions}:
        raise Http404
    articles = service.articles(law, version=version)
    shown = next((v for v in found.versions if articles and v.id == articles[0].version), None)
    chapters = _chapters(articles)
    parts = _parts(chapters)
    paginator = Paginator(parts, 1)
    part = paginator.get_page(request.GET.get("part"))
    context = {
        "law": found,
        "shown": shown,
        "chapters": part.object_list[0] if part.object_list else [],
        "contents": _contents(parts, part.number),
        "within": _within(part.object_list[0]) if part.number > 1 else (),
        "part": part,
    }
    return render(request, "knowledge/law.html", context)


@require_safe
def article(request: HttpRequest, law: str, article: str) -> HttpResponse:
    """One article in its context, with what comes before and after it and how to cite it."""
    version = _version(request)
    found = service.find_article(law, article, version=version)
    if found is None:
        if version is not None:
            raise Http404
        return not_held(request, law, article)
    of_law = service.law(found.law)
    before, after = service.neighbours(found)
    lines = [marked(line, request.GET.getlist("mark")[:5]) for line in found.text.split("\n")]
    context = {"law": of_law, "article": found, "before": before, "after": after, "lines": lines}
    return render(request, "knowledge/article.html", context)


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Policies and other documents by title."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    page = _page(request)
    found, total = service.list_documents(text=text, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    context = {"text": text, "documents": found, "total": total, "page": _pages(total, page)}
    return render(request, "knowledge/documents.html", context)


@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    """A document with an anchor for every passage."""
    found = service.document(key, version=_version(request))
    if found is None or found.version is None:
        raise Http404
    if found.kind == "law":
        return redirect("knowledge:law", law=key)
    return render(
        request,
        "knowledge/document.html",
        {"document": found, "passages": _shown(found, request.GET.getlist("mark")[:5])},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_document(request: HttpRequest) -> HttpResponse:
    """An official adds a document; what was typed stays when something is wrong with it."""
    if not people.may(request.user, "knowledge.edit"):
        raise PermissionDenied
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("knowledge:documents")
    return render(request, "knowledge/new_document.html", {"form": form}, status=422 if form.errors else 200)


def _added(request: HttpRequest, form: DocumentForm) -> bool:
    upload = form.cleaned_data["file"]
    actor = Actor("person", request.user.get_username())
    try:
        report = service.add_document(stream=upload.file, name=upload.name, actor=actor, options=form.options())
    except Fault as fault:
        form.add_error("file", in_words(fault))
        return False
    stored = report.created + report.updated
    if stored:
        messages.success(
            request,
            ngettext("%(count)s document was added.", "%(count)s documents were added.", stored) % {"count": stored},
        )
    else:
        messages.info(request, _("This text is stored already; nothing was changed."))
    for rejection in report.rejected[:10]:
        messages.warning(
            request,
            f"{rejection.where}: "
            + (_(rejection.reason) % rejection.params if rejection.params else _(rejection.reason)),
        )
    return True


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in stretches, with those marked that begin with one of the words and go on to the end of a sentence."""
    spans = []
    for word in (w.strip() for w in words):
        start = text.find(word) if 2 <= len(word) <= 100 else -1
        if start >= 0:
            last = start + len(word) - 1
            sentence = re.search(r"[。！？；]|$", text[last:])
            spans.append((start, last + (sentence.end() if sentence else 1)))
    found: list[tuple[str, bool]] = []
    position = 0
    for first, end in sorted(spans):
        if first >= position:
            found += [(text[position:first], False), (text[first:end], True)]
            position = end
    return [(part, is_marked) for part, is_marked in [*found, (text[position:], False)] if part]


def _chapters(articles: Sequence[service.Article]) -> list[dict[str, Any]]:
    """Articles under their headings; only headings that are new are shown again."""
    chapters: list[dict[str, Any]] = []
    before: tuple[str, ...] = ()
    for number, (path, group) in enumerate(groupby(articles, key=lambda a: a.path)):
        fresh = [
            (min(depth + 2, 6), part) for depth, part in enumerate(path) if before[: depth + 1] != path[: depth + 1]
        ]
        chapters.append({"id": f"c{number}", "headings": fresh, "path": path, "articles": list(group)})
        before = path
    return chapters


def _shown(document: service.DocumentView, words: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The passages as they are read: without the marks of Markdown and without the title a second time."""
    shown = []
    for passage in document.passages:
        lines = [line for line in passage.text.splitlines() if line.strip("# ").strip() != document.title]
        quoted = [line.lstrip("> ") for line in lines if line.startswith(">")]
        text = "\n".join(line.lstrip("#").strip() if line.startswith("#") else line
                         for line in lines if not line.startswith(">"))  # fmt: skip
        shown.append({"position": passage.position, "kind": passage.kind, "label": passage.label,
                      "text": [marked(line, words) for line in text.strip().split("\n") if line.strip()],
                      "quoted": quoted})  # fmt: skip
    return shown


def _parts(chapters: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Chapters on pages of a bearable length; a new page begins only where a chapter or a section does."""
    parts: list[list[dict[str, Any]]] = []
    size = 0
    for chapter in chapters:
        length = sum(len(each.text) for each in chapter["articles"])
        if not parts or size + length > PART_CHARACTERS:
            parts.append([])
            size = 0
        parts[-1].append(chapter)
        size += length
    return parts


def _within(part: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """The headings of the pages before under which this page still is."""
    path: tuple[str, ...] = part[0]["path"]
    return path[: len(path) - len(part[0]["headings"])]


def _contents(parts: Sequence[Sequence[dict[str, Any]]], here: int) -> list[dict[str, Any]]:
    """The headings of a law, each with the page it is on: the outermost of all, the inner ones where the reader is."""
    lines: list[dict[str, Any]] = []
    book = 0
    open_books = set()
    for number, part in enumerate(parts, start=1):
        for chapter in part:
            for level, heading in chapter["headings"]:
                book += level == OUTERMOST
                lines.append({"id": chapter["id"], "level": level, "name": heading, "part": number, "book": book})
            if number == here:
                open_books.add(book)
    return [line for line in lines if line["level"] == OUTERMOST or line["book"] in open_books]


def _page(request: HttpRequest) -> int:
    return max(1, whole_number(request.GET.get("page"), 1))


def _pages(total: int, page: int) -> object:
    return Paginator(range(total), PER_PAGE).get_page(page)


def _version(request: HttpRequest) -> int | None:
    """The version that an address names; what is no number names none that there is."""
    named = request.GET.get("version")
    number = whole_number(named)
    if named and not number:
        raise Http404
    return number or None
