#!/usr/bin/env python3
"""Time steps of PyTorch's AdamW on request.

`eden bench --torch` runs this script and asks for a sample in turn with its own. Reads requests, one JSON object per line:
{"lengths": [64, 1000], "type": "float32", "threads": 2} makes a model and answers {"ready": true};
{"foreach": true, "repeats": 10} takes steps of that model and answers {"seconds": ...}, the time of one. Needs PyTorch 1.12 or
newer.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Dict


def make_optimizers(request: Dict[str, Any]) -> Dict[bool, Any]:
    import torch

    torch.set_num_threads(request["threads"])
    kind = getattr(torch, request["type"])
    parameters = [torch.nn.Parameter(torch.rand(length, dtype=kind) - 0.5) for length in request["lengths"]]
    for parameter in parameters:
        parameter.grad = torch.rand_like(parameter) - 0.5
    return {foreach: torch.optim.AdamW(parameters, foreach=foreach) for foreach in (False, True)}


def time_steps(optimizer: Any, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        optimizer.step()
    return (time.perf_counter() - start) / repeats


def main() -> None:
    optimizers: Dict[bool, Any] = {}
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        if "lengths" in request:
            optimizers = {}
            optimizers = make_optimizers(request)
            answer: Dict[str, Any] = {"ready": True}
        else:
            answer = {"seconds": time_steps(optimizers[request["foreach"]], request["repeats"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sys.exit(f"time_steps.py: {type(error).__name__}: {error}")
