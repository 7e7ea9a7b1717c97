// llama.cpp's side of `./witan bench engine`: node llama-cpp.mjs GGUF THREADS; answers the same
// lines as witan.engine.EngineBench. Every token is drawn, the likeliest, so logits are computed.
import { createInterface } from "node:readline";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [, , file, threads] = process.argv;
const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  logLevel: LlamaLogLevel.error,
  maxThreads: 0,
});
const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 });
console.log(`llama.cpp-${llama.llamaCppRelease.release}`);

const tokens = (count) => Array.from({ length: count }, () => Math.floor(Math.random() * 49_000));

async function timed(work) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await work();
  const took = performance.now() - wall;
  const used = process.cpuUsage(cpu);
  return [took, (used.user + used.system) / 1e3];
}

const create = (sequences, contextSize) =>
  model.createContext({
    contextSize,
    sequences,
    batchSize: 512,
    threads: Number(threads),
    flashAttention: true,
  });

async function within(sequences, contextSize, work) {
  const context = await create(sequences, contextSize);
  try {
    return await work(Array.from({ length: sequences }, () => context.getSequence()));
  } finally {
    await context.dispose();
  }
}

const prepared = new Map();

// Sequences that have their first tokens already, kept for the next round.
async function after(sequences, length, more, work) {
  const key = `${sequences} ${length} ${more}`;
  if (!prepared.has(key)) {
    const context = await create(sequences, length + more + 64);
    const all = Array.from({ length: sequences }, () => context.getSequence());
    for (const sequence of all) {
      await sequence.evaluateWithoutGeneratingNewTokens(tokens(length));
    }
    prepared.set(key, all);
  }
  const all = prepared.get(key);
  const time = await work(all);
  for (const sequence of all) {
    await sequence.eraseContextTokenRanges([{ start: length, end: sequence.nextTokenIndex }]);
  }
  return time;
}

async function draw(sequence, prompt, steps) {
  let drawn = 0;
  for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (++drawn === steps) {
      return;
    }
  }
}

const measurements = {
  prefill: (count) =>
    within(1, 2 * count, ([sequence]) => timed(() => draw(sequence, tokens(count), 1))),
  decode: (batch, context, steps) =>
    after(batch, context, steps, (sequences) =>
      timed(() => Promise.all(sequences.map((one) => draw(one, [0], steps)))),
    ),
  verify: (count, context) =>
    after(1, context, count, ([sequence]) => {
      const block = tokens(count).map((token) => [token, { generateNext: { token: true } }]);
      return timed(() => sequence.controlledEvaluate(block));
    }),
  first: (clients, count) =>
    within(clients, count + 64, async (sequences) => {
      const times = await Promise.all(
        sequences.map((one) => timed(() => draw(one, tokens(count), 1))),
      );
      return [
        times.reduce((sum, [wall]) => sum + wall / clients, 0),
        Math.max(...times.map(([, cpu]) => cpu)),
      ];
    }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...numbers] = line.split(" ");
  console.log((await measurements[name](...numbers.map(Number))).join(" "));
}
process.exit(0);
