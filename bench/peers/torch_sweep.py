"""The page-blocks sweep in plain PyTorch: two processes, one thread each, per-class scores of every epoch, one CSV.

Needs: torch, numpy. Usage: python torch_sweep.py OUT.csv [SEEDS]
"""
import csv
import itertools
import multiprocessing
import sys

import page_blocks as task


def run(cell):
    gamma, strength, seed = cell
    best = {"f1": -1.0}

    def on_epoch(epoch, loss, validation, test):
        macro = float(task.scores_of(validation)[2].mean())
        scores = task.scores_of(test)
        if macro > best["f1"]:
            best.update(f1=macro, epoch=epoch, loss=loss, scores=[float(v) for column in scores for v in column])

    task.train(run.data, run.classes, gamma, strength, seed, on_epoch)
    return [gamma, strength, seed, best["epoch"], best["loss"], best["f1"], *best["scores"]]


def start():
    run.data, run.classes = task.load()


def main():
    cells = list(itertools.product(task.GAMMAS, task.STRENGTHS, task.seeds_of(sys.argv)))
    with multiprocessing.Pool(2, initializer=start) as pool:
        rows = pool.map(run, cells, chunksize=1)
    with open(sys.argv[1], "w", newline="") as file:
        csv.writer(file).writerows(rows)


if __name__ == "__main__":
    main()
