"""The Python side of PythonTests.cs: a training that goes on from file to file.

  train.py start FOLDER    for each optimizer: trains 20 steps, saves NAME.pt and, in the layout of PyTorch 2.6, NAME-2.6.pt,
                           trains 20 more and writes their losses to NAME.losses
  train.py go-on FOLDER    for each optimizer: loads NAME-back.pt, trains 20 more and writes their losses to NAME-back.losses
"""

import sys
import warnings

warnings.filterwarnings("ignore")
import torch  # noqa: E402

OPTIMIZERS = {
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01),
    "amsgrad": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, amsgrad=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    "nadam": lambda p: torch.optim.NAdam(p, lr=0.01),
    "radam": lambda p: torch.optim.RAdam(p, lr=0.01),
    "adamax": lambda p: torch.optim.Adamax(p, lr=0.01),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05),
}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(4, 16)
        self.norm = torch.nn.BatchNorm1d(16)
        self.second = torch.nn.Linear(16, 1)

    def forward(self, x):
        return self.second(torch.tanh(self.norm(self.first(x))))


def batch(step):
    """Numbers that both sides compute alike."""
    k = (torch.arange(32 * 4, dtype=torch.float64) + 128 * step).view(32, 4)
    return (((k * 37) % 101) / 50 - 1).float(), (((k[:, :1] * 53) % 97) / 48 - 1).float()


def train(model, optimizer, first, count):
    losses = []
    for step in range(first, first + count):
        x, y = batch(step)
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def make(name):
    torch.manual_seed(1)
    model = Model()
    # One group each for matrices and the rest.
    matrices = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() != 2]
    return model, OPTIMIZERS[name]([{"params": matrices}, {"params": others}])


def write(path, losses):
    with open(path, "w") as file:
        file.writelines(f"{loss!r}\n" for loss in losses)


def layout_of_2_6(optimizer, model):
    names = {id(p): name for name, p in model.named_parameters()}
    state = optimizer.state_dict()
    for group, live in zip(state["param_groups"], optimizer.param_groups):
        group["param_names"] = [names[id(p)] for p in live["params"]]
        group.setdefault("maximize", False)
        group["foreach"] = group["fused"] = None
        group["capturable"] = group["differentiable"] = False
        if isinstance(optimizer, (torch.optim.AdamW, torch.optim.Adam, torch.optim.NAdam, torch.optim.RAdam)):
            group["decoupled_weight_decay"] = isinstance(optimizer, torch.optim.AdamW)
    for values in state["state"].values():
        if "step" in values:
            values["step"] = torch.tensor(float(values["step"]))
    return state


def main():
    torch.set_num_threads(1)
    mode, folder = sys.argv[1:]
    for name in OPTIMIZERS:
        model, optimizer = make(name)
        if mode == "start":
            train(model, optimizer, 0, 20)
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": 20}, f"{folder}/{name}.pt")
            torch.save({"model": model.state_dict(), "optimizer": layout_of_2_6(optimizer, model), "step": 20}, f"{folder}/{name}-2.6.pt")
            write(f"{folder}/{name}.losses", train(model, optimizer, 20, 20))
        else:
            saved = torch.load(f"{folder}/{name}-back.pt")
            model.load_state_dict(saved["model"])
            optimizer.load_state_dict(saved["optimizer"])
            write(f"{folder}/{name}-back.losses", train(model, optimizer, saved["step"], 20))


main()
