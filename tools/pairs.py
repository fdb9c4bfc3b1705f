"""
Collects the pairs that the verifier is taught by: python tools/pairs.py WORK DATA RELATIONS.json > pairs.tsv

Rows: label TAB a TAB b TAB source TAB part, part being "train" (2 of 3) or "held" (1 of 3), by a hash of the first text.
Sources: natural neighbours among shippable questions (label: the teacher's cosine), judged pairs ("judged WEIGHT
COSINE"), shippable trap sets less what is for testing (tools/splits.py), and minimal pairs made by
tools/minimal_pairs.py. DATA is the folder of the data sets, see models/README.md.
"""
import collections
import json
import os
import random
import re
import sys
import unicodedata
import zlib

import numpy as np

from judged import judged
from judged import portuguese as portuguese_pairs
from minimal_pairs import PT_NOMINAL, PT_SAME, Maker, portuguese
from splits import fitting
from wordfreq import word_frequency

MADE = 16000  # questions that minimal pairs are made of
EACH = 6000  # rows of one trap set at most
ASKS = re.compile(r"^(how|what|why|when|where|who|which|is|are|can|do|does|should|will|could)\b", re.I)


def plain(word):
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def part(text):
    return "held" if zlib.crc32(text.lower().encode()) % 3 == 0 else "train"


def natural(work, sents):
    """The teacher's near pairs (tools/near.py); the label is its cosine, which tools/train.py turns into a probability."""
    near = np.load(f"{work}/near.npz")
    for i, j, cosine in zip(near["i"], near["j"], near["cosine"]):
        yield cosine, sents[i], sents[j]


def main(work, data, relations):
    rnd = random.Random(11)
    words = open(f"{work}/words.txt", encoding="utf8").read().split("\n")
    sources, sents = zip(*(line.rstrip("\n").split("\t") for line in open(f"{work}/sents.tsv", encoding="utf8")))
    table = np.load(f"{work}/table.npy").astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    index = {w: i for i, w in enumerate(words)}
    same = collections.defaultdict(list)
    known = json.load(open(relations))
    for pair in known["synonyms"]:
        a, b = pair.split("|")
        same[a].append(b), same[b].append(a)
    alike = set(known["synonyms"])

    def weight(w):
        p = max(word_frequency(w, "en"), word_frequency(w, "pt"))
        return 3e-4 / (3e-4 + p)

    language = {w: ("pt" if word_frequency(w, "pt") > word_frequency(w, "en") else "en") for w in words}
    cache = {}

    def near(w, rnd, lang):
        if w not in index:
            return None
        if w not in cache:
            like = table @ table[index[w]]
            cache[w] = [
                words[j]
                for j in np.argsort(-like)[1:60]
                if words[j].isalpha() and len(words[j]) > 2 and words[j][:4] != w[:4] and words[j][-4:] != w[-4:]
                and f"{min(w, words[j])}|{max(w, words[j])}" not in alike and words[j] not in same[w]
            ]
        fit = [x for x in cache[w] if language[x] == lang]
        return rnd.choice(fit[2:32]) if len(fit) > 4 else None

    kinship = {}

    def kin(w):
        if w not in index or len(w) < 5:
            return []
        if w not in kinship:
            like = table @ table[index[w]]
            top = np.argsort(-like)[1:80]
            kinship[w] = [words[j] for j in top if like[j] > 0.62 and words[j].isalpha() and plain(words[j])[:4] == plain(w)[:4] and language[words[j]] == language[w]]
        return kinship[w]

    def synonyms(w, lang):
        return [PT_SAME[w]] if lang == "pt" and w in PT_SAME else [] if lang == "pt" else [s for s in same.get(w, []) if s in index]

    nominal = dict(PT_NOMINAL, implement="implementation", install="installation", configure="configuration", create="creation",
                   calculate="calculation", remove="removal", update="update", translate="translation", convert="conversion",
                   prepare="preparation", treat="treatment", manage="management", develop="development", replace="replacement",
                   paint="painting", cook="cooking", train="training", build="building", move="moving", compare="comparison")
    out = []

    def put(label, a, b, source):
        a, b = a.replace("\t", " ").strip(), b.replace("\t", " ").strip()
        if a and b and a != b and len(a) < 300 and len(b) < 300:
            out.append((float(label), a, b, source, part(a)))

    for label, a, b in natural(work, sents):
        put(label, a, b, "natural")
    read = [*judged(sents), *portuguese_pairs()]
    # For the second look alone, which goes without where the teacher was not asked (tools/neighbours.py).
    known = os.path.exists(f"{work}/judged.npz")
    cosines = np.load(f"{work}/judged.npz")["cosine"] if known else np.full(len(read), np.nan)
    for (label, a, b, counts), cosine in zip(read, cosines):
        out.append((float(label), a, b, f"judged {counts} {cosine:.4f}", part(a)))
    questions = [(s, "en") for s, src in zip(sents, sources) if ASKS.match(s) and src not in ("stsb_train", "stsb_pt_train", "coco")]
    rnd.shuffle(questions)
    maker = Maker(rnd, near, kin, weight, synonyms, nominal)
    made = portuguese(rnd)
    for q, lang in questions[:MADE] + [(q, "pt") for q in made + made]:
        for label, a, b, kind in maker.pairs(q, lang):
            put(label, a, b, f"made-{lang}-{kind}")
    for name in ("checklist_qqp", "paws_wiki_dev", "train_paws_swap_pos", "trap_negation_cannot", "trap_sugar_crepe", "trap_svamp_math"):
        got = fitting(data, name)
        rnd.shuffle(got)
        for r in got[: EACH * (2 if name == "checklist_qqp" else 1)]:
            put(r[0], r[1], r[2], name)
    rnd.shuffle(out)
    for label, a, b, source, where in out:
        print(f"{label:.4f}\t{a}\t{b}\t{source}\t{where}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
