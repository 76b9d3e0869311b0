#!/usr/bin/env python3
"""The samples of installer/balancer in the real HAProxy and the real nginx: a short day passes through them, although one
of their two nodes is not there.

    balancer_test.py TANDEM_BINARY
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "support" / "foreign"))
from day import Day  # noqa: E402
from server import Server, free_port  # noqa: E402

TANDEM = sys.argv.pop(1) if len(sys.argv) > 1 else ""


class Balanced:
    """The tests; mixed in, so that they run for each program and not alone."""

    sample, command = "", []

    def setUp(self):
        super().setUp()
        server = Server(TANDEM)
        self.addCleanup(server.stop)
        server.start()
        self.port, absent = free_port(), free_port()
        text = (ROOT / "installer" / "balancer" / self.sample).read_text()
        for was, now in (("127.0.0.1:8080", self.port), ("127.0.0.1:8101", absent), ("127.0.0.1:8102", server.port)):
            self.assertIn(was, text)
            text = text.replace(was, f"127.0.0.1:{now}")
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        config = pathlib.Path(place.name) / self.sample
        config.write_text(text)
        process = subprocess.Popen(
            [word.format(config=config, folder=place.name) for word in self.command], stdin=subprocess.DEVNULL
        )
        self.addCleanup(process.wait, 10)
        self.addCleanup(process.terminate)
        self.wait_until_healthy()

    def wait_until_healthy(self):
        deadline = time.monotonic() + 15
        while True:
            try:
                self.assertEqual(self.fetch("/readyz"), 200)
                return
            except (OSError, AssertionError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def fetch(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    def test_a_short_day_passes_through(self):
        self.live_a_short_day()

    def test_pages_pass_and_counters_do_not(self):
        # Longer than it takes to find a node dead that answers a check in an unexpected way.
        until = time.monotonic() + 4
        while time.monotonic() < until:
            self.assertEqual(self.fetch("/widget/loader.js"), 200)
            time.sleep(0.1)
        self.assertEqual(self.fetch("/metrics"), 403)

    def test_a_connection_without_traffic_lives_longer_than_a_request_may(self):
        line = self.customer()
        with self.assertRaises(TimeoutError):
            line.hear(3)
        line.say({"type": "ping", "n": 1})
        self.assertEqual(line.hear_until(lambda m: m["type"] == "pong")[-1]["n"], 1)


@unittest.skipUnless(shutil.which("haproxy"), "haproxy is not installed")
class ThroughHaproxy(Balanced, Day):
    sample, command = "haproxy.cfg", ["haproxy", "-db", "-f", "{config}"]


@unittest.skipUnless(shutil.which("nginx"), "nginx is not installed")
class ThroughNginx(Balanced, Day):
    sample, command = "nginx.conf", ["nginx", "-p", "{folder}", "-c", "{config}", "-g", "daemon off;"]


if __name__ == "__main__":
    unittest.main()
