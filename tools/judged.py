"""
Pairs of natural questions that were read and judged: would one good answer serve both? tools/data/judged.tsv

Rows: digest of a, digest of b, label (1 or 0), weight; a digest is the first 16 hex digits of the text's SHA-256. The
texts themselves stay where they came from: the sentences that tools/corpus.py collects. Drawn by layers of an earlier
score from the nearest neighbours of natural questions and of customers' utterances: a row stands for `weight` pairs.
Read and judged by a large language model, 5,800 of 6,000; the doubtful ones were left out.
"""
import hashlib
import os

HERE = os.path.dirname(__file__)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def judged(sents):
    """Yields (label, a, b, weight) of the pairs whose two texts are among `sents`."""
    known = {digest(text): text for text in sents}
    with open(f"{HERE}/data/judged.tsv", encoding="utf8") as f:
        for line in f:
            a, b, label, weight = line.rstrip("\n").split("\t")
            if a in known and b in known:
                yield int(label), known[a], known[b], float(weight)


def portuguese():
    """Yields (label, a, b, 1.0) of our own Portuguese pairs."""
    with open(f"{HERE}/data/pt_pairs.tsv", encoding="utf8") as f:
        for line in f:
            label, a, b = line.rstrip("\n").split("\t")
            yield int(label), a, b, 1.0
