"""OpenAI's own client for Python against the gateway."""

import asyncio
import json
import sys
import unittest
from urllib.parse import urljoin

import openai

BASE = urljoin(sys.argv.pop(), "/v1")
client = openai.OpenAI(base_url=BASE, api_key="any", max_retries=0)
GREEDY = {
    "model": "witan",
    "messages": [{"role": "user", "content": "What is it?"}],
    "temperature": 0,
    "max_completion_tokens": 12,
}
WORDS = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string", "maxLength": 20}}


class Chat(unittest.TestCase):
    def test_whole_and_streamed_are_the_same(self):
        whole = client.chat.completions.create(**GREEDY)
        chunks = list(
            client.chat.completions.create(**GREEDY, stream=True, stream_options={"include_usage": True})
        )
        text = "".join(it.choices[0].delta.content or "" for it in chunks if it.choices)
        self.assertEqual(text, whole.choices[0].message.content)
        self.assertEqual(chunks[-1].usage, whole.usage)
        self.assertEqual(whole.usage.completion_tokens, 12)

    def test_the_async_client_runs_answers_side_by_side(self):
        async def several():
            async with openai.AsyncOpenAI(base_url=BASE, api_key="any", max_retries=0) as one:
                return await asyncio.gather(*(one.chat.completions.create(**GREEDY) for _ in range(4)))

        answers = asyncio.run(several())
        self.assertEqual(len({it.choices[0].message.content for it in answers}), 1)

    def test_n_seed_and_log_probabilities(self):
        asked = GREEDY | {"temperature": 1, "seed": 7, "n": 2, "logprobs": True, "top_logprobs": 3}
        one, two = client.chat.completions.create(**asked), client.chat.completions.create(**asked)
        self.assertEqual(one.choices, two.choices)
        for choice in one.choices:
            self.assertEqual([len(it.top_logprobs) for it in choice.logprobs.content], [3] * 12)

    def test_an_answer_keeps_to_its_schema(self):
        schema = {"type": "json_schema", "json_schema": {"name": "words", "strict": True, "schema": WORDS}}
        asked = GREEDY | {"max_completion_tokens": 200, "response_format": schema}
        content = client.chat.completions.create(**asked).choices[0].message.content
        self.assertEqual([type(it) for it in json.loads(content)], [str, str])

    def test_what_is_stored_is_listed(self):
        stored = client.chat.completions.create(**GREEDY, store=True, metadata={"client": "python"})
        listed = list(client.chat.completions.list(metadata={"client": "python"}, limit=1))
        self.assertIn(stored.id, [it.id for it in listed])

    def test_a_response_goes_on_from_another(self):
        first = client.responses.create(model="witan", input="What is it?", max_output_tokens=4)
        second = client.responses.create(
            model="witan", input="And?", max_output_tokens=4, previous_response_id=first.id
        )
        self.assertEqual(second.previous_response_id, first.id)
        self.assertEqual(len(list(client.responses.input_items.list(second.id))), 3)

    def test_the_raw_response_has_the_answers_id(self):
        raw = client.chat.completions.with_raw_response.create(**GREEDY)
        self.assertEqual(raw.request_id, raw.parse().model_extra["witan"]["id"])
        with client.chat.completions.with_streaming_response.create(**GREEDY, stream=True) as streamed:
            ends = [it.model_extra["witan"]["id"] for it in streamed.parse() if it.model_extra.get("witan")]
        self.assertEqual([streamed.request_id], ends)


class Others(unittest.TestCase):
    def test_completions(self):
        done = client.completions.create(model="witan", prompt="Once", max_tokens=6, temperature=0, logprobs=2)
        self.assertEqual(len(done.choices[0].logprobs.tokens), 6)

    def test_embeddings(self):
        done = client.embeddings.create(model="all-MiniLM-L6-v2", input=["a", "b"])
        self.assertEqual([len(it.embedding) for it in done.data], [384, 384])

    def test_models(self):
        self.assertIn("witan/anna", [it.id for it in client.models.list()])
        self.assertEqual(client.models.retrieve("witan/anna").object, "model")

    def test_a_response_whole_and_streamed(self):
        asked = {"model": "witan", "input": "What is it?", "temperature": 0, "max_output_tokens": 12}
        whole = client.responses.create(**asked)
        with client.responses.stream(**asked) as stream:
            deltas = [it.delta for it in stream if it.type == "response.output_text.delta"]
        self.assertEqual("".join(deltas), whole.output_text)
        self.assertEqual(len(deltas), 12)
        self.assertEqual(whole.incomplete_details.reason, "max_output_tokens")

    def test_what_is_wrong_is_the_clients_own_error(self):
        with self.assertRaises(openai.NotFoundError) as unknown:
            client.chat.completions.create(**GREEDY | {"model": "nobody"})
        self.assertEqual(unknown.exception.code, "model_not_found")
        with self.assertRaises(openai.BadRequestError) as wrong:
            client.responses.create(model="witan", input="x", previous_response_id="resp_1")
        self.assertEqual(wrong.exception.param, "previous_response_id")


if __name__ == "__main__":
    unittest.main()
