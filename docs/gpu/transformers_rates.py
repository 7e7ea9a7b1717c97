"""Tokens a second that PyTorch's transformers decodes, for docs/gpu.md.

    python transformers_rates.py [--device cuda:0] [--context 128] [--steps 64] [BATCH ...]

The model has SmolLM2-135M's shape and random weights (speed does not depend on them), 16-bit floats
on a GPU. Each batch reads a prompt, then draws the likeliest token step by step with the cache of
keys and values; what is timed is the steps. Best of three.
"""

import argparse
import time

import torch
from transformers import LlamaConfig, LlamaForCausalLM

SHAPE = dict(
    vocab_size=49152,
    hidden_size=576,
    intermediate_size=1536,
    num_hidden_layers=30,
    num_attention_heads=9,
    num_key_value_heads=3,
    max_position_embeddings=8192,
    rope_theta=100000.0,
    rms_norm_eps=1e-5,
    tie_word_embeddings=True,
)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--device", default="cuda:0")
    arguments.add_argument("--context", type=int, default=128)
    arguments.add_argument("--steps", type=int, default=64)
    arguments.add_argument("--layers", type=int, default=SHAPE["num_hidden_layers"])
    arguments.add_argument("batches", type=int, nargs="*", default=[1, 8, 32])
    given = arguments.parse_args()

    on_gpu = given.device.startswith("cuda")
    torch.manual_seed(1)
    config = LlamaConfig(**{**SHAPE, "num_hidden_layers": given.layers})
    model = LlamaForCausalLM(config).to(
        given.device, torch.float16 if on_gpu else torch.float32
    ).eval()
    name = torch.cuda.get_device_name(given.device) if on_gpu else "processor"
    print(f"torch {torch.__version__}, {name}, {given.layers} layers")
    for batch in given.batches:
        best = min(seconds(model, batch, given) for _ in range(3))
        rate = batch * given.steps / best
        memory = torch.cuda.max_memory_allocated() >> 20 if on_gpu else 0
        print(f"{batch} drawing after {given.context}: {rate:.0f} tokens/s, {memory} MiB")


@torch.inference_mode()
def seconds(model, batch, given):
    """Of the steps after a prompt."""
    prompt = torch.randint(0, model.config.vocab_size, (batch, given.context), device=given.device)
    out = model(prompt, use_cache=True)
    synchronize(given.device)
    begun = time.perf_counter()
    for _ in range(given.steps):
        token = out.logits[:, -1:].argmax(-1)
        out = model(token, past_key_values=out.past_key_values, use_cache=True)
    synchronize(given.device)
    return time.perf_counter() - begun


def synchronize(device):
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)


if __name__ == "__main__":
    main()
