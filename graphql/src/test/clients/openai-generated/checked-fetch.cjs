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

/** The request with a model that is served here, where the test names one of OpenAI's. */
function served(url, init) {
  const path = url.pathname.replace(/^\/v1/, '');
  if (init.method?.toUpperCase() === 'GET' && path.startsWith('/models/gpt-')) url.pathname = '/v1/models/witan';
  if (typeof init.body !== 'string') return { url, init, path };
  const body = JSON.parse(init.body);
  if (typeof body.model !== 'string') return { url, init, path };
  return { url, init: { ...init, body: JSON.stringify({ ...body, model: renamed(body.model) }) }, path };
}

const direct = globalThis.fetch;

globalThis.fetch = async (address, options = {}) => {
  const { url, init, path } = served(new URL(address), options);
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
    const json = path === '/embeddings' ? unpacked(JSON.parse(text)) : JSON.parse(text);
    wrong = pointer ? faults(pointer, json) : [`nothing is documented for ${method} ${path}`];
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
