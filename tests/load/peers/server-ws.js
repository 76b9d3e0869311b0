'use strict';
// Node.js + ws, one process.
const http = require('node:http');
const { WebSocketServer } = require('ws');
const core = require('./core');

core.init();
const server = http.createServer((_request, response) => { response.writeHead(404); response.end(); });
const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 65536, clientTracking: false });
sockets.on('connection', async (socket, request) => {
  const send = (object) => { if (socket.readyState === 1) socket.send(JSON.stringify(object)); };
  let conv;
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    core.userMessage(conv, message, send).catch((error) => send({ t: 'err', q: message.q, e: error.message }));
  });
  try {
    conv = await core.open(request.url);
    send({ t: 'hello', conv });
  } catch {
    socket.close(1011);
  }
});
server.listen(+process.env.PORT, '127.0.0.1', 4096, () => console.log('listening on 127.0.0.1:' + process.env.PORT));
