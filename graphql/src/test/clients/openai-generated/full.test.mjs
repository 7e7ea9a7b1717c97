// What their tests leave out: streams, and requests with every field that the gateway serves. The
// checks of checked-fetch.cjs hold here too.
import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'any', baseURL: process.env.TEST_API_BASE_URL, maxRetries: 0 });
const messages = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', name: 'anna', content: [{ type: 'text', text: 'What is it?' }] },
  { role: 'assistant', content: 'What?' },
  { role: 'user', content: 'It.' },
];
const schema = {
  type: 'object',
  properties: { word: { type: 'string', maxLength: 12 } },
  required: ['word'],
  additionalProperties: false,
};
const common = {
  model: 'witan',
  frequency_penalty: -0.5,
  logit_bias: { 5: -1 },
  n: 2,
  presence_penalty: 0.5,
  seed: -9007199254740991,
  stop: ['\n\n', '§'],
  temperature: 0.7,
  top_p: 0.9,
  user: 'user-1234',
};
const chat = {
  ...common,
  messages,
  logprobs: true,
  top_logprobs: 3,
  max_completion_tokens: 8,
  metadata: { foo: 'string' },
  modalities: ['text'],
  parallel_tool_calls: true,
  prompt_cache_key: 'key-1234',
  reasoning_effort: 'none',
  response_format: { type: 'text' },
  safety_identifier: 'user-1234',
  service_tier: 'auto',
  store: false,
  tool_choice: 'none',
  tools: [{ type: 'function', function: { name: 'name', parameters: { type: 'object' } } }],
  verbosity: 'low',
};
const completion = { ...common, prompt: ['Once', 'Twice'], logprobs: 2, max_tokens: 8, best_of: 2, echo: false };
const response = {
  model: 'witan',
  background: false,
  include: ['message.output_text.logprobs'],
  input: [
    { role: 'developer', content: 'Be brief.' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is it?' }] },
  ],
  instructions: 'Answer.',
  max_output_tokens: 8,
  metadata: { foo: 'string' },
  parallel_tool_calls: true,
  reasoning: { effort: null },
  service_tier: 'auto',
  store: false,
  temperature: 0.7,
  text: { format: { type: 'text' } },
  tool_choice: 'none',
  tools: [],
  top_logprobs: 2,
  top_p: 0.9,
  truncation: 'disabled',
  user: 'user-1234',
};
const usage = { stream_options: { include_usage: true } };

async function all(stream) {
  const seen = [];
  for await (const it of await stream) seen.push(it);
  return seen;
}

test('chat with every field', async () => {
  expect((await client.chat.completions.create(chat)).choices).toHaveLength(2);
});

test('chat streamed with every field', async () => {
  const chunks = await all(client.chat.completions.create({ ...chat, ...usage, stream: true }));
  expect(chunks.at(-1).usage.completion_tokens).toBeGreaterThan(0);
});

test.each([{ type: 'json_object' }, { type: 'json_schema', json_schema: { name: 'a', strict: true, schema } }])(
  'chat in the format %j',
  async (response_format) => {
    const asked = { model: 'witan', messages, response_format, temperature: 0, max_completion_tokens: 300 };
    const whole = await client.chat.completions.create(asked);
    const streamed = await all(client.chat.completions.create({ ...asked, stream: true }));
    expect(streamed.map((it) => it.choices[0]?.delta.content ?? '').join('')).toBe(whole.choices[0].message.content);
  },
);

test('completions with every field', async () => {
  expect((await client.completions.create(completion)).choices).toHaveLength(4);
});

test('completions streamed with every field', async () => {
  const chunks = await all(client.completions.create({ ...completion, ...usage, stream: true }));
  expect(chunks.at(-1).usage.completion_tokens).toBeGreaterThan(0);
});

test('embeddings in every format', async () => {
  for (const encoding_format of ['float', 'base64', undefined]) {
    const { data } = await client.embeddings.create({
      model: 'all-MiniLM-L6-v2',
      input: ['a', 'b'],
      dimensions: 8,
      encoding_format,
      user: 'user-1234',
    });
    expect(data).toHaveLength(2);
  }
});

test('every model that is listed', async () => {
  for await (const model of client.models.list()) {
    expect((await client.models.retrieve(model.id)).object).toBe('model');
  }
});

test('a response with every field', async () => {
  expect((await client.responses.create(response)).output[0].content[0].type).toBe('output_text');
});

test('a response streamed with every field', async () => {
  const events = await all(client.responses.create({ ...response, stream: true }));
  expect(events[0].type).toBe('response.created');
});

test('a response in the format of a schema', async () => {
  const text = { format: { type: 'json_schema', name: 'a', strict: true, schema } };
  const asked = { model: 'witan', input: 'What is it?', text, temperature: 0, max_output_tokens: 300 };
  await client.responses.create(asked);
  await all(client.responses.create({ ...asked, stream: true }));
});

test('the life of a stored chat', async () => {
  const { completions } = client.chat;
  const asked = { model: 'witan', messages, store: true, metadata: { topic: 'it' }, max_completion_tokens: 4, n: 2 };
  const { id } = await completions.create(asked);
  await all(completions.create({ ...asked, stream: true }));
  const listed = await all(completions.list({ metadata: { topic: 'it' }, model: 'witan', order: 'asc', limit: 1 }));
  expect(listed.map((it) => it.id)).toContain(id);
  expect(listed.length).toBeGreaterThan(1);
  expect(await all(completions.messages.list(id, { limit: 3, order: 'desc' }))).toHaveLength(4);
  expect((await completions.update(id, { metadata: { topic: 'that' } })).metadata).toEqual({ topic: 'that' });
  expect((await completions.retrieve(id)).metadata).toEqual({ topic: 'that' });
  expect((await completions.delete(id)).deleted).toBe(true);
  await expect(completions.retrieve(id)).rejects.toMatchObject({ status: 404 });
});

test('the life of a stored response', async () => {
  const first = await client.responses.create({ ...response, store: true });
  expect((await client.responses.retrieve(first.id)).output_text).toBe(first.output_text);
  const asked = { model: 'witan', input: 'And?', previous_response_id: first.id, max_output_tokens: 4 };
  const second = await client.responses.create(asked);
  const streamed = await all(client.responses.create({ ...asked, previous_response_id: second.id, stream: true }));
  const third = streamed.at(-1).response.id;
  const items = await all(client.responses.inputItems.list(third, { order: 'asc', limit: 2 }));
  expect(items.map((it) => it.role)).toEqual(['developer', 'user', 'assistant', 'user', 'assistant', 'user']);
  await client.responses.delete(third);
  await expect(client.responses.retrieve(third)).rejects.toMatchObject({ status: 404 });
});

test('a conversation that is counted, shortened and gone on from', async () => {
  const said = 'It is a duck, as I have said before. '.repeat(80);
  const talk = [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'input_text', text: 'What is it?' }] },
    { role: 'assistant', content: said },
  ];
  const shorter = await client.responses.compact({ model: 'witan', input: talk, instructions: 'Be exact.' });
  expect(shorter.output.map((it) => it.type)).toEqual(['message', 'message', 'compaction']);
  const input = [...shorter.output, { role: 'user', content: 'And?' }];
  const { input_tokens } = await client.responses.inputTokens.count({ model: 'witan', input });
  const next = await client.responses.create({ model: 'witan', input, max_output_tokens: 4, temperature: 0 });
  expect(next.usage.input_tokens).toBe(input_tokens);
  const items = await all(client.responses.inputItems.list(next.id, { order: 'asc' }));
  expect(items.map((it) => it.type)).toEqual(['message', 'message', 'compaction', 'message']);
  const again = await client.responses.compact({ model: 'witan', previous_response_id: next.id, input: talk });
  expect(again.output.filter((it) => it.type === 'compaction')).toHaveLength(1);
  expect((await client.responses.compact({ model: 'witan', input: talk.slice(0, 2) })).output).toHaveLength(2);
  expect((await client.responses.compact({ model: 'witan' })).output).toEqual([]);
});

test('a response in the background', async () => {
  let it = await client.responses.create({ ...response, store: true, background: true });
  while (['queued', 'in_progress'].includes(it.status)) it = await client.responses.retrieve(it.id);
  expect(it.output[0].content[0].type).toBe('output_text');
  expect((await client.responses.cancel(it.id)).status).toBe(it.status);
  const endless = await client.responses.create({ ...response, store: true, background: true, max_output_tokens: 100_000 });
  expect((await client.responses.cancel(endless.id)).status).toBe('cancelled');
});

test('a refusal of each kind', async () => {
  const refusals = [
    client.chat.completions.create({ model: 'nobody', messages }),
    client.chat.completions.create({ model: 'witan', messages: [] }),
    client.responses.create({ model: 'witan', input: 'x', previous_response_id: 'resp_1' }),
    client.embeddings.create({ model: 'all-MiniLM-L6-v2', input: '' }),
    client.post('/models'),
    client.get('/nothing'),
  ];
  const statuses = await Promise.all(refusals.map((it) => it.then(() => 200, (error) => error.status)));
  expect(statuses).toEqual([404, 400, 400, 400, 405, 404]);
});
