"""The experiment of the article in PyTorch: library and hand-written Adam and AdamW, one start, same inputs.

What `bench/startup.py` times the published `eden compare` against, as a whole process.
"""
import torch

LR, BETA1, BETA2, EPS, DECAY = 0.1, 0.9, 0.999, 1e-8, 1e-2


class ByHand:
    """Adam (decay 0) or AdamW by the paper's formula, for a model with one parameter."""

    def __init__(self, weight, decay):
        self.weight, self.decay, self.t = weight, decay, 0
        self.m = torch.zeros_like(weight)
        self.v = torch.zeros_like(weight)

    def step(self):
        g = self.weight.grad
        self.t += 1
        self.m = BETA1 * self.m + (1 - BETA1) * g
        self.v = BETA2 * self.v + (1 - BETA2) * g * g
        m_hat = self.m / (1 - BETA1 ** self.t)
        v_hat = self.v / (1 - BETA2 ** self.t)
        with torch.no_grad():
            self.weight -= LR * (m_hat / (v_hat.sqrt() + EPS) + self.decay * self.weight)


start = torch.nn.Linear(3, 1, bias=False)
contenders = {}
for name, make in {
    "torch Adam": lambda w: torch.optim.Adam([w], lr=LR),
    "torch AdamW": lambda w: torch.optim.AdamW([w], lr=LR, weight_decay=DECAY),
    "Adam by hand": lambda w: ByHand(w, 0.0),
    "AdamW by hand": lambda w: ByHand(w, DECAY),
}.items():
    layer = torch.nn.Linear(3, 1, bias=False)
    layer.load_state_dict(start.state_dict())
    contenders[name] = layer, make(layer.weight)
    print(name, layer.weight)

for epoch in range(5):
    x = torch.rand(2, 3)
    print("epoch", epoch)
    for name, (layer, optimizer) in contenders.items():
        (layer(x).sum() ** 2).backward()
        optimizer.step()
        layer.zero_grad()
        print(name, layer.weight)
