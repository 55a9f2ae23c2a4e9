"""Trains the same models with Eden and with PyTorch, each on one thread, and prints the ratio of their speeds.

    dotnet build src/Eden.Cli -c Release
    /usr/bin/python3 bench/training.py fashion     Fashion-MNIST, MLP 784-128-10, batch 64, AdamW: samples per second
    /usr/bin/python3 bench/training.py sweep       the default sweep against the same runs in two PyTorch processes

Needs PyTorch (Debian: python3-torch libopenblas0-pthread dataset-fashion-mnist). The two take turns, so that both meet the
same machine; medians are printed. PyTorch's loop is the plain one: tensors in memory, an index per batch, no data loader.
"""
import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EDEN = os.environ.get("EDEN_EXECUTABLE", str(ROOT / "src/Eden.Cli/bin/Release/net10.0/Eden.Cli"))
FASHION = pathlib.Path("/usr/share/datasets/fashion-mnist")
# OpenBLAS 0.3.21 takes processors newer than itself for a Prescott; this is its kernel for all that have AVX-512.
CORE = {"OPENBLAS_CORETYPE": "SkylakeX"} if "avx512f" in pathlib.Path("/proc/cpuinfo").read_text() else {}
THREADS = {**CORE, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "EDEN_THREADS": "1"}


def torch_one_thread():
    import torch

    torch.set_num_threads(1)
    return torch


def mlp(torch, widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def train(torch, model, optimizer, features, labels, batch, epochs, schedule=None):
    """Returns the seconds that the steps took."""
    lossfunction = torch.nn.CrossEntropyLoss()
    start = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(labels))
        for chosen in order.split(batch):
            optimizer.zero_grad(set_to_none=True)
            lossfunction(model(features[chosen]), labels[chosen]).backward()
            optimizer.step()
            if schedule is not None:
                schedule.step()
    return time.perf_counter() - start


def fashion_torch(epochs):
    torch = torch_one_thread()

    def read(name, offset):
        return torch.frombuffer(bytearray(gzip.decompress((FASHION / name).read_bytes())[offset:]), dtype=torch.uint8)

    features = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 784).float()
    features = (features - features.mean()) / features.std()
    labels = read("train-labels-idx1-ubyte.gz", 8).long()
    test = read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 784).float()
    torch.manual_seed(0)
    model = mlp(torch, [784, 128, 10])
    seconds = train(torch, model, torch.optim.AdamW(model.parameters()), features, labels, 64, epochs)
    print(json.dumps({"samplesPerSecond": epochs * len(labels) / seconds}))


def fashion_eden(epochs):
    lines = subprocess.run(
        [EDEN, "train", "--data", "fashion-mnist", "--model", "128", "--epochs", str(epochs), "--json", "-"],
        check=True, capture_output=True, text=True, env={**THREADS, **os.environ}).stdout.splitlines()
    return json.loads(lines[-1])


def child(*arguments):
    lines = subprocess.run([sys.executable, __file__, *map(str, arguments)], check=True, capture_output=True, text=True, env={**THREADS, **os.environ}).stdout.splitlines()
    return json.loads(lines[-1])


def fashion(rounds=3, epochs=3):
    torch, eden = [], []
    for _ in range(rounds):
        torch.append(child("fashion-torch", epochs)["samplesPerSecond"])
        eden.append(fashion_eden(epochs)["samplesPerSecond"])
    print("Samples per second, PyTorch: " + ", ".join(f"{value:,.0f}" for value in torch) + "; Eden: " + ", ".join(f"{value:,.0f}" for value in eden))
    print(f"PyTorch {statistics.median(torch):,.0f} samples/s, Eden {statistics.median(eden):,.0f}, ratio {statistics.median(eden) / statistics.median(torch):.2f}")
    accuracy = [epoch["testAccuracy"] for epoch in fashion_eden(10)["epochs"]]
    print("Eden's test accuracy by epoch: " + ", ".join(f"{100 * value:.2f}" for value in accuracy))


def sweep_torch(path, part, parts):
    """Every part-th run of a sweep: same data sizes, batch, steps, schedule and optimizer."""
    torch = torch_one_thread()
    sweep = json.loads(pathlib.Path(path).read_text())
    training = sweep["config"]["training"]
    start = time.perf_counter()
    torch.manual_seed(0)
    features, labels = torch.randn(360, 64), torch.randint(0, 10, (360,))
    test, hidden = torch.randn(1437, 64), training["model"]["hidden"][0]
    steps = -(-360 // training["batch"]) * training["epochs"]
    for run in sweep["runs"][part::parts]:
        model = mlp(torch, [64, hidden, 10])
        kind = torch.optim.Adam if run["optimizer"] == "adam-l2" else torch.optim.AdamW
        weights = [parameter for parameter in model.parameters() if parameter.dim() > 1]
        biases = [parameter for parameter in model.parameters() if parameter.dim() == 1]
        optimizer = kind([{"params": weights, "weight_decay": run["decay"]}, {"params": biases, "weight_decay": 0}], lr=run["learningRate"])
        train(torch, model, optimizer, features, labels, training["batch"], training["epochs"], torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps))
        with torch.no_grad():
            model(test).argmax(1)
    print(json.dumps({"seconds": time.perf_counter() - start}))


def sweep():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sweep.json")
        start = time.perf_counter()
        subprocess.run([EDEN, "sweep", "--threads", "2", "--file", os.path.join(folder, "runs.jsonl"), "--json", path], check=True, capture_output=True)
        eden = time.perf_counter() - start
        start = time.perf_counter()
        children = [subprocess.Popen([sys.executable, __file__, "sweep-torch", path, str(part), "2"], env={**THREADS, **os.environ}, stdout=subprocess.DEVNULL) for part in range(2)]
        if any(process.wait() for process in children):
            raise SystemExit("a PyTorch process failed")
        torch = time.perf_counter() - start
    print(f"default sweep: PyTorch in two processes {torch:.1f} s, Eden on two threads {eden:.1f} s, ratio {torch / eden:.1f}")


if __name__ == "__main__":
    command, *arguments = sys.argv[1:] or ["fashion"]
    if command == "fashion-torch":
        fashion_torch(int(arguments[0]))
    elif command == "sweep-torch":
        sweep_torch(arguments[0], int(arguments[1]), int(arguments[2]))
    elif command in ("fashion", "sweep") and not arguments:
        {"fashion": fashion, "sweep": sweep}[command]()
    else:
        sys.exit(__doc__)
