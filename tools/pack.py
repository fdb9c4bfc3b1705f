"""Writes models/pairs.bin from parts: python tools/pack.py MODEL.json RELATIONS.json"""
import json
import sys

import model_file

model = json.load(open(sys.argv[1]))
model.update(json.load(open(sys.argv[2])))
payload = json.dumps(model, separators=(",", ":"), ensure_ascii=False).encode()
print(model_file.write("models/pairs.bin", payload), len(payload), "bytes", len(model["synonyms"]), "synonyms", len(model["antonyms"]), "antonyms")
