"""Predicts what a data-parallel step of Eden.Mpi costs: memory per rank and time per step, for models and numbers of machines.

One rank a machine, AdamW, float32, one micro-batch a rank. `python3 tools/scaling.py` prints the tables of docs/scaling.md;
`python3 tools/scaling.py check` compares the model with what was measured.
"""
import sys

BYTES = 4
STEP_TRAFFIC = 28        # Bytes of memory that AdamW moves per parameter: reads p, g, m, v; writes p, m, v.
ADD_TRAFFIC = 12         # Bytes per parameter and addition: two reads, one write.
NORM_BLOCK = 4096        # Elements of a block of the norm, whose sum is a double that all ranks exchange.
BUCKETS = 8 << 20        # Bytes of the buckets of all ranks together (Optimizer.BucketBytes).


def step(parameters, ranks, bandwidth, latency, memory):
    """Seconds of a step by part: exchange of gradients and values, additions, step, sums of the norm."""
    part = parameters / ranks
    sent = 2 * BYTES * part * (ranks - 1)
    rounds = max(1, part / (BUCKETS / BYTES / ranks))
    exchange = sent / bandwidth + 2 * rounds * (ranks - 1) * latency
    add = ADD_TRAFFIC * part * (ranks - 1) / memory
    update = STEP_TRAFFIC * part / memory
    sums = 2 * 8 * parameters / NORM_BLOCK * (ranks - 1) / ranks / bandwidth
    return exchange, add, update, sums


def held(parameters, ranks):
    """Bytes of a rank: values, gradients, its part of two moments, buffers."""
    return 2 * BYTES * parameters + 2 * BYTES * parameters / ranks + 4 * BUCKETS


def check():
    """Two ranks on one machine: exchange and step of a part as measured, the rest from the model."""
    for name, exchange, update, measured in (("Open MPI", 0.202, 0.084, 0.352), ("MPICH", 0.155, 0.058, 0.233)):
        part = 124.4e6 / 2
        memory = STEP_TRAFFIC * part / update
        predicted = exchange + update + ADD_TRAFFIC * part / memory
        print(f"{name}: exchange {2 * BYTES * part / exchange / 1e9:.1f} GB/s, memory {memory / 1e9:.0f} GB/s a rank, "
              f"predicted {1e3 * predicted:.0f} ms, measured {1e3 * measured:.0f} ms ({100 * (predicted / measured - 1):+.0f} %)")


def table():
    """Machines with 200 GB/s of memory bandwidth and 100 Gbit/s Ethernet."""
    bandwidth, latency, memory = 11e9, 2e-6, 200e9
    print("| parameters | machines | memory a rank | exchange | additions | step | all | tokens for 90 % |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, parameters in (("124 million", 124e6), ("1.3 billion", 1.3e9), ("7 billion", 7e9), ("70 billion", 70e9)):
        for ranks in (1, 8, 64, 1024):
            exchange, add, update, sums = step(parameters, ranks, bandwidth, latency, memory)
            total = exchange + add + update + sums
            # 6 operations a parameter and token, at 2·10¹² a second for a server of two CPUs.
            tokens = 9 * total * 2e12 / (6 * parameters)
            print(f"| {name} | {ranks:,} | {held(parameters, ranks) / 1e9:,.1f} GB | {exchange:,.2f} s | {add:,.2f} s | {update:,.3f} s | {total:,.2f} s | {tokens:,.0f} |")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else table()
