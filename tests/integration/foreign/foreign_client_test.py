#!/usr/bin/env python3
"""A client that shares no line with Tandem: written from shared/protocol/README.md and the JSON Schema alone, on Python's
standard library. It lives a short day against the real binary, once in the clear and once over TLS.

    foreign_client_test.py TANDEM_BINARY
"""
import pathlib
import socket
import ssl
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "support" / "foreign"))
from day import Day, hello  # noqa: E402
from server import Server  # noqa: E402
from websocket import Closed  # noqa: E402

TANDEM = sys.argv.pop(1) if len(sys.argv) > 1 else ""


class InTheClear(Day):
    tls = False

    def setUp(self):
        super().setUp()
        server = Server(TANDEM, self.tls)
        self.addCleanup(server.stop)
        server.start()
        self.port, self.root = server.port, server.root

    def test_a_short_day(self):
        self.live_a_short_day()

    def test_what_is_not_understood_is_refused_and_the_connection_lives(self):
        line = self.customer()
        refused, _ = self.ask(line, {"type": "message.send", "conversation_id": "cnv_01JDB3Q9T6W1ZK8R5V2M4X7YHC", "text": "Not mine"})
        self.assertEqual(refused["type"], "rejected")
        line.say({"type": "ping", "n": 7, "not_in_the_schema": True})
        self.assertEqual(line.hear_until(lambda m: m["type"] == "pong")[-1]["n"], 7)

    def test_a_wrong_password_is_told_to_stay_away(self):
        line = self.connect("/ws/agent")
        line.say(hello(login="dee", password="wrong"))
        with self.assertRaises(Closed) as closed:
            line.hear_until(lambda m: m["type"] == "welcome")
        self.assertTrue(4400 <= closed.exception.code <= 4407, closed.exception.code)


class OverTls(InTheClear):
    tls = True

    def test_a_stranger_to_the_certificate_does_not_get_in(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as raw, self.assertRaises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(raw, server_hostname="localhost")
        self.customer()  # and the server lives on


if __name__ == "__main__":
    unittest.main()
