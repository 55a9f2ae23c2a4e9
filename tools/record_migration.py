#!/usr/bin/env python3
"""Record what tools/train_digits.py does, so that the tests can compare the script in C# with it.

Prints one JSON document: the weights that it starts from, the loss of every step, and the accuracy of the averaged weights.
tests/golden-migration/start.pt, which holds the same weights, is the file that train_digits.py writes.

  record_migration.py src/Eden.Lab/Data/digits.csv.gz > tests/golden-migration/train-digits.json
"""

import json
import sys
import warnings


def main() -> None:
    warnings.filterwarnings("ignore")
    import torch
    import train_digits

    torch.set_num_threads(1)
    features, labels = train_digits.load(sys.argv[1])
    torch.manual_seed(1)
    model = train_digits.make_model()
    initial = {name: parameter.detach().double().reshape(-1).tolist() for name, parameter in model.named_parameters()}
    losses, average = train_digits.train(model, features, labels)
    print(json.dumps({
        "source": {"library": "torch", "version": str(torch.__version__)},
        "initial": initial,
        "losses": losses,
        "accuracy": train_digits.accuracy(average, features, labels),
    }))


if __name__ == "__main__":
    main()
