// What the scripts ask.
import { createHash } from 'node:crypto';

export const answer = (maxTokens) => `subscription {
  ask(input: {messages: [{role: USER, content: "What is it?"}], maxTokens: ${maxTokens}, temperature: 0}) {
    __typename
    ... on TokenDelta { text }
    ... on Answer { content }
  }
}`;

export const ENDLESS = answer(1_000_000);

// All events of an operation, and the error that ended it, if one did.
export const events = (client, payload) =>
  new Promise((resolve) => {
    const seen = [];
    client.subscribe(payload, {
      next: (event) => seen.push(event),
      error: (error) => resolve({ seen, error }),
      complete: () => resolve({ seen }),
    });
  });

// What a client sees of an answer of twelve tokens.
export function whole({ seen, error }) {
  if (error) throw error;
  const asked = seen.map((event) => event.data.ask);
  const text = asked.filter((it) => it.__typename === 'TokenDelta').map((it) => it.text).join('');
  return { types: asked.map((it) => it.__typename), text, content: asked.at(-1).content };
}

// An operation that is sent whole once, and by its digest from then on.
export const digest = (query) => createHash('sha256').update(query).digest('hex');

export const byDigest = (query) => ({
  query: '',
  extensions: { persistedQuery: { version: 1, sha256Hash: digest(query) } },
});
