"""
Teaches the pair trees and calibrates them: python tools/train.py WORK RELATIONS.json [blend | knots]

WORK holds pairs.tsv (tools/pairs.py) and ev.tsv, its evidence (tools/evidence.ts). Writes models/pairs.bin.

The trees are fitted to the teacher's word on some 75,000 near pairs of natural questions (how likely one answer serves both, by
its cosine: tools/words.py), and to judged, trap and made pairs. A teacher of our own over evidence and cosine, fitted to
the judged pairs, knew those better and carried over to other questions worse; so did monotone constraints.
The score becomes a probability by isotonic regression on judged pairs that the trees had not seen, each counted as often
as its like occurs; the weights of a second look are fitted on the same. Where words are left over, the score is a blend of
the trees and the cosine of the built-in vectors, fitted on the same; with "blend" that alone is fitted, to trees taught
here, and put into models/pairs.bin beside what is there; with "knots" alone
what REORDERED and PRIOR say is put into a file of before them.
"""
import json
import subprocess
import sys
import zlib

import lightgbm as lgb
import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

import model_file
from words import SURE_SCALE, sure

WEIGHT = {"checklist_qqp": 2.0, "paws_wiki_dev": 3.0, "train_paws_swap_pos": 1.0, "trap_negation_cannot": 2.0,
          "trap_sugar_crepe": 3.0, "trap_svamp_math": 1.5}
# Shared among the natural pairs, however many the teacher was asked about.
NATURAL = 1_250_000.0
MADE, MADE_PT, MADE_RARE, MADE_PT_RARE, MADE_KEYWORD, JUDGED = 1.0, 2.0, 4.0, 8.0, 4.0, 10.0
# A tree of more than 32 leaves is refused by src/core/verify/score.ts.
TREES, LEAVES = 200, 24
FOLDS = 4
# The teacher hears little of a keyword query beside a sentence, so the made pairs speak there.
TERSE, TERSE_GAP = 0.07, 0.2
TREE = dict(verbose=-1, seed=5, num_threads=1, deterministic=True, force_row_wise=True)


def evidence(path, columns):
    return np.loadtxt(path, delimiter="\t", usecols=range(3, 3 + columns), dtype=np.float32)


def student(x, y, w, names):
    params = dict(objective="cross_entropy", num_leaves=LEAVES, learning_rate=0.08, min_data_in_leaf=60, lambda_l2=5.0, feature_fraction=0.7, **TREE)
    return lgb.train(params, lgb.Dataset(x, y, weight=w, feature_name=names), TREES)


def main(work, relations, only=None):
    names = subprocess.check_output(["node_modules/.bin/node", "--disable-warning=ExperimentalWarning", "tools/evidence.ts", "--names"], text=True).split("\n")
    x = evidence(f"{work}/ev.tsv", len(names))
    meta = [line.rstrip("\n").split("\t") for line in open(f"{work}/pairs.tsv", encoding="utf8")]
    head = [line.split("\t", 3)[1:3] for line in open(f"{work}/ev.tsv")]
    veto, same = np.array([h[0] != "-" for h in head]), np.array([h[1] == "1" for h in head])
    print(f"judged pairs of the same content and residue: {y_of(meta)[same & ~veto & np.array([m[3].startswith('judged') for m in meta])].mean():.3f} right")
    y = np.array([float(m[0]) for m in meta])
    source = np.array([m[3].split(" ")[0] for m in meta])
    train = np.array([m[4] == "train" for m in meta])
    at = {n: i for i, n in enumerate(names)}
    nat, judged = source == "natural", source == "judged"
    cosine, like = np.full(len(y), np.nan), np.ones(len(y))
    cosine[nat] = y[nat]
    for i in np.flatnonzero(judged):
        like[i], cosine[i] = map(float, meta[i][3].split(" ")[1:])
    w = np.array([NATURAL / nat.sum() if s == "natural" else weight_of(s) for s in source])
    terse = nat & (x[:, at["grammarGap"]] > TERSE_GAP)
    w[terse] *= TERSE
    w[terse & (x[:, at["grammarMin"]] < 0.12)] *= TERSE

    y[nat] = sure(cosine[nat])
    y[veto & nat] = np.minimum(y[veto & nat], 0.1)
    # What a veto refuses need not be learnt.
    read = {frozenset(m[1:3]) for m in meta if m[3].startswith("judged")}
    again = np.array([m[3] == "natural" and frozenset(m[1:3]) in read for m in meta])
    taught = (train | nat | judged) & ~again & ~(veto & (y < 0.5))
    # A judged pair must not calibrate trees that saw it, or another judged pair of one of its texts. Near pairs of these
    # texts with others, with the teacher's word, they did see.
    fold = components(meta) % FOLDS
    unseen = np.full(len(y), np.nan)
    for k in range(FOLDS):
        mine = judged & (fold == k)
        keep = taught & ~mine
        unseen[mine] = student(x[keep], y[keep], w[keep], names).predict(x[mine], raw_score=True)
    fit = judged & ~veto
    own = fit & natural_of(work, meta)
    if only is not None:
        return put(only, unseen, x, at, y, like, fit, own)
    model = student(x[taught], y[taught], w[taught], names)
    raw = model.predict(x, raw_score=True)
    print(f"judged pairs unseen: AUC {roc_auc_score(y[fit], unseen[fit]):.4f} of {fit.sum()}")
    knots = calibrate(unseen[fit], y[fit], like[fit])
    np.savez(f"{work}/unseen.npz", raw=unseen, y=y, veto=veto, judged=judged, like=like, same=same)
    p = np.interp(unseen[fit], *zip(*knots))
    if np.isfinite(cosine[fit]).all():
        second_look(np.clip(p, 1e-4, 1 - 1e-4), cosine[fit], y[fit], like[fit])
    mixing = mixing_of(unseen, x, at, y, like, own, knots)
    knots = relearnt(mixing, unseen, x, at, y, like, own, knots)
    packed = dict(version="pairs-5", features=names, bias=0.0, **mixing, trees=[compact(t) for t in model.dump_model()["tree_info"]], calibration=knots)
    packed["ceilings"] = ceilings(evidence_classes(x[fit], at), unseen[fit], y[fit])
    packed.update(json.load(open(relations)))
    payload = json.dumps(packed, separators=(",", ":"), ensure_ascii=False).encode()
    print(model_file.write("models/pairs.bin", payload), len(payload), "bytes")
    raw[judged] = unseen[judged]
    p = np.interp(whole(mixing, raw, x, at), *zip(*knots))
    p[veto] = 0.0
    report(p, y, source, np.where(judged, True, ~train), nat)
    for name, gain in sorted(zip(names, model.feature_importance("gain")), key=lambda r: -r[1])[:16]:
        print(f"  {name:18s} {gain:10.0f}")


# Sets that streams are measured on: what the score makes of the cosine is not fitted to their questions.
STREAMS = {"banking77_train", "hwu64_train", "clinc150_train"}
# Trees' scores of retrieved pairs that may be served at some threshold.
MAY_BE = -1.0
# A higher cosine says no more: which word differs, it does not see. Without this one line more of SugarCrepe's and ASSIN's
# traps were served, for .004 of AUC on the pairs that it is fitted to.
MOST_COSINE = 0.88
SERVED = 0.85


def natural_of(work, meta):
    """Judged pairs of sets that no stream is measured on."""
    source = dict(line.rstrip("\n").split("\t")[::-1] for line in open(f"{work}/sents.tsv", encoding="utf8"))
    return np.array([all(source.get(text) not in (None, *STREAMS) for text in m[1:3]) for m in meta])


def mixing_of(raw, x, at, y, like, own, knots):
    """What the score makes of trees and cosine: fitted to judged natural pairs that the trees had not seen."""
    blend = blended(raw, x, at, y, like, own, knots)
    return dict(blend=blend, below=below(blend, raw, x, at, y, like, own, served_at(knots)))


def served_at(knots):
    return float(np.interp(SERVED, *zip(*[(p, score) for score, p in knots])))


def blended(raw, x, at, y, like, own, knots):
    """The score where words are left over and not one question alone is a keyword query: logistic regression, on the trees'
    scale. It is lowered until at the highest cosine it reaches the default threshold where the trees do: there the cosine
    takes away and never adds."""
    k = own & (raw > MAY_BE) & (x[:, at["leftMassMax"]] > 0) & (x[:, at["grammarGap"]] <= TERSE_GAP)
    both = np.c_[raw, np.minimum(x[:, at["wholeCosine"]], MOST_COSINE)][k]
    fit, alone = (LogisticRegression(C=1e3).fit(columns, y[k], sample_weight=np.minimum(like[k], MOST)) for columns in (both, both[:, :1]))
    slope, cosine = fit.coef_[0] / alone.coef_[0, 0]
    out = dict(slope=slope, cosine=cosine, most=MOST_COSINE, bias=served_at(knots) * (1 - slope) - cosine * MOST_COSINE, terse=TERSE_GAP)
    print(f"blend of {k.sum()} judged pairs: AUC {roc_auc_score(y[k], raw[k]):.4f} -> {roc_auc_score(y[k], fit.decision_function(both)):.4f}: {out}")
    return {name: round(float(value), 4) for name, value in out.items()}


# Of trees' scores below FLOOR and of pairs below FAR there are few right ones: what is lower says little more.
FLOOR, FAR = -1.0, -4.0
# The cosine does not see who does what to whom. Where that differs it counts up to this: of .75 to .95 PAWS-Wiki's AUC rises
# from .80 to .85 with less, and of the judged pairs, which know few exchanged roles, .001 is lost at .8.
REORDERED = 0.8
# Share of what judged pairs take off a pair that asks otherwise. They are of many things; where many ask about one, as in
# covid_q's questions as a stream, more of such pairs have one answer.
ASKS_SHARE = 0.5
# A doubt, as in src/core/verify/vetoes.ts, but for two rare rules.
DOUBTS = ("askGap", "whoGap", "quantityGap", "timeGap", "roleGap")


def below(blend, raw, x, at, y, like, own, limit):
    """The score below the default threshold, and of doubted pairs: src/core/verify/score.ts, on the same scale."""
    top = mixed(blend, raw, x, at)
    k = own & (raw > FAR) & ((top < limit) | doubted(x, at))
    columns = below_columns(raw, x, at)[k]
    weight = np.minimum(like, MOST)
    near = own & (top > MAY_BE)
    fit, scale = LogisticRegression(C=1e3, max_iter=3000).fit(columns, y[k], sample_weight=weight[k]), LogisticRegression(C=1e3).fit(top[near, None], y[near], sample_weight=weight[near])
    slope, rest, cosine, asks = fit.coef_[0] / scale.coef_[0, 0]
    out = dict(floor=FLOOR, slope=slope, rest=rest, cosine=cosine, reordered=REORDERED, asks=-asks * ASKS_SHARE, bias=(fit.intercept_[0] - scale.intercept_[0]) / scale.coef_[0, 0], limit=limit)
    print(f"below of {k.sum()} judged pairs: AUC {roc_auc_score(y[k], top[k]):.4f} -> {roc_auc_score(y[k], fit.decision_function(columns)):.4f}: {out}")
    return {name: round(float(value), 4) for name, value in out.items()}


def below_columns(raw, x, at):
    cosine = np.where(x[:, at["roleGap"]] == 1, np.minimum(x[:, at["wholeCosine"]], REORDERED), x[:, at["wholeCosine"]])
    return np.c_[np.maximum(raw, FLOOR), np.minimum(raw - FLOOR, 0), cosine, x[:, at["askGap"]]]


def doubted(x, at):
    return sum(x[:, at[name]] for name in DOUBTS) > 0


def mixed(blend, raw, x, at):
    cosine = np.minimum(x[:, at["wholeCosine"]], blend["most"])
    return np.where((x[:, at["leftMassMax"]] > 0) & (x[:, at["grammarGap"]] <= blend["terse"]), blend["slope"] * raw + blend["cosine"] * cosine + blend["bias"], raw)


NARROW, EDGE, REWORDED = 0.2, 0.01, 1.3


def whole(mixing, raw, x, at):
    """As `Score` in src/core/verify/score.ts and `bounded` in verifier.ts."""
    top, part = mixed(mixing["blend"], raw, x, at), mixing["below"]
    low = below_columns(raw, x, at) @ [part["slope"], part["rest"], part["cosine"], -part["asks"]] + part["bias"]
    low = pressed(low, np.where(doubted(x, at), part["doubted"], part["limit"]))
    form = (x[:, at["sameContent"]] == 1) & (x[:, at["sameResidue"]] == 1)
    return np.where((top >= part["limit"]) & ~doubted(x, at), np.where(form, np.maximum(top, REWORDED), top), np.where(form & ~doubted(x, at), REWORDED, low))


def pressed(score, limit):
    knee = limit - NARROW
    return np.where(score <= knee, score, knee + (NARROW - EDGE) * (1 - np.exp(np.minimum(knee - score, 0))))


def relearnt(mixing, raw, x, at, y, like, own, knots):
    """The calibration below the default threshold, where the score is another; above it stays. Doubted pairs are left out:
    of them it says at most what it sets as their limit, where it reads .5."""
    limit, mixing["below"]["doubted"] = mixing["below"]["limit"], -1.0
    score = whole(mixing, raw, x, at)
    k = own & (score < limit) & ~doubted(x, at)
    iso = IsotonicRegression(y_min=0.002, y_max=0.985, out_of_bounds="clip").fit(score[k], y[k], sample_weight=np.minimum(like[k], MOST_BELOW))
    knee = limit - NARROW
    grid = [g for g in np.arange(-6, 5.01, 0.5) if g < knee] + [knee]
    values = [min(float(iso.predict(np.linspace(g - 0.2, g + 0.2, 33)).mean()), SERVED - 0.02) for g in grid]
    out = [[round(float(g), 4), round(v, 4)] for g, v in zip(grid, values)]
    out += [[round(limit - EDGE, 4), SERVED - 0.01], [round(limit, 4), SERVED]]
    mixing["below"]["doubted"] = round(float(np.interp(0.5, *zip(*[(p, g) for g, p in out]))), 4)
    return raised(out + [knot for knot in knots if knot[0] > limit], mixing["below"]["doubted"])


# Of the judged pairs, neighbours among distinct questions, 4 in 100 are right; where people ask again what others asked more
# are, at every score. So much is added to the log odds (Saerens et al. 2002), below .5 alone, so that no threshold from
# there on serves more. Of 0, .5, ... 3 the best log loss on a stream of Disfl-QA's questions.
PRIOR = 2.0


def raised(knots, half):
    low = [[g, round(repeated(p), 4)] for g, p in knots if g < half]
    return low + [[half, 0.5]] + [knot for knot in knots if knot[0] > half]


def repeated(p):
    return min(1 / (1 + (1 - p) / p * np.exp(-PRIOR)), 0.4 + 0.18 * p)


# A pair that stands for many others counts as so many at most: of 1, 5, 15, 30 and all the best by cross-validated log loss
# of the pairs as retrieval brings them up, doubted ones among them.
MOST_BELOW = 15


def put(only, raw, x, at, y, like, fit, own):
    with open("models/pairs.bin", "rb") as f:
        packed = json.loads(f.read()[44:])
    knots = packed["calibration"]
    packed["version"] = "pairs-5"
    if only == "knots":
        assert "reordered" not in packed["below"], "these are raised already"
        mixing = dict(blend=packed["blend"], below=dict(packed["below"], reordered=REORDERED))
        packed["calibration"] = raised(knots, packed["below"]["doubted"])
    else:
        mixing = mixing_of(raw, x, at, y, like, own, knots)
        packed["calibration"] = relearnt(mixing, raw, x, at, y, like, own, knots)
    for k, name in ((fit, "all"), (own, "natural")):
        said = (np.interp(score, *zip(*known)) for score, known in ((raw[k], knots), (mixed(mixing["blend"], raw[k], x[k], at), knots), (whole(mixing, raw[k], x[k], at), packed["calibration"])))
        print(f"log loss of {k.sum()} judged pairs that the trees had not seen, {name}:", *(f"{log_loss(y[k], p, sample_weight=np.minimum(like[k], MOST)):.4f}" for p in said))
    at_bias = list(packed).index("bias") + 1
    kept = [item for item in packed.items() if item[0] not in mixing]
    packed = dict(kept[:at_bias] + list(mixing.items()) + kept[at_bias:])
    print(packed["calibration"])
    print(model_file.write("models/pairs.bin", json.dumps(packed, separators=(",", ":"), ensure_ascii=False).encode()))


def y_of(meta):
    return np.array([float(m[0]) for m in meta])


def components(meta):
    """A number for each pair, equal for judged pairs that share texts by any path."""
    parent = {}

    def find(t):
        while parent.setdefault(t, t) != t:
            parent[t] = parent[parent[t]]
            t = parent[t]
        return t

    for m in meta:
        if m[3].startswith("judged"):
            parent[find(m[1])] = find(m[2])
    return np.array([zlib.crc32(find(m[1]).encode()) for m in meta], dtype=np.int64)


def second_look(p, cosine, y, weight):
    """Log odds of both witnesses: bias + first * logit(p) + second * (cosine - centre) * scale, in the grey zone."""
    grey = (p >= 0.2) & (p < 0.97)
    logit = np.log(p / (1 - p))[grey]
    like = (cosine[grey] - 0.95) * SURE_SCALE
    fit = LogisticRegression(C=1e3).fit(np.c_[logit, like], y[grey], sample_weight=np.minimum(weight[grey], 20))
    print(f"second look: bias {fit.intercept_[0]:.3f} first {fit.coef_[0, 0]:.3f} second {fit.coef_[0, 1]:.3f} centre 0.95 scale {SURE_SCALE}; "
          f"AUC {roc_auc_score(y[grey], logit):.3f} -> {roc_auc_score(y[grey], fit.decision_function(np.c_[logit, like])):.3f} of {grey.sum()}")


def weight_of(source):
    if source == "judged":
        return JUDGED
    if source.startswith("made"):
        rare = source.endswith(("-asks", "-verb", "-same", "-typo", "-bare", "-turn", "-place"))
        if source.startswith("made-pt"):
            return MADE_PT_RARE if rare else MADE_PT
        return MADE_RARE if rare else MADE_KEYWORD if source.endswith("keyword") else MADE
    return WEIGHT[source]


# A pair that stands for many others counts as so many at most: a few of them must not carry a whole step.
MOST = 5


def calibrate(raw, y, weight):
    """Isotonic regression read at even steps, each the mean of its neighbourhood; pairs equal but for form lie above."""
    weight = np.minimum(weight, MOST)
    iso = IsotonicRegression(y_min=0.002, y_max=0.985, out_of_bounds="clip").fit(raw, y, sample_weight=weight)
    grid = np.arange(-6, 5.01, 0.5)
    values = [float(iso.predict(np.linspace(g - 0.4, g + 0.4, 33)).mean()) for g in grid]
    for g, v in zip(grid, values):
        k = (raw >= g - 0.25) & (raw < g + 0.25)
        print(f"  {g:5.1f} -> {v:.3f}   {k.sum():4d} pairs, {y[k].mean() if k.any() else float('nan'):.3f} right")
    # Beyond 2.5 judged pairs are too few to tell steps apart; the order of scores still tells, so the line rises a little.
    top = float(np.average(y[raw >= 2.5], weights=weight[raw >= 2.5]))
    print(f"  above 2.5: {top:.4f} right")
    low = [[float(g), round(min(v, top - 0.01), 4)] for g, v in zip(grid, values) if g < 2.5]
    return low + [[2.5, round(top - 0.005, 4)], [4.5, round(top + (1 - top) / 4, 4)], [9.0, 0.995]]


# Judged pairs of this score and above are the sure end; Wilson's bound at 95 % on one side.
SURE_END, Z = 2.0, 1.64


def evidence_classes(x, at):
    """As `evidenceClass` in src/core/verify/evidence.ts."""
    form = (x[:, at["sameContent"]] == 1) & (x[:, at["sameResidue"]] == 1)
    small = sum(x[:, at[n]] for n in ("rolesGap", "connectGap", "othersGap", "helpersGap", "placeGap")) > 0
    out = np.where(small, 2, 1)
    out[x[:, at["orderKept"]] < 1] = 3
    out[x[:, at["leftMassMax"]] > 0] = 4
    out[x[:, at["leftMassMin"]] > 0] = 5
    out[form] = 0
    return out


def ceilings(classes, raw, y):
    out = []
    for c in range(6):
        k = (classes == c) & (raw >= SURE_END)
        n, p = k.sum(), y[k].mean() if k.any() else 0
        low = (p + Z * Z / (2 * n) - Z * np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))) / (1 + Z * Z / n) if n else 0
        print(f"  class {c}: {n} judged pairs at the sure end, {p:.3f} right, at least {low:.3f}")
        out.append(round(float(low), 3))
    return out


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


def report(p, y, source, held, nat):
    for s in sorted(set(source)):
        m = held & (source == s) & ~nat
        good, bad = m & (y >= 0.5), m & (y < 0.5)
        share = lambda k: f"{(p[k] >= 0.85).mean():6.3f}" if k.any() else "     -"
        auc = roc_auc_score(y[m] >= 0.5, p[m]) if good.any() and bad.any() else float("nan")
        if m.any():
            print(f"{s:26s} same {good.sum():6d} served {share(good)}   traps {bad.sum():6d} passed {share(bad)}   AUC {auc:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
