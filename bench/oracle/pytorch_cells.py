"""Three cells of the page-blocks sweep in PyTorch, beside what the product's engine got on the same split.

Needs: torch, numpy, scikit-learn. Usage:
  node bench/oracle/export-cells.ts cells.json 10
  python bench/oracle/pytorch_cells.py cells.json
Only the encoded arrays are shared. Model, initial weights (torch's generator, He-normal), shuffles, loss (autograd of the textbook
form), Adam, selection and metrics are PyTorch's and scikit-learn's own. So the cells agree in distribution, not run by run:
compare the difference of the means with its standard error.
"""
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score, recall_score

torch.set_num_threads(1)


def part(spec, name, features):
    x = torch.tensor(np.array(spec[name]["x"], dtype=np.float32).reshape(-1, features))
    return x, torch.tensor(spec[name]["y"])


def train(spec, cell, seed, data):
    torch.manual_seed(seed)
    (x, y), (vx, vy), (tx, ty) = data
    classes = len(spec["classes"])
    widths = [spec["features"], *spec["hidden"], classes]
    layers = []
    for i, o in zip(widths, widths[1:]):
        linear = torch.nn.Linear(i, o)
        torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        torch.nn.init.zeros_(linear.bias)
        layers += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    counts = torch.bincount(y, minlength=classes).float()
    weights = counts ** -cell["strength"]
    weights = weights * counts.sum() / (counts * weights).sum()
    optimizer = torch.optim.Adam(model.parameters(), lr=spec["learningRate"])
    best = (-1.0, None)
    for _ in range(spec["epochs"]):
        for batch in torch.randperm(len(y)).split(spec["batchSize"]):
            log_p = F.log_softmax(model(x[batch]), dim=1).gather(1, y[batch][:, None])[:, 0]
            # gamma is 0 or at least 2 here, so the power has a finite derivative at p = 1.
            loss = (weights[y[batch]] * (1 - log_p.exp()) ** cell["gamma"] * -log_p).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            score = f1_score(vy, model(vx).argmax(1), average="macro", zero_division=0)
            predicted = model(tx).argmax(1)
        if score > best[0]:
            best = (score, predicted)
    return measures(ty, best[1], classes), measures(ty, predicted, classes)


def measures(y, predicted, classes):
    labels = list(range(classes))
    macro = f1_score(y, predicted, labels=labels, average="macro", zero_division=0)
    return [macro, *recall_score(y, predicted, labels=labels, average=None, zero_division=0)]


def from_counts(counts, classes):
    matrix = np.array(counts).reshape(classes, classes)
    y = np.repeat(np.arange(classes), matrix.sum(1))
    predicted = np.concatenate([np.repeat(np.arange(classes), row) for row in matrix])
    return measures(y, predicted, classes)


def show(name, ours, theirs):
    print(f"    {name:<14}", end="")
    for o, t in ((np.array(ours), np.array(theirs)),):
        error = np.sqrt(o.var(ddof=1) / len(o) + t.var(ddof=1) / len(t))
        z = (o.mean() - t.mean()) / error if error > 0 else 0.0
        print(f" {o.mean():.4f} +- {o.std(ddof=1):.4f}   {t.mean():.4f} +- {t.std(ddof=1):.4f}   {o.mean() - t.mean():+.4f} ({z:+.1f} se)")


def main():
    spec = json.load(open(sys.argv[1]))
    data = [part(spec, name, spec["features"]) for name in ("train", "validation", "test")]
    classes = len(spec["classes"])
    print(f"{len(spec['seeds'])} seeds; test part, mean +- sd over seeds: {spec['engine']} | torch {torch.__version__} | difference")
    for c, cell in enumerate(spec["cells"]):
        theirs = [train(spec, cell, seed, data) for seed in spec["seeds"]]
        runs = [r for r in spec["results"] if r["cell"] == c]
        for when, index in (("best", 0), ("last", 1)):
            print(f"gamma {cell['gamma']}, strength {cell['strength']}, {when} epoch")
            ours = [from_counts(r[when], classes) for r in runs]
            for i, name in enumerate(["macro F1", *(f"recall of {n}" for n in spec["classes"])]):
                show(name, [o[i] for o in ours], [t[index][i] for t in theirs])


main()
