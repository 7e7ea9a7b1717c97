// graphql-transport-ws with its reference client, and each close code of the protocol by hand.
import { CloseCode, createClient } from 'graphql-ws';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import WebSocket from 'ws';
import { ENDLESS, answer, byDigest, events, whole } from './questions.mjs';

const url = new URL('/graphql', process.argv[2]).href.replace('http:', 'ws:');
const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
after(() => client.dispose());

test('a subscription comes event by event', async () => {
  const { types, text, content } = whole(await events(client, { query: answer(12) }));
  assert.deepEqual(types, ['Routed', ...Array(12).fill('TokenDelta'), 'Answer']);
  assert.equal(text, content);
});

test('operations run side by side on one socket', async () => {
  const one = client;
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => events(one, { query: answer(12) }).then(whole)),
  );
  assert.equal(new Set(answers.map((it) => it.content)).size, 1);
});

test('queries and mutations are operations too', async () => {
  const query = await events(client, { query: 'query Name($n: Int) { experts(first: $n) { totalCount } }', variables: { n: 1 } });
  assert.deepEqual(query.seen, [{ data: { experts: { totalCount: 6 } } }]);
  const mutation = await events(client, {
    query: 'mutation { ask(input: {messages: [{role: USER, content: "x"}], maxTokens: 2}) { finishReason } }',
  });
  assert.equal(mutation.seen[0].data.ask.finishReason, 'length');
});

test('a document that does not fit the schema is an error of its operation', async () => {
  const { seen, error } = await events(client, { query: '{ nothing }' });
  assert.equal(seen.length, 0);
  assert.equal(error[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
});

test('a document that was sent once may be asked for by its digest', async () => {
  const query = `# ${Math.random()}\n${answer(3)}`;
  const first = await events(client, byDigest(query));
  const error = first.error?.[0] ?? first.seen[0].errors[0];
  assert.equal(error.message, 'PersistedQueryNotFound');
  whole(await events(client, { query }));
  assert.equal(whole(await events(client, byDigest(query))).types.length, 5);
});

test('the client may leave a stream and use its socket again', async () => {
  await new Promise((resolve) => {
    const leave = client.subscribe(
      { query: ENDLESS },
      { next: () => { leave(); resolve(); }, error: assert.fail, complete() {} },
    );
  });
  whole(await events(client, { query: answer(12) }));
});

// ------------------------------------------------------------------------------------ close codes

const INIT = { type: 'connection_init' };
const subscribe = (id, payload = { query: ENDLESS }) => ({ id, type: 'subscribe', payload });

function closed(messages, { protocols = ['graphql-transport-ws'], headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, { headers });
    socket.on('open', () =>
      messages.forEach((it) => socket.send(typeof it === 'object' && !Buffer.isBuffer(it) ? JSON.stringify(it) : it)),
    );
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.on('error', reject);
    setTimeout(() => { socket.terminate(); reject(new Error('the socket was not closed')); }, 10_000).unref();
  });
}

const breaches = [
  [CloseCode.BadRequest, 'what is no JSON', ['nope']],
  [CloseCode.BadRequest, 'JSON that is no object', ['[]']],
  [CloseCode.BadRequest, 'an unknown type', [{ type: 'nope' }]],
  [CloseCode.BadRequest, 'a message of the older protocol', [{ type: 'start', id: '1' }]],
  [CloseCode.BadRequest, 'a binary message', [Buffer.from('{"type":"ping"}')]],
  [CloseCode.BadRequest, 'an init payload that is no object', [{ ...INIT, payload: 7 }]],
  [CloseCode.BadRequest, 'a subscribe without an id', [INIT, { type: 'subscribe', payload: { query: '{__typename}' } }]],
  [CloseCode.BadRequest, 'a subscribe without a payload', [INIT, { id: '1', type: 'subscribe' }]],
  [CloseCode.BadRequest, 'a subscribe without a query', [INIT, subscribe('1', {})]],
  [CloseCode.BadRequest, 'variables that are no object', [INIT, subscribe('1', { query: '{__typename}', variables: 'x' })]],
  [CloseCode.BadRequest, 'a complete without an id', [INIT, { type: 'complete' }]],
  [CloseCode.Unauthorized, 'a subscribe before the ack', [subscribe('1')]],
  [CloseCode.Forbidden, "an init from another site's page", [INIT], { headers: { origin: 'https://evil.example' } }],
  [CloseCode.SubprotocolNotAcceptable, 'no subprotocol', [], { protocols: [] }],
  [CloseCode.ConnectionInitialisationTimeout, 'no init in time', []],
  [CloseCode.SubscriberAlreadyExists, 'an id that is running', [INIT, subscribe('1'), subscribe('1')]],
  [CloseCode.TooManyInitialisationRequests, 'a second init', [INIT, INIT]],
];
for (const [code, what, messages, options] of breaches) {
  test(`${code}: ${what}`, async () => {
    const end = await closed(messages, options);
    assert.equal(end.code, code, end.reason);
    assert.notEqual(end.reason, '');
  });
}

test("a page of the gateway's own may connect", async () => {
  const origin = new URL(process.argv[2]).origin;
  const end = await closed([INIT, INIT], { headers: { origin } });
  assert.equal(end.code, CloseCode.TooManyInitialisationRequests);
});
