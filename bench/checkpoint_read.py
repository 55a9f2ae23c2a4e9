#!/usr/bin/env python3
"""Times the reading of a .pt file with the state of AdamW over 100 million parameters (1.2 GB), in Eden and in PyTorch: whole
reads in fresh processes, in turn, from the page cache; medians. Also the peak of Eden's anonymous memory while it reads.

    dotnet build bench/Eden.Bench -c Release
    bench/checkpoint_read.py bench/Eden.Bench/bin/Release/net10.0/Eden.Bench --python /usr/bin/python3
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

WRITE = """
import sys, torch
model = torch.nn.Sequential(*[torch.nn.Linear(2048, 2048) for _ in range(24)])
optimizer = torch.optim.AdamW(model.parameters())
for parameter in model.parameters():
    parameter.grad = torch.randn_like(parameter)
optimizer.step()
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": 1}, sys.argv[1])
"""

READ = """
import sys, time, torch
start = time.perf_counter()
torch.load(sys.argv[1])
print(time.perf_counter() - start)
"""


def read(command: list[str]) -> tuple[float, int]:
    """Seconds, and the peak of anonymous memory in bytes."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        try:
            for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("RssAnon:"):
                    peak = max(peak, int(line.split()[1]) * 1024)
        except (FileNotFoundError, ProcessLookupError):
            break
        time.sleep(0.002)
    output = process.stdout.read()
    if process.wait() != 0:
        raise SystemExit(f"{command[0]} failed")
    return float(output), peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eden", help="the built Eden.Bench")
    parser.add_argument("--python", default="python3", help="the interpreter that has PyTorch")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--file", help="where to write the file; left out, a temporary one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.file or str(pathlib.Path(folder) / "adamw.pt")
        if not pathlib.Path(path).exists():
            subprocess.run([arguments.python, "-c", WRITE, path], check=True)
        size = pathlib.Path(path).stat().st_size
        ours, theirs, peaks = [], [], []
        for run in range(arguments.runs + 1):
            seconds, peak = read([arguments.eden, "read", path])
            torch_seconds, torch_peak = read([arguments.python, "-c", READ, path])
            if run > 0:
                ours.append(seconds)
                theirs.append(torch_seconds)
                peaks.append((peak, torch_peak))
        ratio = statistics.median(first / second for first, second in zip(ours, theirs))
        print(f"{size / 1e9:.2f} GB: Eden {statistics.median(ours) * 1000:.0f} ms ({min(ours) * 1000:.0f} to {max(ours) * 1000:.0f}), "
              f"PyTorch {statistics.median(theirs) * 1000:.0f} ms ({min(theirs) * 1000:.0f} to {max(theirs) * 1000:.0f}), ratio {ratio:.2f} (medians of {arguments.runs})")
        print(f"peak RssAnon: Eden {max(peak for peak, _ in peaks) / size:.2f} of the file's size, PyTorch {max(peak for _, peak in peaks) / size:.2f}")


if __name__ == "__main__":
    main()
