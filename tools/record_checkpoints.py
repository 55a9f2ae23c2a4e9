#!/usr/bin/env python3
"""Record checkpoints of PyTorch: trainings saved in the middle, and files with every form of tensor that Eden reads.

Needs Python 3.8 and PyTorch 1.13 or newer, and nothing else. Runs on one thread of the CPU.

  record_checkpoints.py digits --out tests/golden-checkpoints
  record_checkpoints.py forms --out tests/golden-checkpoints
  record_checkpoints.py schedules --out tests/golden-checkpoints
  record_checkpoints.py continue < jobs.json
  record_checkpoints.py continue-schedules < jobs.json

"digits" trains the digits perceptron with every optimizer and writes the recordings (format mlp-digits/1) with a .pt file
saved on the way. "continue" loads such files, as PyTorch or Eden wrote them, takes further steps and writes their losses, the
weights and the state after them; its input is a list of {"file", "optimizer", "dtype", "steps", "out"}. Without an optimizer
the file is a model's state_dict, which is loaded with weights_only=True and written back as numbers.
"schedules" saves trainings with a scheduler in the middle and writes the rates of the steps that follow; "continue-schedules"
goes on with such files, as PyTorch or Eden wrote them; its input is a list of {"file", "schedule", "out"}.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import sys
from collections import Counter, OrderedDict
from typing import Any, Dict, List, Tuple

import torch

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "Eden.Lab", "Data", "digits.csv.gz")
ROWS = 1797
BATCH = 64
LAYERS = [64, 4, 10]
STEPS = 24
SAVED_AFTER = 11

# Name, optimizer, type, learning rate, options for all groups, decay of matrices.
RUNS: List[Tuple[str, str, str, float, Dict[str, Any], float]] = [
    ("adam-maximize-f64", "Adam", "float64", 0.003, {"maximize": True, "betas": (0.8, 0.95)}, 0.05),
    ("adamw-eps-f32", "AdamW", "float32", 0.01, {"eps": 1e-6, "betas": (0.95, 0.99)}, 0.3),
    ("adamw-amsgrad-f64", "AdamW", "float64", 0.003, {"amsgrad": True}, 0.05),
    ("nadam-f32", "NAdam", "float32", 0.003, {"momentum_decay": 0.01}, 0.02),
    ("nadam-f64", "NAdam", "float64", 0.003, {}, 0.0),
    ("radam-f32", "RAdam", "float32", 0.01, {}, 0.02),
    ("radam-f64", "RAdam", "float64", 0.01, {"betas": (0.8, 0.9)}, 0.02),
    ("adamax-f32", "Adamax", "float32", 0.01, {}, 0.02),
    ("adamax-f64", "Adamax", "float64", 0.01, {"maximize": True}, 0.02),
    ("adagrad-f32", "Adagrad", "float32", 0.02, {"lr_decay": 0.05, "initial_accumulator_value": 0.1}, 0.02),
    ("adagrad-f64", "Adagrad", "float64", 0.02, {}, 0.02),
    ("rmsprop-f32", "RMSprop", "float32", 0.002, {"centered": True, "momentum": 0.8}, 0.02),
    ("rmsprop-f64", "RMSprop", "float64", 0.002, {"momentum": 0.5, "alpha": 0.9}, 0.02),
    ("sgd-f32", "SGD", "float32", 0.1, {"momentum": 0.9, "dampening": 0.2}, 0.01),
    ("sgd-nesterov-f64", "SGD", "float64", 0.1, {"momentum": 0.9, "nesterov": True}, 0.01),
    ("sgd-plain-f64", "SGD", "float64", 0.1, {}, 0.01),
]


def read_digits() -> Tuple[torch.Tensor, torch.Tensor]:
    with gzip.open(DATA, "rt", encoding="ascii") as file:
        rows = [[int(cell) for cell in row] for row in csv.reader(file)]
    assert len(rows) == ROWS
    return torch.tensor([row[:-1] for row in rows], dtype=torch.float64) / 16, torch.tensor([row[-1] for row in rows])


def make_model(layers: List[int], dtype: str) -> torch.nn.Sequential:
    modules: List[torch.nn.Module] = []
    for i in range(len(layers) - 1):
        if i > 0:
            modules.append(torch.nn.ReLU())
        modules.append(torch.nn.Linear(layers[i], layers[i + 1]))
    return torch.nn.Sequential(*modules).to(getattr(torch, dtype))


def make_optimizer(model: torch.nn.Module, name: str, lr: float, options: Dict[str, Any], decay: float) -> torch.optim.Optimizer:
    parameters = list(model.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": decay},
        {"params": [p for p in parameters if p.ndim == 1], "weight_decay": 0.0},
    ]
    kind = getattr(torch.optim, name)
    extra = {} if name == "Adagrad" or not hasattr(kind, "foreach") else {"foreach": False}
    return kind(groups, lr=lr, **options, **extra)


def train(model: torch.nn.Module, optimizer: torch.optim.Optimizer, dtype: str, first: int, count: int) -> List[float]:
    features, labels = read_digits()
    features = features.to(getattr(torch, dtype))
    losses = []
    for step in range(first, first + count):
        rows = [(step * BATCH + i) % ROWS for i in range(BATCH)]
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(features[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def values(model: torch.nn.Module) -> Dict[str, List[float]]:
    return {name: tensor.double().flatten().tolist() for name, tensor in model.state_dict().items()}


def record_digits(out: str) -> None:
    for name, optimizer_name, dtype, lr, options, decay in RUNS:
        torch.manual_seed(7)
        model = make_model(LAYERS, dtype)
        initial = values(model)
        optimizer = make_optimizer(model, optimizer_name, lr, options, decay)
        losses = train(model, optimizer, dtype, 0, SAVED_AFTER)
        path = os.path.join(out, f"mlp-digits-{name}")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": SAVED_AFTER}, path + ".pt")
        losses += train(model, optimizer, dtype, SAVED_AFTER, STEPS - SAVED_AFTER)
        document = {
            "format": "mlp-digits/1",
            "source": {"library": "torch", "version": torch.__version__},
            "dtype": dtype,
            "optimizer": optimizer_name,
            "layers": LAYERS,
            "activation": "relu",
            "loss": "cross-entropy(mean)",
            "batch": BATCH,
            "batch_rule": f"step t uses rows (t*{BATCH} + i) mod {ROWS}, i in 0..{BATCH - 1}, file order, features divided by 16",
            "groups": [{"params": "ndim > 1", "weight_decay": decay}, {"params": "ndim == 1", "weight_decay": 0.0}],
            "lr": lr,
            "options": options,
            "initial": initial,
            "loss_per_step": losses,
            "saved_after_step": SAVED_AFTER,
            "final": values(model),
        }
        with open(path + ".json", "w", encoding="ascii") as file:
            json.dump(document, file, separators=(",", ":"))
            file.write("\n")


def record_forms(out: str) -> None:
    """One file of every form; forms.json has what each tensor reads as, by path."""
    torch.manual_seed(11)
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 8
    types = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]
    ramp = torch.tensor([-2.0, -1.0, 0.0, 1.0, 3.0, 100.0])
    tensors: "OrderedDict[str, torch.Tensor]" = OrderedDict()
    for dtype in types:
        tensors[f"type.{str(dtype)[6:]}"] = (ramp.abs() if dtype == torch.uint8 else ramp).to(dtype)
    tensors["special.float32"] = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 1e-45])
    tensors["special.float16"] = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 6e-8]).half()
    tensors["special.bfloat16"] = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 1e-40]).bfloat16()
    tensors["view.whole"] = base
    tensors["view.row"] = base[1]
    tensors["view.column"] = base[:, 2]
    tensors["view.transposed"] = base.t()
    tensors["view.block"] = base[1:3, 2:5]
    tensors["view.steps"] = base[::2, ::3]
    tensors["view.expanded"] = base[0, :1].expand(3, 5)
    tensors["view.permuted"] = torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1)
    tensors["shape.scalar"] = torch.tensor(2.5)
    tensors["shape.empty"] = torch.zeros(0, 3)
    tensors["shape.one"] = torch.tensor([[[7.0]]])
    plain: Dict[str, Any] = dict(tensors)
    plain["parameter"] = torch.nn.Parameter(base[3].clone())
    nested = {
        "tensors": plain,
        "numbers": {"whole": -3, "large": 2**40, "huge": 2**80, "real": 0.125, "yes": True, "none": None, "text": "größer als 你好"},
        "list": [1, 2.0, "three", (4, [5])],
        "counter": Counter({30: 1, 80: 2}),
        "size": torch.Size([2, 3]),
        "device": torch.device("cpu"),
        17: "a number as key",
    }
    torch.save(nested, os.path.join(out, "forms.pt"))
    torch.save(nested, os.path.join(out, "forms-protocol4.pt"), pickle_protocol=4)
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.ones(4, 3)).sum().backward()
    optimizer.step()
    torch.save(
        {"epoch": 3, "arch": "linear", "state_dict": model.state_dict(), "best_acc1": torch.tensor(71.5), "optimizer": optimizer.state_dict()},
        os.path.join(out, "image-classification.pt"),
    )
    torch.save(base, os.path.join(out, "legacy.pt"), _use_new_zipfile_serialization=False)
    torch.jit.script(torch.nn.Linear(2, 2)).save(os.path.join(out, "torchscript.pt"))
    expected = {
        f"tensors.{name}": {
            "dtype": str(tensor.dtype)[6:],
            "shape": list(tensor.shape),
            "values": [number if abs(number) < float("inf") else str(number) for number in tensor.detach().double().flatten().tolist()],
        }
        for name, tensor in plain.items()
    }
    with open(os.path.join(out, "forms.json"), "w", encoding="ascii") as file:
        json.dump(expected, file, indent=1)
        file.write("\n")


SCHEDULED_STEPS = 20
SCHEDULED_SAVED_AFTER = 6

# Name, optimizer, its options, scheduler, its arguments.
SCHEDULES: List[Tuple[str, str, Dict[str, Any], str, Dict[str, Any]]] = [
    ("onecycle-adamw", "AdamW", {}, "OneCycleLR", {"max_lr": [0.01, 0.02], "total_steps": 20}),
    ("onecycle-sgd", "SGD", {"momentum": 0.9}, "OneCycleLR", {"max_lr": 0.1, "total_steps": 20, "three_phase": True, "div_factor": 7.0}),
    ("cyclic-sgd", "SGD", {"momentum": 0.9}, "CyclicLR", {"base_lr": 0.001, "max_lr": [0.01, 0.03], "step_size_up": 8}),
    ("cosine-adamw", "AdamW", {}, "CosineAnnealingLR", {"T_max": 20}),
    ("swa-sgd", "SGD", {}, "SWALR", {"swa_lr": 0.05, "anneal_epochs": 10}),
]


def make_scheduled(name: str) -> Tuple[torch.nn.Module, torch.optim.Optimizer, Any]:
    _, optimizer_name, options, scheduler_name, arguments = next(row for row in SCHEDULES if row[0] == name)
    torch.manual_seed(5)
    model = torch.nn.Linear(3, 2)
    groups = [{"params": [model.weight], "name": "matrices"}, {"params": [model.bias], "name": "biases"}]
    optimizer = getattr(torch.optim, optimizer_name)(groups, lr=0.4, **options)
    kind = torch.optim.swa_utils.SWALR if scheduler_name == "SWALR" else getattr(torch.optim.lr_scheduler, scheduler_name)
    return model, optimizer, kind(optimizer, **arguments)


def run_scheduled(model: torch.nn.Module, optimizer: torch.optim.Optimizer, scheduler: Any, steps: int) -> List[List[float]]:
    """The rates of the groups after each step."""
    rates = []
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.ones(4, 3)).pow(2).mean().backward()
        optimizer.step()
        scheduler.step()
        rates.append([group["lr"] for group in optimizer.param_groups])
    return rates


def is_plain(value: Any) -> bool:
    return isinstance(value, (bool, int, float, str)) or (isinstance(value, list) and all(is_plain(item) for item in value))


def record_schedules(out: str) -> None:
    recorded = {}
    for name, _, _, _, _ in SCHEDULES:
        model, optimizer, scheduler = make_scheduled(name)
        run_scheduled(model, optimizer, scheduler, SCHEDULED_SAVED_AFTER)
        # The state of some schedulers holds functions, which PyTorch 1.13 cannot save.
        state = {key: value for key, value in scheduler.state_dict().items() if is_plain(value)}
        content = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": state, "step": SCHEDULED_SAVED_AFTER}
        torch.save(content, os.path.join(out, f"scheduled-{name}.pt"))
        recorded[name] = {"rates": run_scheduled(model, optimizer, scheduler, SCHEDULED_STEPS - SCHEDULED_SAVED_AFTER - 1)}
    with open(os.path.join(out, "scheduled.json"), "w", encoding="ascii") as file:
        json.dump(recorded, file, indent=1)
        file.write("\n")


def continue_schedules() -> None:
    for job in json.load(sys.stdin):
        checkpoint = load(job["file"], has_numbers=True)
        model, optimizer, scheduler = make_scheduled(job["schedule"])
        model.load_state_dict(checkpoint["model"])
        optimizer.load_state_dict(checkpoint["optimizer"])
        scheduler.last_epoch = checkpoint["step"]
        groups = [{key: value for key, value in group.items() if key != "params"} for group in optimizer.param_groups]
        rates = run_scheduled(model, optimizer, scheduler, SCHEDULED_STEPS - SCHEDULED_SAVED_AFTER - 1)
        # A scheduler that is made for a run under way asks every group for its initial rate.
        made = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _: 1.0, last_epoch=checkpoint["step"])
        with open(job["out"], "w", encoding="ascii") as file:
            json.dump({"groups": groups, "rates": rates, "initial": made.base_lrs}, file)


def load(path: str, has_numbers: bool) -> Dict[str, Any]:
    """With weights_only=True where PyTorch has it: since 1.13, which lacks it for floating-point numbers beside the tensors."""
    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    return torch.load(path, weights_only=True) if version >= ((2, 0) if has_numbers else (1, 13)) else torch.load(path)


def continue_run(path: str, optimizer_name: str, dtype: str, steps: int) -> Dict[str, Any]:
    checkpoint = load(path, has_numbers=True)
    widths = [tensor.shape for name, tensor in checkpoint["model"].items() if name.endswith("weight")]
    model = make_model([widths[0][1]] + [shape[0] for shape in widths], dtype)
    model.load_state_dict(checkpoint["model"])
    saved = checkpoint["optimizer"]["param_groups"][0]
    # Momentum and the like decide which state there is; load_state_dict then sets all options.
    needed = {key: saved[key] for key in ("momentum", "centered", "amsgrad") if key in saved}
    optimizer = make_optimizer(model, optimizer_name, 1.0, needed, 0.0)
    optimizer.load_state_dict(checkpoint["optimizer"])
    losses = train(model, optimizer, dtype, checkpoint["step"], steps)
    names = {parameter: name for name, parameter in model.named_parameters()}
    state = {
        f"{names[parameter]}.{key}": value.double().flatten().tolist() if torch.is_tensor(value) else [float(value)]
        for parameter, entries in optimizer.state.items()
        for key, value in entries.items()
        if value is not None
    }
    return {"losses": losses, "weights": values(model), "state": state}


def continue_all() -> None:
    for job in json.load(sys.stdin):
        if "optimizer" in job:
            result = continue_run(job["file"], job["optimizer"], job["dtype"], job["steps"])
        else:
            result = {name: tensor.double().flatten().tolist() for name, tensor in load(job["file"], has_numbers=False).items()}
        with open(job["out"], "w", encoding="ascii") as file:
            json.dump(result, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("digits", "forms", "schedules"):
        commands.add_parser(name).add_argument("--out", required=True, help="the folder for the files")
    commands.add_parser("continue")
    commands.add_parser("continue-schedules")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.command == "continue":
        continue_all()
    elif arguments.command == "continue-schedules":
        continue_schedules()
    else:
        os.makedirs(arguments.out, exist_ok=True)
        {"digits": record_digits, "forms": record_forms, "schedules": record_schedules}[arguments.command](arguments.out)


if __name__ == "__main__":
    main()
