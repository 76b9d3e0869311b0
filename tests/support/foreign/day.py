"""A short day of a customer and an agent, over the wire as shared/protocol/README.md describes it."""
import base64
import os
import unittest

from websocket import WebSocket

def hello(**members):
    return {"type": "hello", "proto_min": 1, "proto_max": 1, "client": "foreign 1", "resume": [], **members}


def new_id():
    return base64.urlsafe_b64encode(os.urandom(12)).decode()


def events(heard):
    return [message["event"] for message in heard if message["type"] == "event"]


class Day(unittest.TestCase):
    """Subclasses give a `port` and, for TLS, a `root` certificate in their setUp."""

    port, root = None, None

    def setUp(self):
        self.key = base64.urlsafe_b64encode(os.urandom(36)).decode().rstrip("=")

    def connect(self, path):
        line = WebSocket(self.port, path, self.root)
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

    def live_a_short_day(self):
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
