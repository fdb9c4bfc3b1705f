"""The gateway example in Python: pip install openai, and a gateway that runs (npx semblance serve)."""

import json
import os
import urllib.request

from openai import OpenAI

client = OpenAI(
    base_url=os.environ.get("SEMBLANCE_URL", "http://127.0.0.1:8080/v1"),
    api_key=os.environ.get("OPENAI_API_KEY", "sk-example"),
)
ADMIN = os.environ.get("SEMBLANCE_ADMIN_URL", "http://127.0.0.1:8081")
DOCUMENT = "A subscription is cancelled by letter, thirty days before the end of the term."


def ask(question: str) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model="gpt-4o-mini",
        temperature=0,
        messages=[{"role": "user", "content": f"Use only this document.\n\n{DOCUMENT}\n\nQuestion: {question}"}],
        extra_headers={"x-semblance-question": question, "x-semblance-tags": "doc:cancel@v7"},
    )
    print(f"{raw.headers['x-semblance-outcome']:9} {question} ({raw.headers['x-semblance-reason']})")


ask("How do I cancel my subscription?")
ask("How do I cancel my subscription?")
ask("How can I cancel my subscription?")

request = urllib.request.Request(
    f"{ADMIN}/admin/purge",
    data=json.dumps({"tag": "doc:cancel@v7", "dry_run": False}).encode(),
    headers={"content-type": "application/json"},
)
with urllib.request.urlopen(request) as answer:
    print("the document changes:", json.load(answer)["purged"], "stored answers went")
ask("How do I cancel my subscription?")
