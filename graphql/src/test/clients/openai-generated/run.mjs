// Runs openai-node's generated tests against a gateway and says of each whether it went as
// expected.json has it: it passes, or the gateway refuses it in OpenAI's shape with that code.
//
//   OPENAI_NODE=<checkout with its dependencies> OPENAI_SPEC=<openapi.json> node --test-reporter=spec run.mjs http://127.0.0.1:8080
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const expected = JSON.parse(readFileSync(join(here, 'expected.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'openai-generated-'));
const [results, calls] = [join(folder, 'results.json'), join(folder, 'calls.jsonl')];

const ran = spawnSync(
  join(process.env.OPENAI_NODE, 'node_modules/.bin/jest'),
  ['--config', join(here, 'jest.config.mjs'), '--json', '--outputFile', results, '--runInBand'],
  {
    cwd: process.env.OPENAI_NODE,
    encoding: 'utf8',
    env: {
      ...process.env,
      CALLS: calls,
      NODE_PATH: join(here, 'node_modules'),
      TEST_API_BASE_URL: new URL('/v1', process.argv[2]).href,
    },
  },
);

function read() {
  try {
    const lines = readFileSync(calls, 'utf8').trim().split('\n');
    return { suites: JSON.parse(readFileSync(results, 'utf8')).testResults, made: lines.map((it) => JSON.parse(it)) };
  } catch (e) {
    throw new Error(`jest ran nothing: ${ran.error ?? ran.stdout + ran.stderr}`, { cause: e });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const fileOf = (path) => path.replace(/^.*\/api-resources\/(.+)\.test\.ts$/, '$1').replace(/^.*full\.test\.mjs$/, 'ours');

const { suites, made } = read();
const seen = new Set();

for (const suite of suites) {
  if (suite.assertionResults.length === 0) test(suite.name, () => assert.fail(suite.message));
  for (const { fullName, status, failureMessages } of suite.assertionResults) {
    const name = `${fileOf(suite.name)}: ${fullName}`;
    seen.add(name);
    const refusal = expected[name];
    test(`${name}: ${refusal ? `refused with ${refusal}` : 'passes'}`, () => {
      const its = made.filter((it) => `${fileOf(it.file)}: ${it.test}` === name);
      const said = JSON.stringify(its, null, 1) + failureMessages.join('\n');
      assert.deepEqual(its.flatMap((it) => it.wrong), [], said);
      assert.ok(its.length > 0, `it called nothing ${said}`);
      if (refusal) {
        assert.equal(status, 'failed', said);
        assert.equal(`${its.at(-1).status} ${its.at(-1).code} ${its.at(-1).param ?? ''}`.trim(), refusal, said);
      } else {
        assert.equal(status, 'passed', said);
      }
    });
  }
}

test('nothing is expected of a test that is not there', () => {
  assert.deepEqual(Object.keys(expected).filter((name) => !seen.has(name)), []);
});
