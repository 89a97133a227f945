"""The page-blocks sweep with Optuna: GridSampler, SQLite storage, each epoch reported, PyTorch for the training, one process.

Needs: optuna, torch, numpy. Usage: python optuna_sweep.py OUT.csv [SEEDS]
"""
import os
import sys
import tempfile

import optuna

import page_blocks as task


def main():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    data, classes = task.load()

    def objective(trial):
        gamma = trial.suggest_categorical("gamma", task.GAMMAS)
        strength = trial.suggest_categorical("strength", task.STRENGTHS)
        seed = trial.suggest_categorical("seed", task.seeds_of(sys.argv))
        best = {"f1": -1.0}

        def on_epoch(epoch, loss, validation, test):
            macro = float(task.scores_of(validation)[2].mean())
            trial.report(macro, epoch)
            # Per-class scores of an epoch have no place of their own in Optuna; one attribute of the trial holds them.
            trial.set_user_attr(f"test_{epoch}", [float(v) for column in task.scores_of(test) for v in column])
            best["f1"] = max(best["f1"], macro)

        task.train(data, classes, gamma, strength, seed, on_epoch)
        return best["f1"]

    grid = {"gamma": task.GAMMAS, "strength": task.STRENGTHS, "seed": task.seeds_of(sys.argv)}
    with tempfile.TemporaryDirectory() as folder:
        storage = f"sqlite:///{os.path.join(folder, 'study.db')}"
        study = optuna.create_study(direction="maximize", sampler=optuna.samplers.GridSampler(grid), storage=storage)
        study.optimize(objective)
        study.trials_dataframe().to_csv(sys.argv[1])


if __name__ == "__main__":
    main()
