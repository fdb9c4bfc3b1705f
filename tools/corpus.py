"""
Collects what the teacher is asked: python tools/corpus.py DATA WORK

DATA is the folder of the data sets (models/README.md names them and their licences); only rows that may ship are read.
Writes words.txt (frequent words of both languages) and sents.tsv (source TAB text, shuffled) into WORK.
"""
import collections
import gzip
import json
import random
import re
import sys

from wordfreq import top_n_list

WORDS = 24000  # of either language, most frequent first
EACH = 4000  # sentences of SNIPS and of COCO
QUESTIONS = {"query_wellformedness", "dpr.nq.dev", "nq_open", "dpr.nq", "nq", "dpr.wq"}
WORD = re.compile(r"[a-zà-ÿ][a-zà-ÿ0-9'+#.-]*[a-z0-9à-ÿ+#]|[a-zà-ÿ]")


def main(data, work):
    rnd = random.Random(7)
    words, sents, seen = {}, [], set()

    def rows(name):
        with gzip.open(f"{data}/{name}.tsv.gz", "rt", encoding="utf8") as f:
            for line in f:
                yield line.rstrip("\n").split("\t")

    def word(w):
        if w and len(w) <= 24:
            words.setdefault(w)

    def sentence(text, source):
        text = re.sub(r"\s+", " ", text).strip()
        if 4 <= len(text) <= 200 and text.lower() not in seen:
            seen.add(text.lower())
            sents.append((source, text))

    for language in ("en", "pt"):
        for w in top_n_list(language, WORDS):
            word(w)
    for source, text, *_ in rows("search_queries"):
        if source in QUESTIONS or source.startswith("cqadupstack"):
            # Some rows of nq_open come as {"question": …, "answer": …}.
            sentence(json.loads(text)["question"] if text.startswith('{"question"') else text, source)
    for name in ("banking77_train", "hwu64_train", "clinc150_train"):
        for row in rows(name):
            sentence(row[1], name)
    snips = [row[1] for row in rows("snips_train")]
    rnd.shuffle(snips)
    for text in snips[:EACH]:
        sentence(text, "snips")
    for row in rows("llm_prompts"):
        if row[0] == "dolly_subset":
            sentence(row[1], "dolly")
    for name in ("stsb_train", "stsb_pt_train"):
        for row in rows(name):
            sentence(row[1], name), sentence(row[2], name)
    for row in rows("disfl_qa_train"):
        sentence(row[1], "disfl")
    captions = [row[1] for row in rows("train_caption_groups") if row[0].startswith("coco_")]
    rnd.shuffle(captions)
    for text in captions[:EACH]:
        sentence(text, "coco")
    counts = collections.Counter(w for _, text in sents for w in WORD.findall(text.lower()))
    for w, n in counts.most_common():
        if n >= 3:
            word(w)
    rnd.shuffle(sents)
    with open(f"{work}/words.txt", "w", encoding="utf8") as f:
        f.write("\n".join(words))
    with open(f"{work}/sents.tsv", "w", encoding="utf8") as f:
        f.write("\n".join(f"{source}\t{text}" for source, text in sents))
    print(len(words), "words,", len(sents), "sentences")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
