"""One training step in PyTorch, one thread: eager models with fused Adam one after the other, and a vmapped ensemble (torch.func).

Needs: torch. Started by bench/step.ts. Protocol: a first line {"version": ...}; then for each line "<way> <K>" on standard input the
milliseconds per step and run on standard output. Network 32-64-64-8, batch 128, softmax focal loss with gamma 0 to 5.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
ROWS, BATCH, WIDTHS, RATE = 4096, 128, [32, 64, 64, 8], 1e-3
X, Y = torch.randn(ROWS, WIDTHS[0]), torch.randint(0, WIDTHS[-1], (ROWS,))
# Long enough that a step of 245 vmapped runs is measured more than once.
TARGET_SECONDS = 0.25


def focal(logits, y, gamma):
    log_p = F.log_softmax(logits, dim=-1).gather(-1, y[:, None])[:, 0]
    return ((1 - log_p.exp()).clamp_min(1e-12) ** gamma * -log_p).mean()


def eager(k):
    models = []
    for i in range(k):
        layers = []
        for a, b in zip(WIDTHS, WIDTHS[1:]):
            layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
        model = torch.nn.Sequential(*layers[:-1])
        models.append((model, torch.optim.Adam(model.parameters(), lr=RATE, fused=True), float(i % 6), torch.randperm(ROWS)))

    def step(s):
        at = s % (ROWS // BATCH) * BATCH
        for model, optimizer, gamma, order in models:
            rows = order[at : at + BATCH]
            optimizer.zero_grad(set_to_none=True)
            focal(model(X[rows]), Y[rows], gamma).backward()
            optimizer.step()

    return step


def vmapped(k):
    parameters = []
    for a, b in zip(WIDTHS, WIDTHS[1:]):
        parameters.append((torch.randn(k, a, b) * (2 / a) ** 0.5).requires_grad_())
        parameters.append(torch.zeros(k, b).requires_grad_())
    optimizer = torch.optim.Adam(parameters, lr=RATE, fused=True)
    gammas = torch.arange(k, dtype=torch.float32) % 6
    orders = torch.stack([torch.randperm(ROWS) for _ in range(k)])

    def loss(p, x, y, gamma):
        h = x
        for i in range(0, len(p), 2):
            h = torch.addmm(p[i + 1], h, p[i])
            if i + 2 < len(p):
                h = F.relu(h)
        return focal(h, y, gamma)

    gradients = torch.func.vmap(torch.func.grad(loss))

    def step(s):
        at = s % (ROWS // BATCH) * BATCH
        rows = orders[:, at : at + BATCH]
        for p, g in zip(parameters, gradients(tuple(p.detach() for p in parameters), X[rows], Y[rows], gammas)):
            p.grad = g
        optimizer.step()

    return step


WAYS = {"eager": eager, "vmapped": vmapped}
prepared = {}


def measure(way, k):
    if (way, k) not in prepared:
        step = WAYS[way](k)
        step(0)
        begin = time.perf_counter()
        step(1)
        prepared[way, k] = step, max(2, int(TARGET_SECONDS / (time.perf_counter() - begin)))
    step, count = prepared[way, k]
    begin = time.perf_counter()
    for s in range(count):
        step(s)
    return (time.perf_counter() - begin) / count / k * 1e3


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    way, k = line.split()
    print(json.dumps(measure(way, int(k))), flush=True)
