#!/usr/bin/env python3
"""Measure how much of AdamW's weight decay survives PyTorch's float32 arithmetic, and print a table.

Setting, the same as in tests/Eden.Tests/Accuracy/VanishingDecayTests.cs: 128 weights of magnitude 0.5 to 2, standard normal
gradients, 20,000 steps, weight decay 0.01, learning rates 1e-4, 1e-5 and 1e-6. The exact answer is PyTorch's own float64 run
on the same numbers. "mean decay" is what the weights lost to decay, on average and relative to the exact loss; "rms error" is
that of the final weights.

  record_vanishing_decay.py
"""

from __future__ import annotations

import torch

WEIGHTS = 128
STEPS = 20_000
WEIGHT_DECAY = 0.01


def adamw(start: torch.Tensor, dtype: torch.dtype, lr: float, weight_decay: float) -> tuple[torch.Tensor, torch.optim.Optimizer]:
    weights = start.to(dtype, copy=True)
    return weights, torch.optim.AdamW([weights], lr=lr, weight_decay=weight_decay, foreach=False)


def measure(lr: float) -> tuple[float, float]:
    generator = torch.Generator().manual_seed(1)
    sign = torch.where(torch.rand(WEIGHTS, generator=generator) < 0.5, -1.0, 1.0)
    start = sign * (0.5 + 1.5 * torch.rand(WEIGHTS, generator=generator))
    single, exact, free = runs = [
        adamw(start, torch.float32, lr, WEIGHT_DECAY),
        adamw(start, torch.float64, lr, WEIGHT_DECAY),
        adamw(start, torch.float64, lr, 0.0),
    ]
    for _ in range(STEPS):
        gradient = torch.randn(WEIGHTS, generator=generator)
        for weights, optimizer in runs:
            weights.grad = gradient.to(weights.dtype)
            optimizer.step()

    def decay(weights: torch.Tensor) -> float:
        return float((sign * (free[0] - weights.double())).mean())

    error = (single[0].double() - exact[0]).square().mean().sqrt()
    return decay(single[0]) / decay(exact[0]), float(error)


def main() -> None:
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}\n\n| lr·λ | mean decay | rms error |\n| --- | --- | --- |")
    for lr in (1e-4, 1e-5, 1e-6):
        ratio, error = measure(lr)
        print(f"| {lr * WEIGHT_DECAY:.0e} | {ratio:.3f} | {error:.1e} |")


if __name__ == "__main__":
    main()
