'use strict';
// Node.js + socket.io over WebSockets, one process.
const http = require('node:http');
const { Server } = require('socket.io');
const core = require('./core');

core.init();
const server = http.createServer((_request, response) => { response.writeHead(404); response.end(); });
const io = new Server(server, { transports: ['websocket'], serveClient: false, perMessageDeflate: false });
io.on('connection', async (socket) => {
  const send = (object) => socket.emit('m', object);
  let conv;
  socket.on('m', (message) => {
    core.userMessage(conv, message, send).catch((error) => send({ t: 'err', q: message.q, e: error.message }));
  });
  try {
    conv = await core.open(socket.id);
    send({ t: 'hello', conv });
  } catch {
    socket.disconnect(true);
  }
});
server.listen(+process.env.PORT, '127.0.0.1', 4096, () => console.log('listening on 127.0.0.1:' + process.env.PORT));
