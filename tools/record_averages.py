#!/usr/bin/env python3
"""Record what torch.optim.swa_utils.AveragedModel does, so that the tests can compare.

Prints one JSON document: for each element type the equal average and exponential ones of the same random values, after every
update. Needs Python 3.8 and PyTorch 1.13 or newer, and nothing else.

  record_averages.py > tests/golden-averages/averages.json
"""

from __future__ import annotations

import json
import random
import warnings
from typing import Any, Callable, Dict, Iterator, List, Optional

UPDATES = 40
LENGTH = 7
DECAYS = (None, 0.5, 0.9, 0.999)


def average_function(decay: Optional[float]) -> Optional[Callable[[Any, Any, Any], Any]]:
    """As torch's own get_ema_avg_fn, which versions before 2.0 lack; null is the equal average."""
    return None if decay is None else lambda average, value, _: decay * average + (1 - decay) * value


def exact(tensor: Any) -> List[float]:
    return tensor.detach().double().reshape(-1).tolist()


def record(torch: Any, dtype: str, decay: Optional[float]) -> Dict[str, Any]:
    from torch.optim.swa_utils import AveragedModel

    rng = random.Random(7)
    model = torch.nn.Linear(LENGTH, 1, bias=False, dtype=getattr(torch, dtype))
    averaged = AveragedModel(model, avg_fn=average_function(decay))

    def updates() -> Iterator[Dict[str, List[float]]]:
        for _ in range(UPDATES):
            values = torch.tensor([[rng.gauss(1, 1) for _ in range(LENGTH)]], dtype=model.weight.dtype)
            with torch.no_grad():
                model.weight.copy_(values)
            averaged.update_parameters(model)
            yield {"value": exact(model.weight), "average": exact(averaged.module.weight)}

    return {"dtype": dtype, "decay": decay, "updates": list(updates())}


def main() -> None:
    warnings.filterwarnings("ignore")
    import torch

    torch.set_num_threads(1)
    runs = [record(torch, dtype, decay) for dtype in ("float32", "float64") for decay in DECAYS]
    print(json.dumps({"source": {"library": "torch", "version": str(torch.__version__)}, "runs": runs}))


if __name__ == "__main__":
    main()
