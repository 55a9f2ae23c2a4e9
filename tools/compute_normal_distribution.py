"""Prints the coefficients of src/Eden.Autograd/Kernels/NormalDistribution.cs: python3 tools/compute_normal_distribution.py

The Chebyshev series of (1 + 2z) exp(z^2) erfc(z) in t = (z - 3.75)/(z + 3.75), which maps z >= 0 to [-1, 1) (Shepherd and
Laframboise, "Chebyshev Approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity", 1981), computed with 60 digits by
interpolation in 48 points. What follows the last coefficient printed is below 1e-16.
"""
from decimal import Decimal, getcontext

getcontext().prec = 60
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
SMALL = Decimal(10) ** -58
CENTRE = Decimal("3.75")
POINTS = 48
TERMS = 25


def cosine(x):
    x %= 2 * PI
    total, term, n = Decimal(0), Decimal(1), 0
    while abs(term) > SMALL:
        total += term
        n += 2
        term = -term * x * x / (n * (n - 1))
    return total


def scaled_complement(z):
    """exp(z^2) erfc(z)"""
    if z < 5:
        total, term, n = Decimal(0), z, 0
        while term > SMALL * (total + 1):
            total += term
            n += 1
            term = term * 2 * z * z / (2 * n + 1)
        return (z * z).exp() - 2 / PI.sqrt() * total
    fraction = z
    for k in range(2000, 0, -1):
        fraction = z + Decimal(k) / 2 / fraction
    return 1 / PI.sqrt() / fraction


nodes = [PI * (Decimal(j) + Decimal("0.5")) / POINTS for j in range(POINTS)]
values = []
for node in nodes:
    t = cosine(node)
    z = CENTRE * (1 + t) / (1 - t)
    values.append((1 + 2 * z) * scaled_complement(z))
for k in range(TERMS):
    coefficient = 2 / Decimal(POINTS) * sum(value * cosine(k * node) for value, node in zip(values, nodes))
    print(f"        {float(coefficient / 2 if k == 0 else coefficient)!r},")
