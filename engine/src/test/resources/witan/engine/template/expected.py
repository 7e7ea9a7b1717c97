#!/usr/bin/env python3
"""Writes expected.json: what Jinja itself makes of real chat templates, set up as transformers does.

Run by hand when conversations.json changes; the tests read only what it wrote.

  expected.py LLM_FAMILY_JSON SMOLLM2_TEMPLATE

LLM_FAMILY_JSON is xinference/model/llm/llm_family.json of the wheel xinference==1.7.1, SMOLLM2_TEMPLATE
the text tokenizer.chat_template of the default model's GGUF file. Needs jinja2 3.1.
"""

import datetime
import hashlib
import json
import pathlib
import sys

import jinja2
import jinja2.ext
import jinja2.nodes
import jinja2.sandbox

HERE = pathlib.Path(__file__).parent

# Whole texts for the families that Witan promises, digests for the others.
WHOLE = [
    "smollm2",
    "llama-3-instruct",
    "llama-3.1-instruct",
    "qwen2-instruct",
    "qwen2.5-instruct",
    "qwen3",
    "gemma-3-1b-it",
    "mistral-instruct-v0.1",
    "mistral-instruct-v0.3",
    "mistral-nemo-instruct",
]


class Generation(jinja2.ext.Extension):
    """{% generation %} prints what it holds."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.Scope(body).set_lineno(line)


class Refusal(Exception):
    pass


def refuse(message):
    raise Refusal(message)


def environment():
    made = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    made.filters["tojson"] = lambda value, ensure_ascii=False, indent=None, separators=None, sort_keys=False: (
        json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
    )
    made.globals["raise_exception"] = refuse
    made.globals["strftime_now"] = datetime.datetime(2024, 7, 26).strftime
    return made


def render(template, variables, prompt):
    given = {"tools": None, "documents": None, "bos_token": "<bos>", "eos_token": "<eos>"}
    try:
        return {"text": template.render(**(given | variables), add_generation_prompt=prompt)}
    except Refusal as refusal:
        return {"refusal": str(refusal)}
    except Exception as failure:
        return {"failure": type(failure).__name__}


def main():
    families = json.loads(pathlib.Path(sys.argv[1]).read_text())
    templates = {each["model_name"]: each["chat_template"] for each in families if each.get("chat_template")}
    templates["smollm2"] = pathlib.Path(sys.argv[2]).read_text()
    conversations = json.loads((HERE / "conversations.json").read_text())
    expected = {}
    seen = set()
    for name in WHOLE + sorted(templates.keys() - set(WHOLE)):
        if templates[name] in seen:
            continue
        seen.add(templates[name])
        template = environment().from_string(templates[name])
        expected[name] = {}
        for case, variables in conversations.items():
            for prompt in (True, False):
                # The prompt at the end makes a difference of its own, seen in a few cases.
                if not prompt and case not in ("system", "turns", "answer begun"):
                    continue
                result = render(template, variables, prompt)
                if "text" in result and name not in WHOLE:
                    result = {"sha256": hashlib.sha256(result["text"].encode()).hexdigest()}
                expected[name][case if prompt else case + ", no prompt"] = result
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=False)
    (HERE / "expected.json").write_text(text + "\n")


main()
