#!/usr/bin/env python3
"""Record what PyTorch's optimizers do, so that Eden can replay it and compare.

Needs Python 3.8 and PyTorch 1.13 or newer, and nothing else. Runs on one thread of the CPU.

  record_trace.py traces --cases 10 --seed 1 --out recordings
  record_trace.py experiment < request.json > experiment.json
"""

from __future__ import annotations

import argparse
import inspect
import json
import math
import os
import platform
import random
import sys
import warnings
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, NoReturn, Sequence, Set, Tuple

if TYPE_CHECKING:
    import torch  # Otherwise imported by the functions that use it: --help answers at once, with or without PyTorch.

Options = Dict[str, Any]
Document = Dict[str, Any]

PROGRAM = "record_trace.py"
DTYPES = ("float32", "float64")
BETAS = ((0.0, 0.0), (0.5, 0.9), (0.8, 0.95), (0.9, 0.99), (0.95, 0.9999), (0.99, 0.999))
EPSILONS = (1e-10, 1e-6, 1e-3)
SCHEDULES = ("cosine", "warm-up", "halving")
MODELS = ("Adam", "AdamW", "Adam+L2", "Adam+L2InLoss")
EXPERIMENT_KEYS = ("dtype", "lr", "weight_decay", "betas", "eps", "initial", "inputs", "batch", "in_features", "seed")
# A parameter of each row in every case: a scalar, then lengths around the widths of vector registers.
SHAPES = (
    ([],),
    ([1], [2]),
    ([3], [5], [7], [2, 3]),
    ([15], [17], [4, 5], [3, 1, 5]),
    ([31], [33], [65], [9, 7]),
    ([127], [129], [257], [5, 51]),
)


class RecordError(Exception):
    """What was asked for cannot be recorded; the message is one line for the user."""


class Draw:
    """The random choices of one case."""

    def __init__(self, seed: int, index: int, optimizer: str, occurrence: int) -> None:
        self.rng = random.Random(f"{seed}/{index}/{optimizer}")
        self.occurrence = occurrence
        self.steps = self.rng.randint(12, 30)
        # A third of the cases have one group. In the others the second group has off what the first has on, so that a
        # single case already shows each option on and off.
        self.group_count = 1 if occurrence % 3 == 2 else 2
        self._switches: Dict[str, bool] = {}

    def on(self, option: str, group: int) -> bool:
        """Whether an option is switched on in a group."""
        first = self._switches.setdefault(option, self.rng.random() < 0.5)
        return first != (group == 1)

    def log_uniform(self, low: float, high: float) -> float:
        """A number of three digits, all magnitudes equally likely."""
        exponent = self.rng.uniform(math.log10(low), math.log10(high))
        return float(f"{10 ** exponent:.3g}")

    def option(self, name: str, group: int, values: Sequence[Any], default: Any) -> Any:
        """One of some values where the option is on, its default where it is off."""
        return self.rng.choice(values) if self.on(name, group) else default

    def decay(self, group: int) -> float:
        return self.log_uniform(1e-4, 0.5) if self.on("weight_decay", group) else 0.0


# Options of a group, by optimizer. Everything that changes the numbers is set and recorded; options that only choose how
# PyTorch computes them (foreach, fused, capturable, differentiable) keep their defaults and are not.


def moment_options(draw: Draw, group: int) -> Options:
    return {
        "lr": draw.log_uniform(1e-4, 1e-1),
        "betas": list(draw.option("betas", group, BETAS, (0.9, 0.999))),
        "eps": draw.option("eps", group, EPSILONS, 1e-8),
        "maximize": draw.on("maximize", group),
        "weight_decay": draw.decay(group),
    }


def either_decay_options(draw: Draw, group: int) -> Options:
    return {**moment_options(draw, group), "decoupled_weight_decay": draw.on("decoupled_weight_decay", group)}


def adam_options(draw: Draw, group: int) -> Options:
    return {**moment_options(draw, group), "amsgrad": draw.on("amsgrad", group)}


def nadam_options(draw: Draw, group: int) -> Options:
    momentum_decay = draw.option("momentum_decay", group, (0.001, 0.01), 0.004)
    return {**either_decay_options(draw, group), "momentum_decay": momentum_decay}


def sgd_options(draw: Draw, group: int) -> Options:
    kinds = ("nesterov", "dampened") if draw.occurrence % 2 == 0 else ("plain", "none")
    kind = kinds[0] if draw.on("momentum", group) else kinds[1]
    return {
        "lr": draw.log_uniform(1e-4, 1e-1),
        "momentum": 0.0 if kind == "none" else draw.rng.choice((0.5, 0.9, 0.99)),
        "dampening": draw.rng.choice((0.1, 0.5, 0.9)) if kind == "dampened" else 0.0,
        "nesterov": kind == "nesterov",
        "maximize": draw.on("maximize", group),
        "weight_decay": draw.decay(group),
    }


def adagrad_options(draw: Draw, group: int) -> Options:
    return {
        "lr": draw.log_uniform(1e-3, 1e-1),
        "lr_decay": draw.option("lr_decay", group, (0.001, 0.01, 0.1), 0.0),
        "initial_accumulator_value": (0.0, 0.1, 2.0)[draw.occurrence % 3],
        "eps": draw.option("eps", group, EPSILONS, 1e-10),
        "maximize": draw.on("maximize", group),
        "weight_decay": draw.decay(group),
    }


def rmsprop_options(draw: Draw, group: int) -> Options:
    return {
        "lr": draw.log_uniform(1e-4, 1e-2),
        "alpha": draw.option("alpha", group, (0.5, 0.9, 0.999), 0.99),
        "eps": draw.option("eps", group, EPSILONS, 1e-8),
        "momentum": draw.option("momentum", group, (0.5, 0.9), 0.0),
        "centered": draw.on("centered", group),
        "maximize": draw.on("maximize", group),
        "weight_decay": draw.decay(group),
    }


def sparse_adam_options(draw: Draw, group: int) -> Options:
    return {key: value for key, value in moment_options(draw, group).items() if key != "weight_decay"}


def adadelta_options(draw: Draw, group: int) -> Options:
    return {
        "lr": draw.log_uniform(1e-1, 1),
        "rho": draw.option("rho", group, (0.5, 0.95, 0.99), 0.9),
        "eps": draw.option("eps", group, (1e-8, 1e-4, 1e-2), 1e-6),
        "maximize": draw.on("maximize", group),
        "weight_decay": draw.decay(group),
    }


def rprop_options(draw: Draw, group: int) -> Options:
    return {
        "lr": draw.log_uniform(1e-3, 1e-1),
        "etas": list(draw.option("etas", group, ((0.3, 1.1), (0.8, 2.0)), (0.5, 1.2))),
        "step_sizes": list(draw.option("step_sizes", group, ((1e-3, 1e-1), (0.0, 1.0)), (1e-6, 50))),
        "maximize": draw.on("maximize", group),
    }


def asgd_options(draw: Draw, group: int) -> Options:
    return {
        "lr": draw.log_uniform(1e-4, 1e-1),
        "lambd": draw.option("lambd", group, (0.0, 1e-2, 0.5), 1e-4),
        "alpha": draw.option("alpha", group, (0.5, 1.0), 0.75),
        "t0": draw.option("t0", group, (0, 5, 9.5), 1e6),
        "maximize": draw.on("maximize", group),
        "weight_decay": draw.decay(group),
    }


OPTIMIZERS: Dict[str, Tuple[str, Callable[[Draw, int], Options]]] = {
    "adam": ("Adam", adam_options),
    "adamw": ("AdamW", adam_options),
    "sgd": ("SGD", sgd_options),
    "nadam": ("NAdam", nadam_options),
    "radam": ("RAdam", either_decay_options),
    "adamax": ("Adamax", moment_options),
    "adagrad": ("Adagrad", adagrad_options),
    "rmsprop": ("RMSprop", rmsprop_options),
    "sparse-adam": ("SparseAdam", sparse_adam_options),
    "adadelta": ("Adadelta", adadelta_options),
    "rprop": ("Rprop", rprop_options),
    "asgd": ("ASGD", asgd_options),
}


def supported_options(optimizer_type: type, options: Options) -> Options:
    """Without what this version's optimizer does not have: older ones lack maximize in some."""
    known = inspect.signature(optimizer_type).parameters
    return {name: value for name, value in options.items() if name in known}


def learning_rate(schedule: str, base: float, step: int, steps: int) -> float:
    if schedule == "cosine":
        return base * 0.5 * (1 + math.cos(math.pi * step / steps))
    if schedule == "warm-up":
        return base * min(1.0, (step + 1) / 5)
    if schedule == "halving":
        return base * 0.5 ** (step // 4)
    return base


class Parameter:
    """A tensor to optimize and how its gradients come."""

    def __init__(self, draw: Draw, shape: List[int], dtype: str, presence: str, magnitude: float) -> None:
        import torch

        start = [draw.rng.gauss(0, 0.5) for _ in range(math.prod(shape))]
        self.tensor = torch.tensor(start, dtype=getattr(torch, dtype)).reshape(shape).requires_grad_()
        self.name = "p" + ("x".join(str(n) for n in shape) or "scalar")
        self.magnitude = magnitude
        self.absent = steps_without_gradient(presence, draw)

    def draw_gradient(self, draw: Draw, step: int, spread: float) -> None:
        """Sets the gradient of a step; a zero one is not an absent one, and both occur."""
        import torch

        magnitude = self.magnitude * 10 ** draw.rng.uniform(-spread, spread)
        zeros = 1.0 if draw.rng.random() < 0.05 else 0.05
        numbers = [0.0 if draw.rng.random() < zeros else draw.rng.gauss(0, magnitude) for _ in range(self.tensor.numel())]
        if len(numbers) == 1:
            # A moment of one value that changes sign passes through zero, where no relative comparison holds.
            numbers = [abs(number) for number in numbers]
        gradient = torch.tensor(numbers, dtype=self.tensor.dtype).reshape(self.tensor.shape)
        self.tensor.grad = None if step in self.absent else gradient

    def make_sparse(self, draw: Draw) -> None:
        """Keeps some rows of the gradient, of which one may come twice."""
        import torch

        if self.tensor.grad is not None:
            rows = [draw.rng.randrange(self.tensor.shape[0]) for _ in range(1 + self.tensor.shape[0] // 3)]
            values = self.tensor.grad[rows]
            self.tensor.grad = torch.sparse_coo_tensor([rows], values, self.tensor.shape)


def steps_without_gradient(presence: str, draw: Draw) -> Set[int]:
    if presence == "gaps":
        return set(draw.rng.sample(range(draw.steps), draw.steps // 4))
    if presence == "late":
        return set(range(draw.rng.randint(2, draw.steps // 2)))
    if presence == "never":
        return set(range(draw.steps))
    return set()


def exact(tensor: torch.Tensor) -> List[Any]:
    """The elements, row by row, as exact float64 values; JSON has no literal for NaN and the infinities."""
    numbers = tensor.detach().double().reshape(-1).tolist()
    return [n if math.isfinite(n) else "NaN" if math.isnan(n) else "Infinity" if n > 0 else "-Infinity" for n in numbers]


def recorded_gradient(gradient: torch.Tensor | None) -> Any:
    if gradient is None or not gradient.is_sparse:
        return None if gradient is None else exact(gradient)
    return {"rows": gradient._indices()[0].tolist(), "values": exact(gradient._values())}


def recorded_state(state: Dict[str, Any]) -> Dict[str, Any]:
    """An optimizer's state of one parameter; versions of PyTorch keep the step as a number or as a tensor."""
    kept = {key: value for key, value in state.items() if value is not None}
    return {key: int(value) if key == "step" else exact(value) for key, value in kept.items()}


def source() -> Document:
    import torch

    return {"library": "torch", "version": str(torch.__version__)}


def record_trace(optimizer: str, dtype: str, seed: int, index: int, occurrence: int) -> Document:
    """One random case, in the format optimizer-trace/1. The choices depend on the arguments alone."""
    import torch

    draw = Draw(seed, index, optimizer, occurrence)
    name, make_options = OPTIMIZERS[optimizer]
    optimizer_type = getattr(torch.optim, name)
    options = [supported_options(optimizer_type, make_options(draw, group)) for group in range(draw.group_count)]
    # SGD and ASGD move by the gradient itself: one that is far larger would hide the others of its group from a comparison.
    decades, spread = (1, 1) if name in ("SGD", "ASGD") else (7, 2)
    presences = ["always", "always", "gaps", "gaps", "late", draw.rng.choice(("always", "never"))]
    draw.rng.shuffle(presences)
    parameters = [
        Parameter(draw, draw.rng.choice(shapes), dtype, presence, 10 ** draw.rng.uniform(-decades, decades))
        for shapes, presence in zip(SHAPES[1:] if name == "SparseAdam" else SHAPES, presences)
    ]
    members = [parameters[group::draw.group_count] for group in range(draw.group_count)]
    # Adagrad fills its state from the argument of its constructor, whatever a group says.
    shared = {key: options[0][key] for key in ("initial_accumulator_value",) if key in options[0]}
    live = optimizer_type([{"params": [p.tensor for p in ps], **group} for ps, group in zip(members, options)], **shared)
    return {
        "format": "optimizer-trace/2" if name == "SparseAdam" else "optimizer-trace/1",
        "name": f"random-{seed}-{index}-{optimizer}-{dtype.replace('float', 'f')}",
        "source": source(),
        "optimizer": name,
        "dtype": dtype,
        "groups": [{"options": group, "params": [p.name for p in ps]} for group, ps in zip(options, members)],
        "params": [{"name": p.name, "shape": list(p.tensor.shape), "initial": exact(p.tensor)} for p in parameters],
        "steps": list(record_steps(draw, live, parameters, [group["lr"] for group in options], spread)),
        "final_state": {p.name: recorded_state(live.state.get(p.tensor, {})) for p in parameters},
    }


def record_steps(
    draw: Draw, live: torch.optim.Optimizer, parameters: List[Parameter], base_rates: List[float], spread: float
) -> Iterator[Document]:
    import torch

    schedules = [draw.rng.choice(SCHEDULES), draw.rng.choice(SCHEDULES + ("constant",))]
    for step in range(draw.steps):
        rates = [learning_rate(kind, base, step, draw.steps) for kind, base in zip(schedules, base_rates)]
        for group, rate in zip(live.param_groups, rates):
            group["lr"] = rate
        for parameter in parameters:
            parameter.draw_gradient(draw, step, spread)
            if isinstance(live, torch.optim.SparseAdam):
                parameter.make_sparse(draw)
        live.step()
        yield {
            "lr": rates,
            "grads": {p.name: recorded_gradient(p.tensor.grad) for p in parameters},
            "params": {p.name: exact(p.tensor) for p in parameters},
        }


def record_model(name: str, request: Document) -> Iterator[Document]:
    """One model of the experiment: per epoch the loss, the gradient and the weight after the step."""
    import torch

    dtype = getattr(torch, request["dtype"])
    weight = torch.tensor([request["initial"]], dtype=dtype, requires_grad=True)
    decay = request["weight_decay"]
    optimizer_type = torch.optim.AdamW if name == "AdamW" else torch.optim.Adam
    optimizer = optimizer_type(
        [weight],
        lr=request["lr"],
        betas=tuple(request["betas"]),
        eps=request["eps"],
        weight_decay=decay if name in ("AdamW", "Adam+L2") else 0.0,
    )
    for numbers in request["inputs"]:
        batch = torch.tensor(numbers, dtype=dtype).reshape(request["batch"], request["in_features"])
        loss = torch.nn.functional.linear(batch, weight).sum() ** 2
        if name == "Adam+L2InLoss":
            loss = loss + 0.5 * decay * (weight ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield {"loss": exact(loss)[0], "grad": exact(weight.grad), "weight": exact(weight)}


def record_experiment(request: Document) -> Document:
    """The four models side by side, in the format four-model-experiment/1."""
    import torch

    check_experiment(request)
    runs = {name: list(record_model(name, request)) for name in MODELS}
    dtype = getattr(torch, request["dtype"])
    return {
        "format": "four-model-experiment/1",
        "source": source(),
        "seed": request["seed"],
        "dtype": request["dtype"],
        "lr": request["lr"],
        "weight_decay": {name: 0.0 if name == "Adam" else request["weight_decay"] for name in MODELS},
        "betas": request["betas"],
        "eps": request["eps"],
        "initial": exact(torch.tensor(request["initial"], dtype=dtype)),
        "epochs": [
            {"input": exact(torch.tensor(numbers, dtype=dtype)), "models": {name: runs[name][epoch] for name in MODELS}}
            for epoch, numbers in enumerate(request["inputs"])
        ],
    }


def check_experiment(request: Document) -> None:
    """Shapes only; PyTorch itself refuses hyperparameters out of range."""
    missing = [key for key in EXPERIMENT_KEYS if key not in request]
    if missing:
        raise RecordError(f"the request lacks {', '.join(missing)}")
    if request["dtype"] not in DTYPES:
        raise RecordError(f"dtype is {request['dtype']}; it must be one of {', '.join(DTYPES)}")
    if len(request["initial"]) != request["in_features"]:
        raise RecordError(f"initial has {len(request['initial'])} values, but in_features is {request['in_features']}")
    size = request["batch"] * request["in_features"]
    for epoch, numbers in enumerate(request["inputs"]):
        if len(numbers) != size:
            raise RecordError(f"input {epoch} has {len(numbers)} values, but batch times in_features is {size}")


def print_json(document: Document) -> None:
    print(json.dumps(document, separators=(",", ":"), allow_nan=False), flush=True)


def run_traces(arguments: argparse.Namespace) -> None:
    optimizers = arguments.optimizers
    dtypes = DTYPES if arguments.dtype == "both" else (arguments.dtype,)
    if arguments.out is not None:
        os.makedirs(arguments.out, exist_ok=True)
    for index in range(arguments.cases):
        occurrence, position = divmod(index, len(optimizers))
        # Element types alternate within an optimizer as well as from one optimizer to the next.
        dtype = dtypes[(occurrence + position) % len(dtypes)]
        document = record_trace(optimizers[position], dtype, arguments.seed, index, occurrence)
        if arguments.out is None:
            print_json(document)
        else:
            path = os.path.join(arguments.out, f"trace-{document['name']}.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(document, file, separators=(",", ":"), allow_nan=False)
            print(path, flush=True)


def run_experiment(_: argparse.Namespace) -> None:
    try:
        request = json.load(sys.stdin)
    except ValueError as error:
        raise RecordError(f"the request on standard input is no JSON: {error}") from error
    print_json(record_experiment(request))


def run_probe(_: argparse.Namespace) -> None:
    print_json({"python": platform.python_version(), "torch": source()["version"]})


def count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def optimizer_names(text: str) -> List[str]:
    names = [name.strip().lower() for name in text.split(",")]
    unknown = [name for name in names if name not in OPTIMIZERS]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown optimizer '{unknown[0]}'; choose from {', '.join(OPTIMIZERS)}")
    return names


class OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{PROGRAM}: {message} (see --help)\n")


def make_parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog=PROGRAM, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(title="verbs", dest="verb", required=True)

    traces = verbs.add_parser(
        "traces",
        help="record optimizers fed with random gradients",
        description="Record random cases in the format optimizer-trace/1. The same seed gives the same cases.",
    )
    traces.add_argument("--cases", type=count, required=True, metavar="N", help="how many cases")
    traces.add_argument("--seed", type=count, required=True, metavar="S", help="seed of everything that is random")
    traces.add_argument(
        "--optimizers", type=optimizer_names, default=list(OPTIMIZERS), metavar="NAMES",
        help=f"which to record in turn, separated by commas, out of {', '.join(OPTIMIZERS)} (default: all)",
    )
    traces.add_argument("--dtype", choices=(*DTYPES, "both"), default="both", help="element type (default: both in turn)")
    traces.add_argument(
        "--out", metavar="DIR", help="write a file per case there and print its path (default: print a line of JSON per case)"
    )
    traces.set_defaults(run=run_traces)

    experiment = verbs.add_parser(
        "experiment",
        help="record the four models of the article",
        description="Read a request, a JSON object, on standard input and print a document in the format "
        "four-model-experiment/1: a linear layer without bias, loss = (sum of outputs)^2, trained by Adam, AdamW, Adam with L2 "
        f"in the optimizer and Adam with L2 in the loss. Keys of the request: {', '.join(EXPERIMENT_KEYS)}; inputs holds "
        "one flat list of batch x in_features numbers per epoch.",
    )
    experiment.set_defaults(run=run_experiment)

    probe = verbs.add_parser("probe", help="print the versions of Python and PyTorch")
    probe.set_defaults(run=run_probe)
    return parser


def load_torch() -> None:
    warnings.filterwarnings("ignore")
    try:
        import torch
    except (ImportError, OSError) as error:
        raise RecordError(f"PyTorch does not load ({error})") from error
    torch.set_num_threads(1)


def main() -> int:
    try:
        arguments = make_parser().parse_args()
        load_torch()
        arguments.run(arguments)
        return 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has gone; Python must not try to flush to it once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (RecordError, ValueError, TypeError, OSError) as error:
        message = str(error)
    print(f"{PROGRAM}: {' '.join(message.split())}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
