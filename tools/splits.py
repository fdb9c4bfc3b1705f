"""
Which rows are for testing and never fitted on; bench/quality/splits.ts has the same rule.

The third of each trap set whose first text's SHA-256 ends, in hex, in 0 to 4; of CheckList the tests (4th column) whose
name's does. Whoever trains leaves these rows out, and every pair that shares a text with them.
"""
import gzip
import hashlib

TRAPS = ("trap_negation_cannot", "trap_situatedqa_temp_dev", "trap_sugar_crepe", "trap_svamp_math")


def ends_low(text):
    return hashlib.sha256(text.encode()).hexdigest()[-1] in "01234"


def rows(path):
    with gzip.open(path, "rt", encoding="utf8") as f:
        for line in f:
            yield line.rstrip("\n").split("\t")


def is_test(name, row):
    """`row`: label, text a, text b, …"""
    if name == "checklist_qqp":
        return ends_low(row[3])
    return name in TRAPS and ends_low(row[1])


def fitting(data, name):
    """Rows of one pair set that may be fitted on."""
    got = [r for r in rows(f"{data}/{name}.tsv.gz") if r[0] in ("0", "1")]
    held = {text for r in got if is_test(name, r) for text in r[1:3]}
    return [r for r in got if not is_test(name, r) and not held.intersection(r[1:3])]
