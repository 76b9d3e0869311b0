"""A small WebSocket client (RFC 6455) on Python's standard library, plain or TLS. Text frames only, every read has a deadline."""
import base64
import hashlib
import json
import os
import socket
import ssl
import struct
import time


class Closed(Exception):
    """The server closed; `code` is the close code, None where there was no close frame."""

    def __init__(self, code):
        super().__init__(f"closed with {code}")
        self.code = code


class WebSocket:
    def __init__(self, port, path, tls_root=None):
        raw = socket.create_connection(("127.0.0.1", port), timeout=10)
        if tls_root:
            raw = ssl.create_default_context(cafile=tls_root).wrap_socket(raw, server_hostname="localhost")
        self.socket, self.buffer = raw, b""
        key = base64.b64encode(os.urandom(16)).decode()
        raw.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self.buffer:
            self._fill(time.monotonic() + 10)
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        proof = base64.b64encode(hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
        assert head.startswith(b"HTTP/1.1 101") and proof in head, head

    def _fill(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("nothing came in time")
        self.socket.settimeout(left)
        data = self.socket.recv(65536)
        if not data:
            raise Closed(None)
        self.buffer += data

    def _take(self, count, deadline):
        while len(self.buffer) < count:
            self._fill(deadline)
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _frame(self, opcode, payload):
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.socket.sendall(bytes([0x80 | opcode]) + length + mask + masked)

    def say(self, message):
        self._frame(1, json.dumps(message).encode())

    def hear(self, seconds=10):
        """The next message."""
        deadline, text = time.monotonic() + seconds, b""
        while True:
            first, second = self._take(2, deadline)
            size = second & 0x7F
            if size >= 126:
                size = int.from_bytes(self._take(2 if size == 126 else 8, deadline), "big")
            payload = self._take(size, deadline)
            opcode = first & 0x0F
            if opcode == 8:
                raise Closed(int.from_bytes(payload[:2], "big") if len(payload) >= 2 else None)
            if opcode == 9:
                self._frame(10, payload)
            elif opcode in (0, 1):
                text += payload
                if first & 0x80:
                    return json.loads(text)

    def hear_until(self, wanted, seconds=10):
        """All messages up to and with the first for which `wanted` is true."""
        deadline, heard = time.monotonic() + seconds, []
        while not heard or not wanted(heard[-1]):
            heard.append(self.hear(deadline - time.monotonic()))
        return heard

    def drop(self):
        """Without a close frame, as a lost network does."""
        self.socket.close()
