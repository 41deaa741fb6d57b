"""What a reader is told who follows a reference to a law whose text is not held here."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhengtong.contexts.knowledge import service

# the database of laws and regulations that the standing committee of the National People's Congress keeps
NATIONAL_DATABASE = "https://flk.npc.gov.cn/"
# What a law can be called. Anything else in an address is a mistyped one, and is not shown as if it were a law.
_KINDS = "法|法典|条例|规定|决定|办法|细则|解释|修正案|规则"
_LAW = re.compile(rf"[\w、（）()〔〕《》]{{1,80}}(?:{_KINDS})(?:[（(][^（）()]{{1,20}}[）)])?")
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千\d]{1,8}条(?:之[一二三四五六七八九十]{1,2})?")


def not_held(request: HttpRequest, law: str, article: str = "") -> HttpResponse:
    """Status 404, with what is known: whether it is the law or only the article that is missing, and where to read."""
    name = law.strip("《》 ")
    found = service.law(name)
    if found is None and not _LAW.fullmatch(name):
        raise Http404
    if article and not _ARTICLE.fullmatch(article):
        raise Http404
    context = {
        "name": found.name if found else name,
        "article": article,
        "law": found,
        "none_held": found is None and not service.has_laws(),
        "database": NATIONAL_DATABASE,
    }
    return render(request, "knowledge/not_held.html", context, status=404)
