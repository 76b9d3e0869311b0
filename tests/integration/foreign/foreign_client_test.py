#!/usr/bin/env python3
"""A client that shares no line with Tandem: written from shared/protocol/README.md and the JSON Schema alone, on Python's
standard library. It lives a short day against the real binary, once in the clear and once over TLS.

    foreign_client_test.py TANDEM_BINARY
"""
import base64
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

from websocket import Closed, WebSocket

TANDEM = sys.argv.pop(1) if len(sys.argv) > 1 else ""
ARTICLE = """---
id: returning
title: How do I return a lamp?
topic: returns
locale: en
visibility: public
updated: 2026-11-03
---
You can return a lamp within 30 days of delivery. Sending it back is free: print the label from your account and hand
the parcel to any post office.
"""


class Server:
    """`tandem serve` on a throw-away folder."""

    def __init__(self, tls):
        self.place, self.process = tempfile.TemporaryDirectory(), None
        folder = pathlib.Path(self.place.name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.root, lines = None, ""
        if tls:
            self.root = str(folder / "certificate.pem")
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
                + ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem"), "-out", self.root],
                check=True, capture_output=True,
            )
            lines = 'tls_certificate = "certificate.pem"\ntls_key = "key.pem"\n'
        (folder / "articles").mkdir()
        (folder / "articles" / "returning.md").write_text(ARTICLE)
        self.config = str(folder / "tandem.toml")
        pathlib.Path(self.config).write_text(
            f'[server]\naddress = "127.0.0.1"\nport = {self.port}\n{lines}[storage]\nfolder = "data"\n'
        )

    def start(self):
        self.command("agent", "add", "--login", "dee", "--name", "Dee", "--role", "agent", "--password-stdin", say="correct horse battery\n")
        self.command("knowledge", "import", str(pathlib.Path(self.place.name) / "articles"))
        self.process = subprocess.Popen([TANDEM, "serve", "--config", self.config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def command(self, *words, say=""):
        subprocess.run([TANDEM, *words[:2], "--config", self.config, *words[2:]], input=say, text=True, check=True, stdout=subprocess.DEVNULL, timeout=60)

    def connect(self, path):
        return WebSocket(self.port, path, self.root)

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=40)
        self.place.cleanup()


def hello(**members):
    return {"type": "hello", "proto_min": 1, "proto_max": 1, "client": "foreign 1", "resume": [], **members}


def new_id():
    return base64.urlsafe_b64encode(os.urandom(12)).decode()


def events(heard):
    return [message["event"] for message in heard if message["type"] == "event"]


class Day(unittest.TestCase):
    tls = False

    def setUp(self):
        self.server = Server(self.tls)
        self.addCleanup(self.server.stop)
        self.server.start()
        self.key = base64.urlsafe_b64encode(os.urandom(36)).decode().rstrip("=")

    def connect(self, path):
        line = self.server.connect(path)
        self.addCleanup(line.drop)
        return line

    def customer(self, *resume):
        line = self.connect("/ws/customer")
        line.say(hello(visitor_key=self.key, resume=list(resume)))
        self.assertEqual(line.hear()["type"], "welcome")
        return line

    def agent(self):
        line = self.connect("/ws/agent")
        line.say(hello(login="dee", password="correct horse battery"))
        welcome = line.hear()
        self.assertEqual((welcome["type"], welcome["principal"]["role"]), ("welcome", "agent"))
        return line

    def ask(self, line, message):
        """Says a command; its one answer, and what else was heard until then."""
        message.setdefault("id", new_id())
        line.say(message)
        heard = line.hear_until(lambda m: m["type"] in ("accepted", "rejected", "history.page") and m.get("id") == message["id"])
        return heard[-1], heard[:-1]

    def test_a_short_day(self):
        line = self.customer()
        start = {"type": "conversation.start", "id": new_id(), "text": "How long can I return a lamp?"}
        accepted, heard = self.ask(line, start)
        self.assertEqual(accepted["type"], "accepted")
        conversation = accepted["conversation_id"]

        # The bot's answer: what was streamed is what is stored.
        answered = lambda m: m["type"] == "event" and m["event"]["actor"]["kind"] == "bot"  # noqa: E731
        heard += line.hear_until(answered)
        streamed = ""
        for delta in (m for m in heard if m["type"] == "turn.delta"):
            self.assertEqual(delta["offset"], len(streamed))
            streamed += delta["text"]
        answer = events(heard)[-1]
        self.assertIn("30 days", streamed)
        self.assertEqual(answer["data"]["text"], streamed)
        self.assertEqual([source["article_id"] for source in answer["data"]["sources"]], ["returning"])
        self.assertEqual([e["seq"] for e in events(heard)], list(range(1, answer["seq"] + 1)))

        # Said again on a new connection, the command has no second effect, and nothing is missing or doubled after resuming.
        line.drop()
        line = self.customer({"conversation_id": conversation, "after_seq": 1})
        resumed = line.hear_until(lambda m: m["type"] == "resumed")
        self.assertEqual([e["seq"] for e in events(resumed)], list(range(2, answer["seq"] + 1)))
        again, _ = self.ask(line, dict(start))
        self.assertEqual((again["type"], again["seq"]), ("accepted", accepted["seq"]))

        # An agent sees the conversation in the list, takes it over, answers; another epoch is refused.
        desk = self.agent()
        snapshot = desk.hear_until(lambda m: m["type"] == "queue.snapshot" and m["last"])
        items = [item for m in snapshot if m["type"] == "queue.snapshot" for item in m["items"]]
        self.assertIn(conversation, [item["conversation_id"] for item in items])
        watched, log = self.ask(desk, {"type": "conversation.watch", "conversation_id": conversation, "after_seq": 0})
        log += desk.hear_until(lambda m: m["type"] == "resumed")
        self.assertEqual([e["seq"] for e in events(log)][: answer["seq"]], list(range(1, answer["seq"] + 1)))
        epoch = events(log)[-1]["owner_epoch"]
        taken, _ = self.ask(desk, {"type": "conversation.take_over", "conversation_id": conversation, "owner_epoch": epoch})
        self.assertEqual((taken["type"], taken["owner_epoch"]), ("accepted", epoch + 1))
        reply = {"type": "message.send", "conversation_id": conversation, "text": "Hello, Dee here.", "owner_epoch": epoch}
        refused, _ = self.ask(desk, dict(reply))
        self.assertEqual((refused["type"], refused["name"], refused["retryable"]), ("rejected", "stale_epoch", False))
        sent, _ = self.ask(desk, {**reply, "owner_epoch": epoch + 1})
        self.assertEqual(sent["type"], "accepted")
        seen = events(line.hear_until(lambda m: m["type"] == "event" and m["event"].get("data", {}).get("text") == reply["text"]))
        self.assertEqual(seen[-1]["actor"]["name"], "Dee")
        self.assertEqual(sum(e["type"] == "conversation.taken_over" for e in seen), 1)

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


class DayOverTls(Day):
    tls = True

    def test_a_stranger_to_the_certificate_does_not_get_in(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as raw, self.assertRaises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(raw, server_hostname="localhost")
        self.customer()  # and the server lives on


if __name__ == "__main__":
    unittest.main()
