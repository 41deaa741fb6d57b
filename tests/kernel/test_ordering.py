"""Things that wait for one another: an order that keeps every wait, and the circles named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.ordering import circles, in_order, without_circles

WAITS = st.dictionaries(st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefg"), max_size=3))


@given(WAITS)
def test_an_order_keeps_every_member_and_every_wait_that_is_not_in_a_circle(after):
    order, circle = in_order(after)
    assert sorted(order) == sorted(after)
    for key in after:
        for other in after[key]:
            if other in after and key not in circle:
                assert order.index(other) < order.index(key)


@given(WAITS)
def test_there_is_a_circle_exactly_where_no_order_keeps_every_wait(after):
    named = {key for ring in circles(after) for key in ring}
    assert bool(named) == bool(in_order(after)[1])
    assert named <= set(after)


@given(WAITS)
def test_without_circles_everything_can_be_done_and_only_waits_inside_circles_are_given_up(after):
    kept = without_circles(after)
    assert in_order(kept)[1] == ()
    rings = circles(after)
    for key, others in after.items():
        for other in set(others) - set(kept[key]):
            assert other not in after or any(key in ring and other in ring for ring in rings)


def test_circles_are_named_apart_and_in_the_order_given():
    after = {"a": ["b"], "b": ["a"], "c": ["a"], "d": ["e"], "e": ["d"], "f": ["f"]}
    assert circles(after) == (("a", "b"), ("d", "e"), ("f",))


def test_what_depends_on_nothing_stays_in_the_order_given():
    assert in_order({"c": [], "a": ["b"], "b": []}) == (("c", "b", "a"), ())
