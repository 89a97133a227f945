"""Page-blocks as the peers of bench/sweep.ts train it: split, model, loss, one epoch, counts. Needs: torch, numpy."""
import csv
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
GAMMAS = [0, 0.5, 1, 2, 3, 4, 5]
STRENGTHS = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]
EPOCHS, BATCH, RATE = 20, 128, 1e-3
FILE = Path(__file__).resolve().parents[2] / "examples" / "data" / "page-blocks.csv"


def load():
    """Train, validation and test of 60, 20 and 20 %, stratified, standardised by the training part."""
    with open(FILE, newline="") as file:
        rows = list(csv.reader(file))[1:]
    x = np.array([[float(v) for v in row[:-1]] for row in rows], dtype=np.float32)
    names = sorted({row[-1] for row in rows})
    y = np.array([names.index(row[-1]) for row in rows])
    rng = np.random.default_rng(1)
    parts = [[], [], []]
    for label in range(len(names)):
        mine = rng.permutation(np.flatnonzero(y == label))
        a, b = round(0.6 * len(mine)), round(0.8 * len(mine))
        for part, taken in zip(parts, (mine[:a], mine[a:b], mine[b:])):
            part.append(taken)
    parts = [np.concatenate(part) for part in parts]
    mean, deviation = x[parts[0]].mean(0), x[parts[0]].std(0)
    x = (x - mean) / np.where(deviation > 0, deviation, 1)
    return [(torch.tensor(x[part]), torch.tensor(y[part])) for part in parts], len(names)


def counts_of(model, x, y, classes):
    with torch.no_grad():
        return torch.bincount(y * classes + model(x).argmax(1), minlength=classes * classes).reshape(classes, classes)


def scores_of(counts):
    """Precision, recall and F1 of each class."""
    hits, true, predicted = counts.diagonal().double(), counts.sum(1), counts.sum(0)
    return hits / predicted.clamp(min=1), hits / true.clamp(min=1), 2 * hits / (true + predicted).clamp(min=1)


def train(data, classes, gamma, strength, seed, on_epoch):
    """PyTorch as one writes it with care: fused Adam, batches by index, log_softmax; on_epoch(epoch, loss, counts, counts) every epoch."""
    torch.manual_seed(seed)
    (x, y), validation, test = data
    model = torch.nn.Sequential(
        torch.nn.Linear(x.shape[1], 64), torch.nn.ReLU(), torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, classes)
    )
    counts = torch.bincount(y, minlength=classes).float()
    weights = counts**-strength
    weights = weights * counts.sum() / (counts * weights).sum()
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
    for epoch in range(1, EPOCHS + 1):
        total = 0.0
        for batch in torch.randperm(len(y)).split(BATCH):
            target = y[batch]
            log_p = F.log_softmax(model(x[batch]), dim=1).gather(1, target[:, None])[:, 0]
            loss = weights[target] * -log_p
            if gamma:
                loss = loss * (1 - log_p.exp()).clamp(min=1e-6) ** gamma
            loss = loss.mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        on_epoch(epoch, total / len(y), counts_of(model, *validation, classes), counts_of(model, *test, classes))


def seeds_of(argv):
    return list(range(1, int(argv[2]) + 1)) if len(argv) > 2 else [1]


if __name__ == "__main__":
    sys.exit("This is a module of torch_sweep.py and optuna_sweep.py.")
