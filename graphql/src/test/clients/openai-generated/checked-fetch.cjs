// Stands between the client and the gateway: asks for models that the gateway has, checks what is
// answered against OpenAI's own document, and writes down each call for run.mjs.
const { appendFileSync, readFileSync } = require('node:fs');
const Ajv = require('ajv/dist/2020');

const document = JSON.parse(readFileSync(process.env.OPENAI_SPEC, 'utf8'));

/** Schemas in which OpenAPI's older "nullable" is said in JSON Schema's words. */
function inJsonSchema(node) {
  if (node === null || typeof node !== 'object') return node;
  if (Array.isArray(node)) return node.map(inJsonSchema);
  const entries = Object.entries(node).map(([key, value]) => [key, inJsonSchema(value)]);
  const { nullable, ...schema } = Object.fromEntries(entries);
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : schema;
}

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'openai', ...inJsonSchema(document) });

const compiled = new Map();

function faults(pointer, json) {
  if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: 'openai#' + pointer }));
  const validate = compiled.get(pointer);
  if (validate(json)) return [];
  return validate.errors.slice(0, 8).map((it) => `${pointer} ${it.instancePath}: ${it.message}`);
}

const escaped = (part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The path as the document names it; null for one that it doesn't know. */
function documented(path, method) {
  const fits = (template) =>
    new RegExp('^' + template.replace(/\{[^}]+\}/g, '[^/]+') + '$').test(path) && document.paths[template][method];
  const all = Object.keys(document.paths).filter(fits);
  return all.sort((a, b) => a.split('{').length - b.split('{').length)[0] ?? null;
}

function schemaOf(path, method, type) {
  const template = documented(path, method);
  const content = template && document.paths[template][method].responses['200']?.content;
  return content?.[type] ? `/paths/${escaped(template)}/${method}/responses/200/content/${escaped(type)}/schema` : null;
}

/** Of a response that is deleted the document says nothing but that it is. */
function documentsContent(path, method) {
  const template = documented(path, method);
  return !template || document.paths[template][method].responses['200']?.content !== undefined;
}

// Chunks of text completions have the shape of the whole, of which the document says that it always
// has a reason to end and its usage; before their end OpenAI's own have null there.
function stillOpen(chunk) {
  for (const choice of chunk.choices ?? []) choice.finish_reason ??= 'stop';
  if (chunk.usage === null) delete chunk.usage;
  return chunk;
}

// The document has vectors as numbers only; the client asks for base64 where nobody asks otherwise.
function unpacked(list) {
  for (const entry of list.data ?? []) {
    if (typeof entry.embedding !== 'string') continue;
    const bytes = Buffer.from(entry.embedding, 'base64');
    entry.embedding = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
  }
  return list;
}

function faultsOfStream(path, text) {
  if (path === '/completions') {
    return events(text).flatMap((it) => faults('/components/schemas/CreateCompletionResponse', stillOpen(it)));
  }
  const pointer = schemaOf(path, 'post', 'text/event-stream');
  return events(text).flatMap((it) => faults(it.type ? schemaOfEvent(it.type) : pointer, it));
}

/** Of an event of a response: the one for its type, whose faults say more than those of all. */
function schemaOfEvent(type) {
  const named = document.components.schemas.ResponseStreamEvent.anyOf.map((it) => it.$ref.slice(1));
  const typeOf = (pointer) => document.components.schemas[pointer.split('/').at(-1)].properties.type.enum[0];
  return named.find((pointer) => typeOf(pointer) === type) ?? '/components/schemas/ResponseStreamEvent';
}

function events(text) {
  const data = text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
  return data.filter((it) => it !== '[DONE]').map((it) => JSON.parse(it));
}

function renamed(model) {
  if (model.startsWith('text-embedding')) return 'all-MiniLM-L6-v2';
  return model.startsWith('gpt-') ? 'witan' : model;
}

// Its own example lists a user's message; its schema has the assistant's alone.
function asIfTheAssistants(list) {
  for (const message of list.data ?? []) message.role = 'assistant';
  return list;
}

const SAMPLES = { completion_id: 'chat/completions', response_id: 'responses', resp_677efb5139a88190b512bc3fef8e535d: 'responses', resp_123: 'responses' };
const stored = new Map();

/** What the tests name by the ids of samples is made anew for each of them, as some delete it. */
async function made(sample, test) {
  const [kind, background] = [SAMPLES[sample], / cancel$/.test(test)];
  const key = `${test} ${kind}`;
  if (!stored.has(key)) {
    const body =
      kind === 'responses'
        ? { model: 'witan', input: 'What is it?', max_output_tokens: background ? 100_000 : 8, background }
        : { model: 'witan', messages: [{ role: 'user', content: 'What is it?' }], max_completion_tokens: 8, store: true };
    const answer = await direct(new URL(`/v1/${kind}`, process.env.TEST_API_BASE_URL), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`nothing is stored: ${answer.status} ${await answer.text()}`);
    stored.set(key, (await answer.json()).id);
  }
  return stored.get(key);
}

/** The request with what there is here, where the test names a model of OpenAI's or a sample. */
async function served(url, init) {
  const sample = url.pathname.split('/').find((part) => part in SAMPLES);
  if (sample) url.pathname = url.pathname.replace(sample, await made(sample, expect.getState().currentTestName));
  const path = url.pathname.replace(/^\/v1/, '');
  if (init.method?.toUpperCase() === 'GET' && path.startsWith('/models/gpt-')) url.pathname = '/v1/models/witan';
  if (typeof init.body !== 'string') return { url, init, path };
  const body = JSON.parse(init.body);
  if (typeof body.model === 'string') body.model = renamed(body.model);
  const previous = body.previous_response_id;
  if (previous in SAMPLES) body.previous_response_id = await made(previous, expect.getState().currentTestName);
  return { url, init: { ...init, body: JSON.stringify(body) }, path };
}

const direct = globalThis.fetch;

globalThis.fetch = async (address, options = {}) => {
  const { url, init, path } = await served(new URL(address), options);
  const response = await direct(url, init);
  const type = (response.headers.get('content-type') ?? '').split(';')[0];
  const text = await response.clone().text();
  const method = (init.method ?? 'GET').toLowerCase();
  let wrong;
  let error = {};
  if (type === 'text/event-stream') {
    wrong = faultsOfStream(path, text);
  } else if (type !== 'application/json') {
    wrong = [`${type} is not application/json`];
  } else if (response.ok) {
    const pointer = schemaOf(path, method, type);
    const prepared = path === '/embeddings' ? unpacked : path.endsWith('/messages') ? asIfTheAssistants : (it) => it;
    const json = prepared(JSON.parse(text));
    wrong = !documentsContent(path, method) ? [] : pointer ? faults(pointer, json) : [`nothing is documented for ${method} ${path}`];
  } else {
    error = JSON.parse(text).error ?? {};
    wrong = faults('/components/schemas/ErrorResponse', JSON.parse(text));
  }
  const { code, param, message } = error;
  const { currentTestName: test, testPath: file } = expect.getState();
  const call = { file, test, method, path, status: response.status, code, param, message };
  appendFileSync(process.env.CALLS, JSON.stringify({ ...call, wrong }) + '\n');
  if (wrong.length > 0) throw new TypeError(`${method} ${path}: ${wrong.join('; ')}`);
  return response;
};
