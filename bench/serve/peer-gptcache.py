"""
GPTCache as a library, in one process: CPU time a call of put and get, as JSON on standard output.

    python peer-gptcache.py FOLDER   (each line of standard input: a question, a tab, the same in other words)

Two of its documented settings: its default, a map of equal questions; and by meaning, SQLite and faiss with the
distance of vectors. Its embedders fetch a model from a hub when they start, so a vector is given here for nothing (a
question's own, and near it for its other words): what it costs to embed is not in these figures, which favours it.
"""

import json
import sys
import time

import faiss
import numpy as np
from gptcache import Cache
from gptcache.adapter.api import get, put
from gptcache.manager import CacheBase, VectorBase, get_data_manager
from gptcache.processor.pre import get_prompt
from gptcache.similarity_evaluation.distance import SearchDistanceEvaluation

DIMENSION = 768
"""Of the vectors of its own ONNX model."""
NEAR = 0.05

faiss.omp_set_num_threads(1)
questions = [line.rstrip("\n").split("\t") for line in sys.stdin]
folder = sys.argv[1]


def vectors():
    chance = np.random.default_rng(1)
    found = {}
    for stored, asked in questions:
        vector = chance.standard_normal(DIMENSION).astype("float32")
        vector /= np.linalg.norm(vector)
        other = vector + NEAR * chance.standard_normal(DIMENSION).astype("float32") / DIMENSION**0.5
        found[stored] = vector
        found[asked] = (other / np.linalg.norm(other)).astype("float32")
    return found


def spent(call, keys):
    """CPU microseconds a call, and how many answered."""
    before = time.process_time()
    answered = sum(call(key) is not None for key in keys)
    return (time.process_time() - before) * 1e6 / len(keys), answered


def tell(cache, asked):
    put_us, _ = spent(lambda key: put(key, f"Answer to {key}", cache_obj=cache), [stored for stored, _ in questions])
    half = len(asked) // 2
    spent(lambda key: get(key, cache_obj=cache), asked[:half])
    get_us, answered = spent(lambda key: get(key, cache_obj=cache), asked[half:])
    return {"put_us": put_us, "get_us": get_us, "asked": len(asked) - half, "answered": answered}


equal = Cache()
equal.init(pre_embedding_func=get_prompt, data_manager=get_data_manager(data_path=f"{folder}/map", max_size=10**6))
by_meaning = Cache()
known = vectors()
by_meaning.init(
    pre_embedding_func=get_prompt,
    embedding_func=lambda text, **_: known[text],
    data_manager=get_data_manager(
        CacheBase("sqlite", sql_url=f"sqlite:///{folder}/gptcache.db"),
        VectorBase("faiss", dimension=DIMENSION, index_path=f"{folder}/faiss.index"),
    ),
    similarity_evaluation=SearchDistanceEvaluation(),
)
print(
    json.dumps(
        {
            "equal": tell(equal, [stored for stored, _ in questions]),
            "meaning": tell(by_meaning, [asked for _, asked in questions]),
        }
    )
)
