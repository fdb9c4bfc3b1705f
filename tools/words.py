"""
Makes models/words.bin: static vectors of English and Portuguese words, taught by a sentence embedder.

    python tools/words.py WORK DATA

WORK holds what tools/embed.py and tools/neighbours.py left: words.txt, sents.tsv, their vectors, neighbours.npz.
Deterministic for equal inputs. Steps: centre the teacher's word vectors; fit them so that their weighted mean gives the
teacher's sentence vectors (ridge, conjugate gradients on all columns at once); rotate to 256 dimensions by principal
axes; refine them by gradient (tools/refine.py); fit letter pieces for words that are not listed; quantise to 4 bits with
one scale a row.
"""
import glob
import gzip
import json
import re
import struct
import sys

import numpy as np
import scipy.sparse as sp
from wordfreq import word_frequency

import model_file
from judged import judged, portuguese
from refine import refine

DIMENSION = 256
SMOOTHING = 3e-4  # a of a / (a + p): words rarer than this carry more than half
RIDGE = 0.3
BUCKETS = 8192
ROUNDS = 40
TOKEN = re.compile(r"[^\W_]+(?:['’.+#-][^\W_]+)*[+#]*")


# How sure the teacher is that one answer serves both, by its cosine: a logistic curve fitted to the judged pairs.
SURE_SCALE, SURE_CENTRE = 67.0, 0.9486
REFINE = dict(rounds=10, rate=0.012, weights=(1.0, 0.3, 0.15))


def sure(cosine):
    return 1 / (1 + np.exp(-SURE_SCALE * (cosine - SURE_CENTRE)))


def load(work):
    words = open(f"{work}/words.txt", encoding="utf8").read().split("\n")
    vw = np.concatenate([np.load(f) for f in sorted(glob.glob(f"{work}/vw/*.npy"))]).astype(np.float32)
    sents = [line.rstrip("\n").split("\t")[1] for line in open(f"{work}/sents.tsv", encoding="utf8")]
    vs = np.concatenate([np.load(f) for f in sorted(glob.glob(f"{work}/vs/*.npy"))]).astype(np.float32)
    return words[: len(vw)], vw, sents[: len(vs)], vs


def tokens(text, index):
    for token in TOKEN.findall(text.lower()):
        if token in index:
            yield index[token]
        else:
            for part in re.split(r"['’.+#-]", token):
                if part in index:
                    yield index[part]


def mixture(sents, index, weight):
    """Rows of weighted means over words."""
    rows, cols, vals = [], [], []
    for i, text in enumerate(sents):
        ids = list(tokens(text, index))
        total = sum(weight[j] for j in ids) or 1
        for j in ids:
            rows.append(i), cols.append(j), vals.append(weight[j] / total)
    return sp.csr_matrix((vals, (rows, cols)), shape=(len(sents), len(weight)), dtype=np.float32)


def ridge(a, target, start):
    """argmin |a x - target|^2 + RIDGE |x - start|^2"""
    x = np.zeros_like(start)
    r = a.T @ (target - a @ start)
    p, rs = r.copy(), (r * r).sum(0)
    for _ in range(ROUNDS):
        q = a.T @ (a @ p) + RIDGE * p
        step = rs / np.maximum((p * q).sum(0), 1e-12)
        x += p * step
        r -= q * step
        new = (r * r).sum(0)
        p = r + p * (new / np.maximum(rs, 1e-12))
        rs = new
    return start + x


def fnv(text):
    h = 0x811C9DC5
    for unit in struct.unpack(f"<{len(text.encode('utf-16-le')) // 2}H", text.encode("utf-16-le")):
        h = ((h ^ unit) * 0x01000193) & 0xFFFFFFFF
    return h


def pieces(word):
    """Letter runs of 3 to 5 with the word's borders marked; the same in embedder-builtin.ts."""
    marked = f"<{word}>"
    return [fnv(marked[i : i + n]) % BUCKETS for n in (3, 4, 5) for i in range(len(marked) - n + 1)]


def quantise(rows):
    """Values -7 to 7 in 4 bits, two a byte (low half first), one float32 scale a row."""
    scale = np.abs(rows).max(1) / 7
    scale[scale == 0] = 1
    q = (np.clip(np.round(rows / scale[:, None]), -7, 7).astype(np.int8) + 8).astype(np.uint8)
    return scale.astype("<f4").tobytes(), (q[:, 0::2] | (q[:, 1::2] << 4)).tobytes()


def graded(data, bags):
    for name in ("stsb_train", "stsb_pt_train"):
        with gzip.open(f"{data}/{name}.tsv.gz", "rt", encoding="utf8") as f:
            rows = [line.rstrip("\n").split("\t") for line in f]
        yield bags([r[1] for r in rows]), bags([r[2] for r in rows]), np.array([float(r[0]) / 5 for r in rows], np.float32)


def main(work, data, out):
    words, vw, sents, vs = load(work)
    index = {w: i for i, w in enumerate(words)}
    p = np.array([max(word_frequency(w, "en"), word_frequency(w, "pt")) for w in words])
    weight = (SMOOTHING / (SMOOTHING + p)).astype(np.float32)
    start = vw - vw.mean(0)
    target = vs - vs.mean(0)
    start *= np.linalg.norm(target, axis=1).mean() / np.linalg.norm(start, axis=1).mean()
    bags = lambda texts: mixture(texts, index, weight).tocsr()
    mixed = bags(sents)
    fitted = ridge(mixed, target, start)
    weighted = fitted * np.sqrt(weight)[:, None]
    _, vectors = np.linalg.eigh(weighted.T @ weighted)
    table = fitted @ vectors[:, ::-1][:, :DIMENSION]
    table /= np.linalg.norm(table, axis=1).mean()
    near = np.load(f"{work}/neighbours.npz")
    natural = (mixed[near["i"]], mixed[near["j"]], sure(near["cosine"]).astype(np.float32))
    labels, a, b, _ = zip(*judged([line.rstrip("\n").split("\t")[1] for line in open(f"{work}/sents.tsv", encoding="utf8")]), *portuguese())
    read = (bags(a), bags(b), np.array(labels, np.float32))
    unit = target / np.linalg.norm(target, axis=1, keepdims=True)
    table = refine(table.astype(np.float32), mixed, unit.astype(np.float32), list(graded(data, bags)), [natural] * 3 + [read], **REFINE)
    table /= np.linalg.norm(table, axis=1).mean()
    grams = [pieces(w) for w in words]
    cells = [(i, g, 1 / len(gs)) for i, gs in enumerate(grams) for g in gs]
    i, g, v = zip(*cells)
    a = sp.csr_matrix((v, (i, g)), shape=(len(words), BUCKETS), dtype=np.float32)
    bucket = ridge(a, table, np.zeros((BUCKETS, DIMENSION), np.float32))
    head = json.dumps(
        {"version": "words-3", "dimension": DIMENSION, "words": len(words), "buckets": BUCKETS, "sentences": len(sents)}
    ).encode()
    text = "\n".join(words).encode()
    payload = struct.pack("<II", len(head), len(text)) + head + text
    payload += np.round(np.clip(weight, 0, 0.98) * 250).astype(np.uint8).tobytes()
    for rows in (table, bucket):
        scales, packed = quantise(rows)
        payload += scales + packed
    print(model_file.write(out, payload), len(payload), "bytes,", len(words), "words,", len(sents), "sentences")
    np.save(f"{work}/table.npy", table)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "models/words.bin")
