#!/usr/bin/env python3
"""Record what PyTorch's learning rate schedulers do, so that Eden can compare.

Prints a line of JSON with a document of the format lr-schedules/1 that holds N random schedules, and a line with a document of
the format plateau/1 for each plateau. The same seed gives the same cases. Entries whose scheduler cycles the momentum have it
beside the rates; a function among the arguments is recorded as the list of its values by step. Needs Python 3.8 and PyTorch
1.13 or newer, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import warnings
from typing import Any, Callable, Dict, List, NoReturn, Optional, Tuple

PROGRAM = "record_schedules.py"
STEPS = 60
Arguments = Dict[str, Any]


# Arguments, by scheduler: each function draws those of one case from the base rate.


def rounded(value: float) -> float:
    return float(f"{value:.4g}")


def log_uniform(rng: random.Random, low: float, high: float) -> float:
    return rounded(10 ** rng.uniform(math.log10(low), math.log10(high)))


def floor(rng: random.Random, base: float) -> float:
    return rng.choice((0.0, rounded(base * rng.uniform(0.001, 0.5))))


def constant(rng: random.Random, base: float) -> Arguments:
    return {"factor": rounded(rng.uniform(0.01, 1)), "total_iters": rng.randint(1, 70)}


def linear(rng: random.Random, base: float) -> Arguments:
    start, end = rounded(rng.uniform(0.001, 1)), rng.choice((1.0, 0.0, rounded(rng.uniform(0, 1))))
    return {"start_factor": start, "end_factor": end, "total_iters": rng.randint(1, 70)}


def step(rng: random.Random, base: float) -> Arguments:
    return {"step_size": rng.randint(1, 40), "gamma": rounded(rng.uniform(0.05, 1.1))}


def multi_step(rng: random.Random, base: float) -> Arguments:
    milestones = [rng.randint(0, 65) for _ in range(rng.randint(1, 5))]
    return {"milestones": milestones, "gamma": rounded(rng.uniform(0.05, 1.1))}


def exponential(rng: random.Random, base: float) -> Arguments:
    return {"gamma": rounded(rng.uniform(0.7, 1.05))}


def polynomial(rng: random.Random, base: float) -> Arguments:
    return {"total_iters": rng.randint(1, 70), "power": rng.choice((1.0, 2.0, rounded(rng.uniform(0.2, 4))))}


def cosine(rng: random.Random, base: float) -> Arguments:
    return {"T_max": rng.randint(1, 80), "eta_min": floor(rng, base)}


def warm_restarts(rng: random.Random, base: float) -> Arguments:
    return {"T_0": rng.randint(1, 30), "T_mult": rng.randint(1, 3), "eta_min": floor(rng, base)}


def inverse_square_root(rng: random.Random, base: float) -> Arguments:
    return {}


def one_cycle(rng: random.Random, base: float) -> Arguments:
    low, high = sorted(rounded(rng.uniform(0.1, 0.99)) for _ in range(2))
    return {
        "max_lr": rounded(base * log_uniform(rng, 0.5, 20)),
        "total_steps": rng.randint(STEPS, 150),
        "pct_start": rng.choice((0.3, rounded(rng.uniform(0.05, 0.5)))),
        "anneal_strategy": rng.choice(("cos", "linear")),
        "div_factor": rounded(rng.uniform(1.5, 50)),
        "final_div_factor": log_uniform(rng, 2, 1e5),
        "three_phase": rng.random() < 0.5,
        "cycle_momentum": rng.random() < 0.5,
        "base_momentum": low,
        "max_momentum": high,
    }


def cyclic(rng: random.Random, base: float) -> Arguments:
    low, high = sorted(rounded(rng.uniform(0.1, 0.99)) for _ in range(2))
    up = rng.randint(1, 30)
    return {
        "base_lr": rounded(base * rng.uniform(0.01, 0.5)),
        "max_lr": rounded(base * rng.uniform(0.6, 5)),
        "step_size_up": up,
        "step_size_down": rng.choice((None, up, rng.randint(1, 30))),
        "mode": rng.choice(("triangular", "triangular2", "exp_range")),
        "gamma": rounded(rng.uniform(0.8, 1)),
        "cycle_momentum": rng.random() < 0.5,
        "base_momentum": low,
        "max_momentum": high,
    }


def function(rng: random.Random, base: float) -> Arguments:
    return {"lr_lambda": [rounded(rng.uniform(0.01, 1.2)) for _ in range(STEPS)]}


def averaging(rng: random.Random, base: float) -> Arguments:
    strategy = rng.choice(("cos", "linear"))
    return {"swa_lr": rounded(base * rng.uniform(0.01, 2)), "anneal_epochs": rng.randint(0, 70), "anneal_strategy": strategy}


DRAWS: Dict[str, Callable[[random.Random, float], Arguments]] = {
    "ConstantLR": constant,
    "LinearLR": linear,
    "StepLR": step,
    "MultiStepLR": multi_step,
    "ExponentialLR": exponential,
    "PolynomialLR": polynomial,
    "CosineAnnealingLR": cosine,
    "CosineAnnealingWarmRestarts": warm_restarts,
    "InverseSquareRoot": inverse_square_root,
    "OneCycleLR": one_cycle,
    "CyclicLR": cyclic,
    "LambdaLR": function,
    "MultiplicativeLR": function,
    "SWALR": averaging,
}
COMPOSED = ("SequentialLR", "ChainedScheduler")
# In a sequence these two go on from the rate that they find, and versions of PyTorch differ in the step that they see.
PARTS = [name for name in DRAWS if name not in ("MultiplicativeLR", "SWALR")]
# A OneCycleLR changes the base rate of the schedulers beside it: in a composition it can only come first.
LATER_PARTS = [name for name in PARTS if name != "OneCycleLR"]


def draw_schedule(rng: random.Random, kind: str, base: float) -> Tuple[str, Arguments]:
    if kind in DRAWS:
        return kind, DRAWS[kind](rng, base)
    names = [rng.choice(PARTS), *(rng.choice(LATER_PARTS) for _ in range(rng.randint(1, 3)))]
    schedulers = [[name, DRAWS[name](rng, base)] for name in names]
    milestones = sorted(rng.sample(range(1, STEPS), len(schedulers) - 1))
    sequence = {"schedulers": schedulers, "milestones": milestones}
    if kind == "SequentialLR":
        return kind, sequence
    # PyTorch takes a sequence in a chain, but its versions differ in what a composition in a sequence does.
    parts = [["SequentialLR", sequence], ["ExponentialLR", exponential(rng, base)]] if rng.random() < 0.25 else schedulers
    return kind, {"schedulers": parts}


def make_scheduler(torch: Any, optimizer: Any, kind: str, arguments: Arguments) -> Any:
    schedulers = torch.optim.lr_scheduler
    if kind == "InverseSquareRoot":
        return schedulers.LambdaLR(optimizer, lambda t: 1 / math.sqrt(1 + t))
    if "lr_lambda" in arguments:
        values = arguments["lr_lambda"]
        return getattr(schedulers, kind)(optimizer, lambda t: values[min(t, len(values) - 1)])
    if kind == "SWALR":
        return torch.optim.swa_utils.SWALR(optimizer, **arguments)
    if kind not in COMPOSED:
        return getattr(schedulers, kind)(optimizer, **arguments)
    parts = [make_scheduler(torch, optimizer, name, part) for name, part in arguments["schedulers"]]
    if kind == "ChainedScheduler":
        return schedulers.ChainedScheduler(parts)
    return schedulers.SequentialLR(optimizer, parts, arguments["milestones"])


def make_optimizer(torch: Any, base: float) -> Any:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base, momentum=0.9)


def cycles_momentum(kind: str, arguments: Arguments) -> bool:
    return kind in ("OneCycleLR", "CyclicLR") and arguments["cycle_momentum"]


def record_schedule(torch: Any, kind: str, arguments: Arguments, base: float) -> Dict[str, Any]:
    optimizer = make_optimizer(torch, base)
    scheduler = make_scheduler(torch, optimizer, kind, arguments)
    rates: List[float] = []
    momenta: List[float] = []
    for _ in range(STEPS):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        momenta.append(float(optimizer.param_groups[0]["momentum"]))
        optimizer.step()
        scheduler.step()
    entry: Dict[str, Any] = {"type": kind, "args": arguments, "lr": rates}
    if cycles_momentum(kind, arguments):
        entry["momentum"] = momenta
    return entry


def draw_plateau(rng: random.Random, base: float) -> Tuple[Arguments, List[float]]:
    relative = rng.random() < 0.5
    arguments = {
        "mode": rng.choice(("min", "max")),
        "factor": rounded(rng.uniform(0.05, 0.9)),
        "patience": rng.randint(0, 5),
        "threshold": log_uniform(rng, 1e-5, 0.2),
        "threshold_mode": "rel" if relative else "abs",
        "cooldown": rng.randint(0, 4),
        "min_lr": rng.choice((0.0, rounded(base * log_uniform(rng, 1e-4, 0.5)))),
        "eps": rng.choice((1e-8, rounded(base * log_uniform(rng, 1e-4, 0.1)))),
    }
    level, noise = rng.uniform(0, 0.5), rng.uniform(0.001, 0.1)
    losses = [level + math.exp(-t / rng.uniform(3, 15)) + rng.uniform(-noise, noise) for t in range(STEPS)]
    return arguments, losses if arguments["mode"] == "min" else [2 - loss for loss in losses]


def record_plateau(torch: Any, arguments: Arguments, metrics: List[float], base: float) -> Dict[str, Any]:
    optimizer = make_optimizer(torch, base)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **arguments)
    rates: List[float] = []
    for metric in metrics:
        scheduler.step(metric)
        rates.append(float(optimizer.param_groups[0]["lr"]))
    return {"args": arguments, "metrics": metrics, "lr_after": rates}


def emit(document: Dict[str, Any]) -> None:
    print(json.dumps(document, separators=(",", ":"), allow_nan=False), flush=True)


def record(torch: Any, cases: int, plateaus: int, seed: int) -> None:
    base = log_uniform(random.Random(f"{seed}/base"), 1e-4, 1)
    source = {"library": "torch", "version": torch.__version__, "seed": seed}
    kinds = [*DRAWS, *COMPOSED]
    entries = []
    for index in range(cases):
        kind, arguments = draw_schedule(random.Random(f"{seed}/{index}"), kinds[index % len(kinds)], base)
        entries.append(record_schedule(torch, kind, arguments, base))
    emit({"format": "lr-schedules/1", "source": source, "base_lr": base, "schedules": entries})
    for index in range(plateaus):
        arguments, metrics = draw_plateau(random.Random(f"{seed}/plateau/{index}"), base)
        # A first metric is always the best so far, so the first rate is the base rate.
        emit({"format": "plateau/1", "source": source, **record_plateau(torch, arguments, metrics, base)})


def count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative")
    return value


class OneLineParser(argparse.ArgumentParser):
    """Complains in one line; the usage is what --help prints."""

    def error(self, message: str) -> NoReturn:
        print(f"{PROGRAM}: {message}", file=sys.stderr)
        sys.exit(2)


def main(argv: Optional[List[str]] = None) -> int:
    parser = OneLineParser(prog=PROGRAM, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=count, required=True, metavar="N", help="how many schedules")
    parser.add_argument("--plateaus", type=count, metavar="M", help="how many plateaus (default: as many as schedules)")
    parser.add_argument("--seed", type=count, required=True, metavar="S", help="seed of everything that is random")
    arguments = parser.parse_args(argv)
    try:
        warnings.filterwarnings("ignore")
        import torch  # Not before the arguments are known: --help answers at once, with or without PyTorch.
        import torch.optim.swa_utils

        torch.set_num_threads(1)
        plateaus = arguments.cases if arguments.plateaus is None else arguments.plateaus
        record(torch, arguments.cases, plateaus, arguments.seed)
        return 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has gone; Python must not try to flush to it once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ImportError as error:
        message = f"{sys.executable} cannot load PyTorch ({error}); install it (pip install torch) or use another Python"
    except (ValueError, TypeError, OSError) as error:
        message = str(error)
    print(f"{PROGRAM}: {' '.join(message.split())}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
