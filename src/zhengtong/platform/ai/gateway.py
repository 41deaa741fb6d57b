"""Calls to an OpenAI-compatible service: bounded in time and size, retried with jitter, behind a breaker.

This is the one place where what a service may do wrong becomes a ``Fault`` that says so.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai.breaker import Breaker
from zhengtong.platform.ai.configuration import Endpoint

_ATTEMPTS = 3
_FIRST_WAIT = 0.3
_MAX_BYTES = 8 * 1024 * 1024
_RETRIED = frozenset({429, 500, 502, 503, 504})
_GO_ON = N_("The product goes on without the model.")


class Deadline:
    """A moment by which a call must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left; raises ``Fault("model-timeout")`` when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise timed_out()
        return left


def timed_out() -> Fault:
    """The service took longer than the call allowed."""
    return Fault("model-timeout", N_("The model did not answer in time."), _GO_ON, status=504)


def unreadable(reason: str) -> Fault:
    """The service answered something that cannot be used."""
    return Fault(
        "model-unreadable",
        N_("The model's answer cannot be used: %(reason)s."),
        _GO_ON,
        {"reason": reason},
        status=502,
    )


def _unreachable(url: str) -> Fault:
    return Fault(
        "model-unreachable",
        N_("The model at %(url)s cannot be reached."),
        N_("Check that it runs. The product goes on without it."),
        {"url": url},
        status=503,
    )


def _refused(status: int) -> Fault:
    return Fault(
        "model-refused",
        N_("The model's service refused the call (status %(status)d)."),
        N_("Check the model's name and key."),
        {"status": status},
        status=502,
    )


class Gateway:
    """Shared by threads; one per endpoint and process."""

    def __init__(self, endpoint: Endpoint, breaker: Breaker | None = None) -> None:
        self.endpoint = endpoint
        self.breaker = breaker or Breaker()
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        # a proxy from the environment must not see what is meant for this machine
        self._client = httpx.Client(headers=headers, trust_env=not endpoint.on_this_machine, follow_redirects=False)

    def post(self, path: str, body: Mapping[str, Any], deadline: Deadline) -> Any:
        """POST JSON, get JSON."""
        return self._answer(path, deadline, json=dict(body))

    def post_file(self, path: str, fields: Mapping[str, str], file: tuple[str, bytes, str], deadline: Deadline) -> Any:
        """POST a multipart form with one file (name, content, type), get JSON."""
        return self._answer(path, deadline, data=dict(fields), files={"file": file})

    def _answer(self, path: str, deadline: Deadline, **sent: Any) -> Any:
        with self._opened(path, deadline, **sent) as response:
            content = b"".join(self._bounded(response.iter_raw(), deadline))
        try:
            return json.loads(content)
        except ValueError as error:
            raise unreadable("not JSON") from error

    def lines(self, path: str, body: Mapping[str, Any], deadline: Deadline) -> Iterator[str]:
        """POST JSON, get server-sent lines as they come."""
        with self._opened(path, deadline, json=dict(body)) as response:
            rest = b""
            for chunk in self._bounded(response.iter_raw(), deadline):
                *whole, rest = (rest + chunk).split(b"\n")
                for line in whole:
                    yield line.decode("utf-8", "replace").strip()
            if rest.strip():
                yield rest.decode("utf-8", "replace").strip()

    @contextmanager
    def _opened(self, path: str, deadline: Deadline, **content: Any) -> Iterator[httpx.Response]:
        if not self.breaker.allows():
            raise _unreachable(self.endpoint.url)
        try:
            with self._sent(path, deadline, content) as response:
                yield response
        except httpx.TimeoutException as error:
            self.breaker.failed()
            raise timed_out() from error
        except httpx.HTTPError as error:
            self.breaker.failed()
            raise _unreachable(self.endpoint.url) from error
        except Fault as fault:
            if fault.code != "model-refused":
                self.breaker.failed()
            raise
        self.breaker.succeeded()

    @contextmanager
    def _sent(self, path: str, deadline: Deadline, content: Mapping[str, Any]) -> Iterator[httpx.Response]:
        response = self._first_answer(path, deadline, content)
        try:
            if response.status_code >= 300:
                raise (
                    _unreachable(self.endpoint.url)
                    if response.status_code in _RETRIED
                    else _refused(response.status_code)
                )
            yield response
        finally:
            response.close()

    def _first_answer(self, path: str, deadline: Deadline, content: Mapping[str, Any]) -> httpx.Response:
        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            request = self._client.build_request(
                "POST",
                self.endpoint.url + path,
                timeout=httpx.Timeout(deadline.left, connect=min(5.0, deadline.left)),
                **content,
            )
            try:
                response = self._client.send(request, stream=True)
            except httpx.TransportError as error:
                if last or isinstance(error, httpx.ReadTimeout):
                    raise
                self._wait(attempt, deadline)
                continue
            if response.status_code not in _RETRIED or last:
                return response
            response.close()
            self._wait(attempt, deadline)
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, attempt: int, deadline: Deadline) -> None:
        # jitter keeps many processes from coming back at the same moment
        time.sleep(min(_FIRST_WAIT * 2**attempt * random.uniform(0.5, 1.5), deadline.left))

    def _bounded(self, chunks: Iterator[bytes], deadline: Deadline) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > _MAX_BYTES:
                raise unreadable("it is too long")
            # a service that drips a byte a second never meets a read time-out
            _ = deadline.left
            yield chunk
