#!/usr/bin/env python3
"""Train a perceptron on the digits set: the script that docs/migration.md moves over to Eden, line by line. Writes start.pt, the
weights that it starts from, and losses.json, the loss of every step.

  train_digits.py src/Eden.Lab/Data/digits.csv.gz
"""

import gzip
import json
import sys

import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR
from torch.optim.swa_utils import AveragedModel


def load(path):
    rows = [[float(field) for field in line.split(b",")] for line in gzip.open(path)]
    data = torch.tensor(rows)
    return data[:, :64] / 16, data[:, 64].long()


def make_model():
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


def train(model, features, labels):
    decaying = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decaying, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}], lr=3e-3, betas=(0.9, 0.99)
    )
    warm_up = LinearLR(optimizer, start_factor=0.1, total_iters=20)
    cosine = CosineAnnealingLR(optimizer, T_max=100, eta_min=3e-5)
    scheduler = SequentialLR(optimizer, [warm_up, cosine], milestones=[20])
    average = AveragedModel(model, avg_fn=lambda a, p, n: 0.9 * a + 0.1 * p)
    losses = []
    for step in range(120):
        optimizer.zero_grad()
        total = 0.0
        for micro in range(4):
            rows = [(step * 64 + micro * 16 + i) % len(features) for i in range(16)]
            loss = nn.functional.cross_entropy(model(features[rows]), labels[rows])
            (loss / 4).backward()
            total += loss.item() / 4
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        scheduler.step()
        average.update_parameters(model)
        losses.append(total)
    return losses, average


def accuracy(model, features, labels):
    with torch.no_grad():
        return (model(features).argmax(dim=1) == labels).float().mean().item()


def main():
    features, labels = load(sys.argv[1])
    torch.manual_seed(1)
    model = make_model()
    torch.save(model.state_dict(), "start.pt")
    losses, average = train(model, features, labels)
    with open("losses.json", "w") as file:
        json.dump(losses, file)
    print(f"loss {losses[0]:.4f} -> {losses[-1]:.4f}, accuracy {accuracy(average, features, labels):.1%}")


if __name__ == "__main__":
    main()
