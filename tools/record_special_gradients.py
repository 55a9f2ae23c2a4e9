#!/usr/bin/env python3
"""Record what PyTorch does with denormal, zero, huge, infinite and NaN gradients.

Writes the files of tests/golden-special (format optimizer-trace/1, tests/golden/README.md). Each kind of gradient has a
parameter and a group of its own, so that the tolerance for one kind does not come from another.

  record_special_gradients.py tests/golden-special
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from pathlib import Path
from typing import Dict, List, Tuple

import torch

INF = math.inf
NAN = math.nan
STARTS = (1.0, -2.5, 0.3, 1e-3)
STEPS = 5
OPTIMIZERS: Dict[str, Tuple[type, Dict[str, object]]] = {
    "adam": (torch.optim.Adam, {"lr": 1e-3}),
    "adam-l2-amsgrad": (torch.optim.Adam, {"lr": 1e-2, "weight_decay": 0.1, "amsgrad": True}),
    "adam-zero-beta1": (torch.optim.Adam, {"lr": 1e-2, "betas": (0.0, 0.99)}),
    "adamw": (torch.optim.AdamW, {"lr": 1e-3, "weight_decay": 0.01}),
    "adamw-amsgrad-maximize": (torch.optim.AdamW, {"lr": 1e-2, "weight_decay": 0.1, "amsgrad": True, "maximize": True}),
    "sgd": (torch.optim.SGD, {"lr": 0.1}),
    "sgd-momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "dampening": 0.1, "weight_decay": 0.01}),
    "sgd-nesterov": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
}


def sequences(dtype: torch.dtype) -> Dict[str, List[List[float]]]:
    """The gradients of the steps, several sequences per kind."""
    single = dtype == torch.float32
    least = 2.0**-149 if single else 2.0**-1074
    denormal = 1e-40 if single else 1e-310
    squares_overflow = 1e30 if single else 1e200
    largest = torch.finfo(dtype).max
    return {
        "denormal": [[least] * STEPS, [denormal] * STEPS, [denormal, -denormal] * 2 + [denormal]],
        "denormal-after-ordinary": [[1.0, denormal, denormal, denormal, -0.5], [denormal, 1.0, 0.0, denormal, 1e-3]],
        "zero": [[0.0] * STEPS, [-0.0] * STEPS, [0.0, 1.0, 0.0, 0.0, -1.0]],
        "huge": [[squares_overflow] * STEPS, [1.0, squares_overflow, -squares_overflow, 1.0, 0.0], [largest] * STEPS],
        "infinite": [[INF, 1.0, 1.0, 1.0, 1.0], [1.0, -INF, 0.0, 1.0, 1.0], [INF] * STEPS, [1.0, INF, -INF, 1.0, 1.0]],
        "nan": [[NAN, 1.0, 1.0, 1.0, 1.0], [1.0, 1.0, NAN, 0.0, 1.0]],
    }


def plain(values: torch.Tensor) -> List[object]:
    return [value if math.isfinite(value) else str(value).replace("inf", "Infinity").replace("nan", "NaN") for value in values.double().tolist()]


def record(name: str, dtype: torch.dtype) -> Dict[str, object]:
    kind, options = OPTIMIZERS[name]
    short = "f32" if dtype == torch.float32 else "f64"
    tensors: Dict[str, torch.Tensor] = {}
    gradients: Dict[str, List[torch.Tensor]] = {}
    for category, rows in sequences(dtype).items():
        pairs = list(itertools.product(rows, STARTS))
        tensors[category] = torch.tensor([start for _, start in pairs], dtype=dtype)
        gradients[category] = [torch.tensor([row[step] for row, _ in pairs], dtype=dtype) for step in range(STEPS)]

    # Ordinary gradients on values that are not.
    denormal = torch.finfo(dtype).tiny / 8
    tensors["values"] = torch.tensor([0.0, -0.0, denormal, 1e30, NAN], dtype=dtype)
    gradients["values"] = [torch.full((5,), gradient, dtype=dtype) for gradient in (1.0, -0.5, 0.0, 1e-3, 2.0)]

    initial = {category: plain(tensor) for category, tensor in tensors.items()}
    optimizer = kind([{"params": [tensor]} for tensor in tensors.values()], foreach=False, **options)
    steps = []
    for step in range(STEPS):
        for category, tensor in tensors.items():
            tensor.grad = gradients[category][step].clone()
        optimizer.step()
        steps.append({
            "lr": [group["lr"] for group in optimizer.param_groups],
            "grads": {category: plain(gradients[category][step]) for category in tensors},
            "params": {category: plain(tensor) for category, tensor in tensors.items()},
        })

    # Moments are left out: where a gradient was infinite, they may differ (docs/numerics.md).
    recorded = ("lr", "betas", "eps", "weight_decay", "amsgrad", "maximize", "momentum", "dampening", "nesterov")
    return {
        "format": "optimizer-trace/1",
        "name": f"special-{name}-{short}",
        "source": {"library": "torch", "version": torch.__version__},
        "optimizer": kind.__name__,
        "dtype": "float32" if dtype == torch.float32 else "float64",
        "groups": [
            {"options": {key: group[key] for key in recorded if key in group}, "params": [category]}
            for category, group in zip(tensors, optimizer.param_groups)
        ],
        "params": [{"name": category, "shape": list(tensor.shape), "initial": initial[category]} for category, tensor in tensors.items()],
        "steps": steps,
        "final_state": {category: {} for category in tensors},
    }


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    for name in OPTIMIZERS:
        for dtype in (torch.float32, torch.float64):
            trace = record(name, dtype)
            (folder / f"trace-{trace['name']}.json").write_text(json.dumps(trace, separators=(",", ":"), allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
