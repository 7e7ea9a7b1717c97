// GraphQL over server-sent events with its reference client, one connection an operation.
import { createClient } from 'graphql-sse';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ENDLESS, answer, byDigest, events, whole } from './questions.mjs';

const url = new URL('/graphql', process.argv[2]).href;
const client = createClient({ url, retryAttempts: 0 });
after(() => client.dispose());

test('a subscription comes event by event', async () => {
  const { types, text, content } = whole(await events(client, { query: answer(12) }));
  assert.deepEqual(types, ['Routed', ...Array(12).fill('TokenDelta'), 'Answer']);
  assert.equal(text, content);
});

test('streams run side by side', async () => {
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => events(client, { query: answer(12) }).then(whole)),
  );
  assert.equal(new Set(answers.map((it) => it.content)).size, 1);
});

test('a query is one event', async () => {
  const { seen } = await events(client, { query: '{ __typename }' });
  assert.deepEqual(seen, [{ data: { __typename: 'Query' } }]);
});

test('a document that does not fit the schema is an event with errors', async () => {
  const { seen } = await events(client, { query: '{ nothing }' });
  assert.equal(seen[0].errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
});

test('a request that is none is an error', async () => {
  const { error } = await events(client, { query: '' });
  assert.equal(error.response.status, 400);
});

test('a document that was sent once may be asked for by its digest', async () => {
  const query = `# ${Math.random()}\n${answer(3)}`;
  const first = await events(client, byDigest(query));
  const error = first.error?.[0] ?? first.seen[0].errors[0];
  assert.equal(error.message, 'PersistedQueryNotFound');
  whole(await events(client, { query }));
  assert.equal(whole(await events(client, byDigest(query))).types.length, 5);
});

test('the client may leave a stream', async () => {
  await new Promise((resolve) => {
    const leave = client.subscribe(
      { query: ENDLESS },
      { next: () => { leave(); resolve(); }, error: assert.fail, complete() {} },
    );
  });
  whole(await events(client, { query: answer(12) }));
});
