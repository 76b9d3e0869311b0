"""The real `tandem serve` on a throw-away folder, for tests in Python."""
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One node with one article and one agent; not started yet."""

    def __init__(self, binary, tls=False):
        self.binary = binary
        self.place, self.process = tempfile.TemporaryDirectory(), None
        folder = pathlib.Path(self.place.name)
        self.port = free_port()
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
        self.process = subprocess.Popen([self.binary, "serve", "--config", self.config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
        subprocess.run([self.binary, *words[:2], "--config", self.config, *words[2:]], input=say, text=True, check=True, stdout=subprocess.DEVNULL, timeout=60)

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=40)
        self.place.cleanup()
