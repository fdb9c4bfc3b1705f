"""
Teaches the pair trees and calibrates them: python tools/train.py WORK RELATIONS.json

WORK holds pairs.tsv (tools/pairs.py) and ev.tsv, its evidence (tools/evidence.ts). Writes models/pairs.bin.
One model on soft labels (natural pairs: how sure the teacher is) and hard ones (trap sets, made pairs), with the
direction of every figure whose meaning is plain held monotone: more left over never raises the score.
"""
import json
import subprocess
import sys

import lightgbm as lgb
import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score

import model_file

DOWN = "leftMassMin leftMassMax leftHeaviestMin leftHeaviestMax leftCountMin leftCountMax frameGap negationGap opposites factsLeftMin factsLeftMax namesLeftMin namesLeftMax exchangeable languageGap connectGap othersGap verbLeft oneSlot tenseGap modalGap leftMassTerse".split()
UP = "cosine softMin softMax jaccard matchLevel matchLoosest trigrams orderKept".split()
WEIGHT = {"natural": 1.0, "checklist_qqp": 0.8, "paws_wiki_dev": 0.4, "train_paws_swap_pos": 0.4, "trap_negation_cannot": 0.3,
          "trap_sugar_crepe": 0.4, "trap_svamp_math": 0.5}
MADE, MADE_PT, MADE_RARE, MADE_KEYWORD = 1.0, 2.0, 4.0, 4.0
# Made pairs are easier than what is asked; they count for less when the score becomes a probability.
MADE_CALIBRATED = 0.2
TREES, LEAVES = 220, 20  # at most 32 leaves, see src/core/verify/score.ts
# A natural pair in which rare words were swapped is a sure "same" only where the teacher is surer still: it gives
# "... in Python" and "... in Java" .97.
SWAPPED_MAX = 0.2
# It hardly hears question words either: "why are all ..." and "are all ..." are one to it.
OTHER_ASKED_MAX = 0.4
# The teacher hears style: of a keyword query beside a sentence it says little, so the made pairs speak there.
TERSE = 0.07


def evidence(path, columns):
    return np.loadtxt(path, delimiter="\t", usecols=range(3, 3 + columns), dtype=np.float32)


def main(work, relations):
    names = subprocess.check_output(["node_modules/.bin/node", "--disable-warning=ExperimentalWarning", "tools/evidence.ts", "--names"], text=True).split("\n")
    x = evidence(f"{work}/ev.tsv", len(names))
    meta = [line.rstrip("\n").split("\t") for line in open(f"{work}/pairs.tsv", encoding="utf8")]
    veto = np.array([line.split("\t")[1] != "-" for line in open(f"{work}/ev.tsv")])
    same = np.array([line.split("\t")[2] == "1" for line in open(f"{work}/ev.tsv")])
    y = np.array([float(m[0]) for m in meta])
    source = np.array([m[3] for m in meta])
    train = np.array([m[4] == "train" for m in meta])
    w = np.array([WEIGHT.get(s, MADE_PT if s.startswith("made-pt") else MADE_RARE if s.endswith(("-asks", "-verb", "-same")) else MADE_KEYWORD if s.endswith("keyword") else MADE) for s in source])
    at = {n: i for i, n in enumerate(names)}
    nat = source == "natural"
    swapped = nat & (x[:, at["leftHeaviestMin"]] >= 0.35)
    y[swapped] = np.minimum(y[swapped], SWAPPED_MAX)
    other = nat & (x[:, at["frameGap"]] == 2)
    y[other] = np.minimum(y[other], OTHER_ASKED_MAX)
    terse = nat & ((x[:, at["grammarGap"]] > 0.2) | (x[:, at["leftMassMax"]] == 0))
    w[terse] *= TERSE
    w[nat & (x[:, at["grammarGap"]] > 0.2) & (x[:, at["grammarMin"]] < 0.12)] *= TERSE
    y[veto & nat] = np.minimum(y[veto & nat], 0.1)
    keep = train & ~(veto & (y < 0.5))  # what a veto refuses need not be learnt
    data = lgb.Dataset(x[keep], y[keep], weight=w[keep], feature_name=names)
    params = dict(objective="cross_entropy", num_leaves=LEAVES, learning_rate=0.1, min_data_in_leaf=80, lambda_l2=5.0, verbose=-1,
                  seed=5, num_threads=2, deterministic=True, force_row_wise=True, feature_fraction=0.8,
                  monotone_constraints=[-1 if n in DOWN else 1 if n in UP else 0 for n in names], monotone_constraints_method="advanced")
    booster = lgb.train(params, data, TREES)
    raw = booster.predict(x, raw_score=True)
    held = ~train
    judged = held & ~veto
    knots = calibrate(raw[judged], y[judged], np.where(nat, 1.0, MADE_CALIBRATED * w)[judged])
    model = dict(version="pairs-1", features=names, bias=0.0, trees=[compact(t) for t in booster.dump_model()["tree_info"]], calibration=knots)
    model.update(json.load(open(relations)))
    payload = json.dumps(model, separators=(",", ":"), ensure_ascii=False).encode()
    print(model_file.write("models/pairs.bin", payload), len(payload), "bytes")
    p = np.interp(raw, *zip(*knots))
    p[veto] = 0.0
    p[same & ~veto] = np.maximum(p[same & ~veto], 0.985)
    report(p, y, source, held)
    for name, gain in sorted(zip(names, booster.feature_importance("gain")), key=lambda r: -r[1])[:16]:
        print(f"  {name:18s} {gain:10.0f}")
    booster.save_model(f"{work}/booster.txt")
    json.dump(knots, open(f"{work}/knots.json", "w"))


def calibrate(raw, y, w):
    """Isotonic regression read at even steps, each the mean of its neighbourhood; pairs equal but for form lie above."""
    iso = IsotonicRegression(y_min=0.002, y_max=0.97, out_of_bounds="clip").fit(raw, y, sample_weight=w)
    grid = np.arange(-6, 5.01, 0.5)
    values = [float(iso.predict(np.linspace(g - 0.25, g + 0.25, 21)).mean()) for g in grid]
    return [[float(g), round(v, 4)] for g, v in zip(grid, values)] + [[7.0, 0.98], [9.0, 0.995]]


def compact(tree):
    out = dict(feature=[], threshold=[], left=[], right=[], leaf=[])

    def walk(node):
        if "leaf_value" in node:
            out["leaf"].append(round(node["leaf_value"], 5))
            return -len(out["leaf"])
        i = len(out["feature"])
        out["feature"].append(node["split_feature"])
        out["threshold"].append(float(f"{node['threshold']:.6g}"))
        out["left"].append(0), out["right"].append(0)
        out["left"][i] = walk(node["left_child"])
        out["right"][i] = walk(node["right_child"])
        return i

    walk(tree["tree_structure"])
    return out


def report(p, y, source, held):
    for s in sorted(set(source)):
        m = held & (source == s)
        good, bad = m & (y >= 0.5), m & (y < 0.5)
        share = lambda k: f"{(p[k] >= 0.85).mean():6.3f}" if k.any() else "     -"
        auc = roc_auc_score(y[m] >= 0.5, p[m]) if good.any() and bad.any() else float("nan")
        print(f"{s:26s} same {good.sum():6d} served {share(good)}   traps {bad.sum():6d} passed {share(bad)}   AUC {auc:.3f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
