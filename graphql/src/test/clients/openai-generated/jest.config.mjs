// Their tests for what the gateway serves, out of a checkout of openai-node, and ours beside them.
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const checkout = process.env.OPENAI_NODE;
const here = dirname(fileURLToPath(import.meta.url));
const theirs = createRequire(join(checkout, 'package.json'));

export default {
  rootDir: checkout,
  roots: [join(checkout, 'tests/api-resources'), here],
  testMatch: [
    join(checkout, 'tests/api-resources/chat/**/*.test.ts'),
    join(checkout, 'tests/api-resources/{completions,embeddings,models}.test.ts'),
    join(checkout, 'tests/api-resources/responses/*.test.ts'),
    join(here, 'full.test.mjs'),
  ],
  testEnvironment: 'node',
  setupFiles: [join(here, 'checked-fetch.cjs')],
  testTimeout: 60_000,
  transform: { '^.+\\.(m?js|ts)$': [theirs.resolve('@swc/jest'), { module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: { '^openai$': '<rootDir>/src/index.ts', '^openai/(.*)$': '<rootDir>/src/$1' },
  modulePathIgnorePatterns: ['<rootDir>/ecosystem-tests/', '<rootDir>/dist/'],
};
