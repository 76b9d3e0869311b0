import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { request, type IncomingMessage } from 'node:http';

// As much of RFC 6455 as the tests need, both ends: text, ping, pong and close; no fragments, no extensions.

export class Peer {
  onText: (text: string) => void = () => {};
  onClose: (code: number) => void = () => {};
  private rest = Buffer.alloc(0);
  private closed = false;

  constructor(private readonly socket: Socket, private readonly masks: boolean) {
    socket.on('data', (data: Buffer) => this.take(data));
    socket.on('close', () => this.ended(1006));
    socket.on('error', () => this.ended(1006));
  }

  send(text: string): void {
    this.write(1, Buffer.from(text));
  }

  close(code: number): void {
    const body = Buffer.alloc(2);
    body.writeUInt16BE(code);
    this.write(8, body);
    this.socket.end();
    this.ended(code);
  }

  // As a crash or a cut cable looks.
  destroy(): void {
    this.socket.destroy();
  }

  private ended(code: number): void {
    if (this.closed) return;
    this.closed = true;
    this.onClose(code);
  }

  private write(opcode: number, body: Buffer): void {
    if (this.socket.destroyed) return;
    const length = body.length < 126 ? 0 : body.length < 65536 ? 2 : 8;
    const head = Buffer.alloc(2 + length);
    head[0] = 0x80 | opcode;
    head[1] = (this.masks ? 0x80 : 0) | (length === 0 ? body.length : length === 2 ? 126 : 127);
    if (length === 2) head.writeUInt16BE(body.length, 2);
    if (length === 8) head.writeBigUInt64BE(BigInt(body.length), 2);
    if (!this.masks) return void this.socket.write(Buffer.concat([head, body]));
    const mask = randomBytes(4);
    this.socket.write(Buffer.concat([head, mask, body.map((byte, i) => byte ^ mask[i % 4]!)]));
  }

  private take(data: Buffer): void {
    this.rest = Buffer.concat([this.rest, data]);
    for (;;) {
      const { rest } = this;
      if (rest.length < 2) return;
      const masked = (rest[1]! & 0x80) !== 0;
      let size = rest[1]! & 0x7f;
      let at = 2;
      if (size === 126) {
        if (rest.length < 4) return;
        size = rest.readUInt16BE(2);
        at = 4;
      } else if (size === 127) {
        if (rest.length < 10) return;
        size = Number(rest.readBigUInt64BE(2));
        at = 10;
      }
      const start = at + (masked ? 4 : 0);
      if (rest.length < start + size) return;
      const mask = rest.subarray(at, start);
      let body = rest.subarray(start, start + size);
      if (masked) body = Buffer.from(body.map((byte, i) => byte ^ mask[i % 4]!));
      this.rest = rest.subarray(start + size);
      this.frame(rest[0]! & 0x0f, body);
    }
  }

  private frame(opcode: number, body: Buffer): void {
    if (opcode === 1) this.onText(body.toString('utf8'));
    else if (opcode === 9) this.write(10, body);
    else if (opcode === 8) {
      this.ended(body.length >= 2 ? body.readUInt16BE(0) : 1005);
      this.write(8, body.subarray(0, 2));
      this.socket.end();
    }
  }
}

const accept = (key: string) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

// Answers an upgrade that an HTTP server got.
export function upgrade(incoming: IncomingMessage, socket: Socket): Peer {
  const key = accept(String(incoming.headers['sec-websocket-key']));
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
  return new Peer(socket, false);
}

export function open(port: number, path: string): Promise<Peer> {
  return new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    };
    const asked = request({ host: '127.0.0.1', port, path, headers, createConnection: () => connect(port, '127.0.0.1') });
    asked.setTimeout(5000, () => asked.destroy(new Error('no answer to the upgrade')));
    asked.on('upgrade', (_response, socket, head) => {
      const peer = new Peer(socket as Socket, true);
      // What came with the answer is read after the caller has set its handlers.
      if (head.length > 0) setImmediate(() => socket.emit('data', head));
      resolve(peer);
    });
    asked.on('response', (response) => reject(new Error(`refused with ${response.statusCode}`)));
    asked.on('error', reject);
    asked.end();
  });
}
