"""Nobody overtakes, and never are more inside than there are places."""

from __future__ import annotations

import threading
import time

from zhengtong.kernel.places import Places


def test_whoever_waited_longest_comes_next_also_where_others_come_at_every_moment():
    places, order, waiting = Places(1), [], []
    places.acquire()

    def come(number: int) -> None:
        with places:
            order.append(number)

    for number in range(20):
        waiting.append(threading.Thread(target=come, args=(number,)))
        waiting[-1].start()
        while len(places._waiting) <= number:
            time.sleep(0.001)
    places.release()
    with places:  # comes last
        assert order == list(range(20))
    for thread in waiting:
        thread.join()


def test_never_are_more_inside_than_there_are_places_and_all_get_in():
    places, lock = Places(3), threading.Lock()
    inside = most = done = 0

    def come() -> None:
        nonlocal inside, most, done
        for _ in range(50):
            with places:
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0)
                with lock:
                    inside -= 1
                    done += 1

    threads = [threading.Thread(target=come) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == 600
    assert most <= 3
