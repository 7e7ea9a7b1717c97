// OpenAI's own client for JavaScript against the gateway.
import OpenAI from 'openai';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const client = new OpenAI({ baseURL: new URL('/v1', process.argv[2]).href, apiKey: 'any', maxRetries: 0 });
const messages = [{ role: 'user', content: 'What is it?' }];
const greedy = { model: 'witan', messages, temperature: 0, max_completion_tokens: 12 };
const WORDS = { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string', maxLength: 20 } };

function areWords(text) {
  const words = JSON.parse(text);
  assert.equal(words.length, 2);
  assert.ok(words.every((it) => typeof it === 'string'));
}

async function all(stream) {
  const seen = [];
  for await (const it of stream) seen.push(it);
  return seen;
}

const text = (chunks) => chunks.map((it) => it.choices[0]?.delta.content ?? '').join('');

test('chat, whole and streamed', async () => {
  const whole = await client.chat.completions.create(greedy);
  assert.equal(whole.choices[0].finish_reason, 'length');
  assert.equal(whole.usage.completion_tokens, 12);
  const chunks = await all(
    await client.chat.completions.create({ ...greedy, stream: true, stream_options: { include_usage: true } }),
  );
  assert.equal(text(chunks), whole.choices[0].message.content);
  assert.deepEqual(chunks.at(-1).usage, whole.usage);
});

test('chat with the stream helper, which checks the chunks as they come', async () => {
  const completion = await client.chat.completions.stream(greedy).finalChatCompletion();
  const whole = await client.chat.completions.create(greedy);
  assert.equal(completion.choices[0].message.content, whole.choices[0].message.content);
});

test('n, seed and log-probabilities', async () => {
  const asked = { ...greedy, temperature: 1, seed: 7, n: 3, logprobs: true, top_logprobs: 2 };
  const [one, two] = [await client.chat.completions.create(asked), await client.chat.completions.create(asked)];
  assert.deepEqual(one.choices, two.choices);
  assert.equal(new Set(one.choices.map((it) => it.message.content)).size, 3);
  for (const { logprobs } of one.choices) {
    assert.equal(logprobs.content.length, 12);
    assert.ok(logprobs.content.every((it) => it.logprob <= 0 && it.top_logprobs.length === 2));
  }
});

test('a stop string ends the answer and is not part of it', async () => {
  const { content } = (await client.chat.completions.create(greedy)).choices[0].message;
  const stop = content.trim().split(' ')[4];
  const stopped = (await client.chat.completions.create({ ...greedy, stop })).choices[0];
  assert.equal(stopped.finish_reason, 'stop');
  assert.equal(stopped.message.content, content.slice(0, content.indexOf(stop)));
});

test('an answer keeps to its schema', async () => {
  const completion = await client.chat.completions.parse({
    ...greedy,
    max_completion_tokens: 200,
    response_format: { type: 'json_schema', json_schema: { name: 'words', strict: true, schema: WORDS } },
  });
  areWords(completion.choices[0].message.content);
});

test('completions, whole and streamed', async () => {
  const asked = { model: 'witan', prompt: ['Once', 'Twice'], temperature: 0, max_tokens: 6 };
  const whole = await client.completions.create(asked);
  assert.deepEqual(whole.choices.map((it) => it.index), [0, 1]);
  const chunks = await all(await client.completions.create({ ...asked, stream: true }));
  for (const { index, text } of whole.choices) {
    const streamed = chunks.flatMap((it) => it.choices).filter((it) => it.index === index);
    assert.equal(streamed.map((it) => it.text).join(''), text);
  }
});

test('embeddings, as floats and in base64, whole and cut', async () => {
  const asked = { model: 'all-MiniLM-L6-v2', input: ['a', 'b'] };
  const floats = await client.embeddings.create({ ...asked, encoding_format: 'float' });
  const decoded = await client.embeddings.create(asked); // base64 on the wire
  assert.deepEqual(decoded.data.map((it) => it.embedding), floats.data.map((it) => it.embedding));
  assert.equal(floats.data[0].embedding.length, 384);
  assert.equal((await client.embeddings.create({ ...asked, dimensions: 8 })).data[1].embedding.length, 8);
});

test('models, listed and one by its slashed id', async () => {
  const ids = (await all(client.models.list())).map((it) => it.id);
  assert.ok(['witan', 'witan/anna', 'all-MiniLM-L6-v2'].every((it) => ids.includes(it)), ids);
  assert.equal((await client.models.retrieve('witan/anna')).object, 'model');
});

test('responses, whole and with the stream helper', async () => {
  const asked = {
    model: 'witan', instructions: 'Be brief.', input: 'What is it?', temperature: 0, max_output_tokens: 12,
  };
  const whole = await client.responses.create(asked);
  assert.equal(whole.status, 'incomplete');
  assert.equal(whole.incomplete_details.reason, 'max_output_tokens');
  assert.equal(whole.usage.output_tokens, 12);
  const stream = client.responses.stream(asked);
  const events = await all(stream);
  assert.deepEqual(events.map((it) => it.sequence_number), events.map((_, i) => i));
  assert.equal(events.filter((it) => it.type === 'response.output_text.delta').length, 12);
  assert.equal((await stream.finalResponse()).output[0].content[0].text, whole.output_text);
});

test('a response goes on with a conversation, as its own output was', async () => {
  const first = await client.responses.create({ model: 'witan', input: 'What is it?', max_output_tokens: 4 });
  const second = await client.responses.create({
    model: 'witan',
    input: [{ role: 'user', content: 'What is it?' }, ...first.output, { role: 'user', content: 'Why?' }],
    max_output_tokens: 4,
  });
  assert.equal(second.usage.output_tokens, 4);
});

test('a response keeps to its schema', async () => {
  const response = await client.responses.create({
    model: 'witan',
    input: 'Say a word.',
    temperature: 0,
    text: { format: { type: 'json_schema', name: 'words', strict: true, schema: WORDS } },
  });
  assert.equal(response.status, 'completed');
  areWords(response.output_text);
});

for (const [what, body, type, param] of [
  ['an unknown model', { ...greedy, model: 'nobody' }, OpenAI.NotFoundError, 'model'],
  ['a temperature of 3', { ...greedy, temperature: 3 }, OpenAI.BadRequestError, 'temperature'],
  ['tools, which the mixture does not call', { ...greedy, tools: [{ type: 'function', function: { name: 'f' } }] }, OpenAI.BadRequestError, 'tools'],
  ['a picture by its address', { ...greedy, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }] }] }, OpenAI.BadRequestError, 'messages[0].content[0].image_url'],
]) {
  test(`${what} is the client's own error`, async () => {
    await assert.rejects(client.chat.completions.create(body), (error) => {
      assert.ok(error instanceof type, String(error));
      assert.equal(error.param, param);
      assert.equal(error.type, 'invalid_request_error');
      return true;
    });
  });
}

test('a client may leave a stream', async () => {
  const stream = await client.chat.completions.create({ ...greedy, max_completion_tokens: 1_000_000, stream: true });
  for await (const chunk of stream) if (chunk.choices[0].delta.content) break;
  assert.ok((await client.chat.completions.create(greedy)).choices[0].message.content);
});
