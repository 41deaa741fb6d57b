"""A refused request is one line in the log, not an error with the whole way to where it was seen."""

from __future__ import annotations

import http.client

import pytest
from tests.config.running_server import running_server

TOO_MANY = b"&".join(b"field%d=1" % number for number in range(3000))
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "csrftoken=" + "a" * 32}


@pytest.mark.parametrize("path", ["/handover/", "/handover/?next=%0aERROR"])
def test_a_form_that_is_too_large_is_one_short_warning(django_db_setup, tmp_path, path):
    with running_server(tmp_path / "log") as port:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        asked.request("POST", path, body=TOO_MANY, headers=FORM)
        assert asked.getresponse().status == 400
    said = [
        line for line in (tmp_path / "log").read_text().splitlines() if "fields" in line.lower() or "/handover" in line
    ]
    assert len(said) == 1
    assert "WARNING" in said[0]
    assert said[0].endswith("/handover/")
    assert "Traceback" not in (tmp_path / "log").read_text()
