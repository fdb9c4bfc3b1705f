"""
Refines word vectors by gradient descent so that weighted sums of words compare as the teacher's sentences do.

`refine(table, bags, teacher, graded, judged, …)`: plain numpy, Adam, seeded. Three losses on cosines of sums:
  likeness   within a batch, the matrix of cosines against the teacher's (centred) cosines: relational distillation
             (Park et al., Relational Knowledge Distillation, CVPR 2019)
  graded     pairs with a graded similarity (STS-B, English and Portuguese): squared error against score / 5
  judged     pairs that were judged same or different: logistic loss on a scaled cosine
"""
import numpy as np
import scipy.sparse as sp

BATCH = 1536
SCALE, CENTRE = 14.0, 0.84  # of the logistic loss: a cosine of .84 is a coin's toss


class Adam:
    def __init__(self, shape, rate):
        self.m, self.v = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.rate, self.t = rate, 0

    def step(self, x, g):
        self.t += 1
        self.m += 0.1 * (g - self.m)
        self.v += 0.001 * (g * g - self.v)
        x -= self.rate * (self.m / (1 - 0.9**self.t)) / (np.sqrt(self.v / (1 - 0.999**self.t)) + 1e-8)


def unit(x):
    n = np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    return x / n, n


def back(g, z, n):
    """Gradient through the normalisation."""
    return (g - z * (g * z).sum(1, keepdims=True)) / n


def pairs_step(table, a, b, loss):
    """`loss(cos) -> d loss / d cos`; returns the gradient of the table (dense)."""
    (za, na), (zb, nb) = unit(a @ table), unit(b @ table)
    g = loss((za * zb).sum(1))[:, None].astype(np.float32)
    return a.T @ back(g * zb, za, na) + b.T @ back(g * za, zb, nb)


def refine(table, bags, teacher, graded, judged, rounds, rate=0.002, weights=(1.0, 1.0, 1.0), hold=0.02, seed=5, log=None):
    """
    table [words, d] start; bags [sentences, words] sparse weights; teacher [sentences, D] unit, centred.
    graded, judged: lists of (bag a, bag b, target), targets 0..1. hold: pull back to the start.
    """
    rnd = np.random.default_rng(seed)
    table = table.astype(np.float32).copy()
    start = table.copy()
    adam = Adam(table.shape, rate)
    n = bags.shape[0]
    for round_ in range(rounds):
        order = rnd.permutation(n)
        adam.rate = rate * (1 - round_ / rounds) ** 0.5
        lost = []
        for at in range(0, n - BATCH + 1, BATCH):
            ids = np.sort(order[at : at + BATCH])
            x = bags[ids]
            z, norm = unit(x @ table)
            t = teacher[ids]
            diff = z @ z.T - t @ t.T
            np.fill_diagonal(diff, 0)
            # What is alike counts more than what is not: most of a batch has nothing in common.
            weight = np.where(t @ t.T > 0.35, 6.0, 1.0).astype(np.float32)
            lost.append(float((weight * diff * diff).mean()))
            gz = (4 / BATCH) * ((weight * diff) @ z)
            g = weights[0] * (x.T @ back(gz, z, norm))
            for (sets, w, kind) in ((graded, weights[1], "graded"), (judged, weights[2], "judged")):
                for a, b, y in sets:
                    pick = rnd.integers(0, a.shape[0], 256)
                    target = y[pick]
                    if kind == "graded":
                        g += w * pairs_step(table, a[pick], b[pick], lambda c: 2 * (c - target) / 256 * 4)
                    else:
                        g += w * pairs_step(
                            table, a[pick], b[pick],
                            lambda c: SCALE * (1 / (1 + np.exp(-SCALE * (c - CENTRE))) - target) / 256,
                        )
            g += hold * (table - start) / n
            adam.step(table, g)
        if log:
            log(round_, float(np.mean(lost)), table)
    return table
