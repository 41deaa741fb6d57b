"""What a speech recogniser may be told beforehand: the words that people here are likely to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

# a recogniser hears at most some two hundred tokens beforehand, a Chinese character takes one or two
LONGEST_HINT = {"zh": 90, "en": 300}
_BEGINNING = {"zh": "您好，我想问一下怎么办理", "en": "Hello, I would like to ask how to get "}
_PAUSE = {"zh": "、", "en": ", "}
_END = {"zh": "。", "en": "."}


def hint(near: Iterable[str], words: Iterable[Iterable[str]], *, english: bool = False) -> str:
    """A sentence a person might say, as that also sets the style: what is ``near`` first, then the most used of
    ``words`` (those of each title)."""
    language = "en" if english else "zh"
    counted = Counter(word for title in words for word in set(title) if len(word) > 1)
    # the order of equals is that of the words, so that the same catalogue gives the same hint
    used = sorted(counted, key=lambda word: (-counted[word], word))
    chosen: list[str] = []
    room = LONGEST_HINT[language]
    for name in (*near, *used):
        if any(name in other for other in chosen):
            continue
        room -= len(name) + 1
        if room < 0:
            break
        chosen.append(name)
    return _BEGINNING[language] + _PAUSE[language].join(chosen) + _END[language] if chosen else ""
