#!/usr/bin/env python3
"""Every metric and bucket that the samples of installer/monitoring name is there on the real server.

    monitoring_test.py TANDEM_BINARY
"""
import json
import pathlib
import re
import sys
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "support" / "foreign"))
from server import Server  # noqa: E402

TANDEM = sys.argv.pop(1) if len(sys.argv) > 1 else ""
SAMPLES = ROOT / "installer" / "monitoring"


class Monitoring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = Server(TANDEM)
        cls.addClassCleanup(server.stop)
        server.start()
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=5) as answer:
            cls.shown = answer.read().decode()
        cls.names = set(re.findall(r"^(tandem_\w+)", cls.shown, re.M))

    def check(self, text):
        named = set(re.findall(r"\btandem_\w+", text))
        self.assertGreater(len(named), 5)
        self.assertEqual(named - self.names, set())
        for metric, limit in re.findall(r'(tandem_\w+_bucket)\{le="([^"]+)"', text):
            self.assertRegex(self.shown, re.escape(metric) + r'\{[^}]*le="' + re.escape(limit) + '"')

    def test_alerts(self):
        self.check((SAMPLES / "alerts.yml").read_text())

    def test_dashboard(self):
        dashboard = json.loads((SAMPLES / "dashboard.json").read_text())
        self.check("\n".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"]))
        self.assertEqual(len({panel["id"] for panel in dashboard["panels"]}), len(dashboard["panels"]))


if __name__ == "__main__":
    unittest.main()
