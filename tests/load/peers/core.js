'use strict';
// The job of both peers but for the transport: a durable row for each conversation and each message, the model's
// tokens passed on as they come, and what happened published for agents. The ordinary npm stack at its best: pg with a
// pool and named prepared statements, ioredis with automatic pipelining, node:http with kept-alive connections.
const http = require('node:http');
const { Pool } = require('pg');
const Redis = require('ioredis');

const model = new URL(process.env.MODEL_URL);
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 4096 });
let pool;
let redis;

function init() {
  pool = new Pool({ connectionString: process.env.PG_URL, max: 10 }); // pg's own default
  pool.on('error', (error) => console.error('pg', error.message));
  redis = new Redis(process.env.REDIS_URL, { enableAutoPipelining: true });
}

function ask(text, onToken) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ model: 'scripted', stream: true, messages: [{ role: 'user', content: text }] });
    const request = http.request({
      host: model.hostname, port: model.port, path: '/v1/chat/completions', method: 'POST', agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), accept: 'text/event-stream' },
    }, (response) => {
      if (response.statusCode !== 200) { response.resume(); return reject(new Error('model ' + response.statusCode)); }
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        rest += chunk;
        for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
          const event = rest.slice(0, end);
          rest = rest.slice(end + 2);
          if (!event.startsWith('data: ') || event === 'data: [DONE]') continue;
          const token = JSON.parse(event.slice(6)).choices?.[0]?.delta?.content;
          if (token) onToken(token);
        }
      });
      response.on('end', resolve);
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const INSERT = { name: 'insert', text: 'INSERT INTO messages(conv,role,client_seq,body) VALUES($1,$2,$3,$4) RETURNING id' };
const OPEN = { name: 'open', text: 'INSERT INTO conversations(external_id) VALUES($1) RETURNING id' };

async function open(externalId) {
  const id = (await pool.query({ ...OPEN, values: [externalId] })).rows[0].id;
  redis.hset('conv:' + id, 'state', 'bot', 'node', process.pid, 'opened', Date.now());
  return id;
}

// send(object) writes one frame to the customer.
async function userMessage(conv, message, send) {
  const stored = await pool.query({ ...INSERT, values: [conv, 'user', message.q, message.text] });
  send({ t: 'ack', q: message.q, id: stored.rows[0].id }); // only after COMMIT
  redis.hset('conv:' + conv, 'last', Date.now(), 'seq', message.q);
  redis.publish('agent-events', JSON.stringify({ t: 'user', conv, q: message.q, text: message.text }));
  let full = '';
  let i = 0;
  await ask(message.text, (token) => { full += token; send({ t: 'd', q: message.q, i: i++, s: token }); });
  const answer = await pool.query({ ...INSERT, values: [conv, 'bot', message.q, full] });
  send({ t: 'end', q: message.q, id: answer.rows[0].id, n: i });
  redis.publish('agent-events', JSON.stringify({ t: 'bot', conv, q: message.q, id: answer.rows[0].id }));
}

module.exports = { init, open, userMessage };
