"""Records operations of PyTorch's autograd for tests/Eden.Autograd.Tests: python3 tools/record_autograd.py

Writes tests/golden-autograd/operations.json: per case the inputs, the output of the operation, and the gradient of
sum(output * upstream) by each input. Every number is the exact value of a tensor element.

Inputs of the cases marked exact are multiples of 1/8 so small that no product and no sum rounds in float32: any order of
summation gives the same bits. Written with PyTorch 1.13 on a CPU.
"""
import json
import pathlib

import torch

EIGHTHS = lambda generator, shape: torch.randint(-32, 33, shape, generator=generator) / 8
NORMAL = lambda generator, shape: torch.randn(shape, generator=generator, dtype=torch.float64)
POSITIVE = lambda generator, shape: torch.rand(shape, generator=generator, dtype=torch.float64) * 3 + 0.25
CROSSING_ZERO = lambda generator, shape: torch.arange(-5, -5 + torch.Size(shape).numel()).reshape(shape) / 2

functional = torch.nn.functional
LABELS = [3, 0, 9, 9, 5, 1, 0]

# name, operation, whether exact, how inputs are made, their shapes, the function
CASES = [
    ("add", "add", True, EIGHTHS, [(3, 5), (3, 5)], torch.add),
    ("add a row", "add", True, EIGHTHS, [(3, 5), (5,)], torch.add),
    ("add a single value", "add", True, EIGHTHS, [(3, 5), ()], torch.add),
    ("add to a row", "add", True, EIGHTHS, [(5,), (2, 3, 5)], torch.add),
    ("add one row of a matrix", "add", True, EIGHTHS, [(3, 5), (1, 5)], torch.add),
    ("subtract", "subtract", True, EIGHTHS, [(3, 5), (3, 5)], torch.sub),
    ("subtract a row", "subtract", True, EIGHTHS, [(3, 5), (5,)], torch.sub),
    ("subtract from a single value", "subtract", True, EIGHTHS, [(), (3, 5)], torch.sub),
    ("multiply", "multiply", True, EIGHTHS, [(3, 5), (3, 5)], torch.mul),
    ("multiply by a row", "multiply", True, EIGHTHS, [(3, 5), (5,)], torch.mul),
    ("multiply by a single value", "multiply", True, EIGHTHS, [(3, 5), ()], torch.mul),
    ("divide", "divide", False, POSITIVE, [(3, 5), (3, 5)], torch.div),
    ("divide by a row", "divide", False, POSITIVE, [(3, 5), (5,)], torch.div),
    ("divide a single value", "divide", False, POSITIVE, [(), (3, 5)], torch.div),
    ("negate", "negate", True, EIGHTHS, [(3, 5)], torch.neg),
    ("square", "square", True, EIGHTHS, [(3, 7)], torch.square),
    ("a value times itself", "times itself", True, EIGHTHS, [(3, 7)], lambda x: x * x),
    ("power 3", "power 3", False, NORMAL, [(3, 7)], lambda x: x ** 3),
    ("power -1.5", "power -1.5", False, POSITIVE, [(3, 7)], lambda x: x ** -1.5),
    ("power 0 at 0", "power 0", True, CROSSING_ZERO, [(11,)], lambda x: x ** 0),
    ("sum", "sum", True, EIGHTHS, [(3, 41)], torch.sum),
    ("mean", "mean", True, EIGHTHS, [(4, 16)], torch.mean),
    ("mean of three", "mean", False, NORMAL, [(3,)], torch.mean),
    ("relu", "relu", True, CROSSING_ZERO, [(3, 7)], torch.relu),
    ("tanh", "tanh", False, NORMAL, [(5, 19)], torch.tanh),
    ("gelu", "gelu", False, NORMAL, [(5, 19)], functional.gelu),
    ("gelu far from 0", "gelu", False, lambda g, s: NORMAL(g, s) * 8, [(5, 19)], functional.gelu),
    ("log-softmax", "log-softmax", False, NORMAL, [(5, 10)], lambda x: functional.log_softmax(x, -1)),
    ("log-softmax of large scores", "log-softmax", False, lambda g, s: NORMAL(g, s) * 300, [(5, 10)], lambda x: functional.log_softmax(x, -1)),
    ("cross-entropy", "cross-entropy", False, NORMAL, [(7, 10)], lambda x: functional.cross_entropy(x, torch.tensor(LABELS))),
    ("matmul", "matmul", True, EIGHTHS, [(2, 3), (3, 4)], torch.matmul),
    ("matmul of many blocks and edges", "matmul", True, EIGHTHS, [(13, 37), (37, 43)], torch.matmul),
    ("linear", "linear", True, EIGHTHS, [(2, 3), (1, 3)], functional.linear),
    ("linear with bias", "linear", True, EIGHTHS, [(3, 4), (2, 4), (2,)], functional.linear),
    ("linear of many blocks and edges", "linear", True, EIGHTHS, [(13, 43), (11, 43), (11,)], functional.linear),
]


def numbers(tensor):
    return tensor.detach().double().flatten().tolist()


def record(name, operation, exact, make, shapes, function, dtype):
    generator = torch.Generator().manual_seed(len(name))
    inputs = [make(generator, shape).to(dtype).requires_grad_() for shape in shapes]
    output = function(*inputs)
    upstream = EIGHTHS(generator, output.shape).to(dtype)
    (output * upstream).sum().backward()
    return {
        "name": name,
        "operation": operation,
        "dtype": str(dtype).removeprefix("torch."),
        "exact": exact,
        "inputs": [{"shape": list(x.shape), "values": numbers(x), "gradient": numbers(x.grad)} for x in inputs],
        "upstream": numbers(upstream),
        "output": {"shape": list(output.shape), "values": numbers(output)},
    }


recorded = {
    "format": "autograd-operations/1",
    "source": {"library": "torch", "version": torch.__version__},
    "labels": LABELS,
    "cases": [record(*case, dtype) for case in CASES for dtype in (torch.float32, torch.float64)],
}
path = pathlib.Path(__file__).parent.parent / "tests" / "golden-autograd" / "operations.json"
path.parent.mkdir(exist_ok=True)
lines = ",\n".join(json.dumps(case) for case in recorded.pop("cases"))
path.write_text(json.dumps(recorded)[:-1] + ', "cases": [\n' + lines + "\n]}\n")
