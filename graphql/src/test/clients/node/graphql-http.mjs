// Every audit of the GraphQL-over-HTTP specification, as its reference implementation ships them.
import { serverAudits } from 'graphql-http';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const url = new URL('/graphql', process.argv[2]).href;

for (const audit of serverAudits({ url, fetchFn: fetch })) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    assert.equal(result.status, 'ok', result.reason);
  });
}
