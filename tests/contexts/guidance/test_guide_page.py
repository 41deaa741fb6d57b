"""The guide page: one question at a time, answered by a link, and the same answer read step by step."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from zhengtong.contexts.guidance.domain.reply import AnswerOption, Need, Question, Reply
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.web.standing import asking_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_city")]
GUIDE = "/guide/?q=身份证丢了怎么补领"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def link(text: str, label: str) -> str:
    """The address of the first link whose words or name begin with ``label``."""
    for tag, words in re.findall(r"<a ([^>]*)>(.*?)</a>", text, re.S):
        if re.sub(r"<[^>]+>", "", words).strip().startswith(label) or f'aria-label="{label}' in tag:
            return unescape(re.search(r'href="([^"]*)"', tag).group(1)).split("#", maxsplit=1)[0]
    raise AssertionError(f"no link {label}")


def test_the_guide_asks_one_question_and_says_why_and_how_many(client):
    text = page(client, GUIDE)
    assert text.count('class="next-q"') == 1
    assert "未满十六周岁吗？" in text
    assert "最多还要问 1 句" in text
    assert "仅当“未满十六周岁吗？”答“是”" in text  # the whole guide is there without answering


def test_an_answer_changes_the_papers_and_says_because_of_what(client):
    text = page(client, link(page(client, GUIDE), "是"))
    assert "因为您说：未满十六周岁吗？是" in text
    assert 'class="next-q"' not in text
    text = page(client, link(page(client, GUIDE), "否"))
    assert "您这种情况不需要 (1)" in text


def test_not_knowing_is_never_asked_again(client):
    text = page(client, link(page(client, GUIDE), "不知道"))
    assert 'class="next-q"' not in text
    assert "未满十六周岁吗？不知道" in text
    assert "仅当“未满十六周岁吗？”答“是”" in text


def test_what_was_said_can_be_changed_and_forgotten(client):
    answered = page(client, link(page(client, GUIDE), "是"))
    for act in ("改：", "忘掉："):
        again = page(client, link(answered, act))
        assert 'class="next-q"' in again
        assert "您说过" not in again


def test_each_answer_is_a_turn_of_the_same_conversation(client):
    page(client, link(page(client, GUIDE), "是"))
    turns = list(Turn.objects.order_by("number"))
    assert [t.number for t in turns] == [1, 2]
    assert turns[0].conversation_id == turns[1].conversation_id
    assert turns[1].reply["known"][0]["value"] == "yes"


def test_elder_mode_answers_what_was_asked_before_it_asks_itself(client):
    client.cookies["theme"] = "elder"
    text = page(client, "/guide/?q=身份证丢了，补一张要多少钱")
    assert 0 < text.index("40 元") < text.index('class="next-q"')


def test_the_page_of_one_matter_of_several_asks_about_that_matter_and_comes_back_to_it():
    needs = tuple(
        Need(code, code, chosen=code, question=Question(f"{code}.x", f"{code}？", "", (AnswerOption("a", "甲"),)))
        for code in ("T-1", "T-2")
    )
    reply = Reply("answered", "两件事", "zh-Hans", needs=needs, receipt="R")
    first, second = asking_of(reply), asking_of(reply, only=2)
    assert (first.text, first.left) == ("T-1？", 2)
    assert (second.text, second.left) == ("T-2？", 1)
    assert "need=2" in second.skip_url
    assert all("need=2" in pick.url for pick in (*second.picks, second.unsure))


def test_elder_mode_shows_one_thing_and_leads_through_the_steps(client):
    client.cookies["theme"] = "elder"
    text = page(client, GUIDE)
    assert 'class="next-q"' in text
    assert 'class="route"' not in text
    path = link(text, "先不回答")
    titles = []
    for _ in range(5):
        text = page(client, path)
        titles.append(re.search(r"<h2>(.*?)</h2>", text).group(1))
        if 'rel="next"' not in text:
            break
        path = link(text, "下一步")
    assert titles == ["我能办吗？", "要带什么？", "去哪里办，怎么办？", "要多少钱，多久能好？", "办好拿到什么？"]
    assert Turn.objects.count() == 1  # reading on asks nothing anew
    assert link(text, "返回") == path.replace("step=5", "step=4")
    assert 'class="route"' in page(client, link(text, "在一页里看全部"))


@pytest.mark.parametrize("query", ["", "c=x", "c=00000000-0000-0000-0000-000000000000&t=1", "c=1&t=9999999"])
def test_an_answer_that_is_not_kept_leads_home(client, query):
    assert client.get(f"/guide/?{query}").status_code == 302


@pytest.mark.parametrize("more", ["step=9", "step=x", "need=7&step=1", "need=-1", "all=", "t=²"])
def test_an_odd_address_still_shows_the_answer(client, more):
    page(client, GUIDE)
    turn = Turn.objects.get()
    assert "身份证丢失补领" in page(client, f"/guide/?c={turn.conversation_id}&{more}")


def test_the_links_carry_no_more_than_question_conversation_and_answer(client):
    query = parse_qs(urlsplit(link(page(client, GUIDE), "是")).query)
    assert set(query) == {"q", "c", "a"}
    assert query["a"] == ["T-1.minor:yes"]


def test_the_whole_way_is_on_one_line_and_says_where_the_person_is(client):
    def way(text: str) -> list[tuple[str, str]]:
        line = re.search(r'<nav class="way.*?</nav>', text, re.S).group()
        return re.findall(r'<li class="(\w*)"><a href="#([\w-]+)"', line)

    asked = page(client, GUIDE)
    assert [state for state, _place in way(asked)] == ["here", "", "", "", ""]
    assert [f'id="{place}"' in asked for _state, place in way(asked)] == [True] * 5
    answered = page(client, link(asked, "是"))
    assert [state for state, _place in way(answered)] == ["done", "here", "", "", ""]
