#!/usr/bin/env python3
"""Times the published `eden compare` against the article's experiment in PyTorch: whole processes, in turn, medians.

    dotnet publish src/Eden.Cli -c Release -r linux-x64 --self-contained -o artifacts/eden \\
        -p:PublishTrimmed=true -p:PublishSingleFile=true -p:PublishReadyToRun=true
    bench/startup.py artifacts/eden/eden --python /usr/bin/python3
"""

import argparse
import pathlib
import statistics
import subprocess
import time


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eden", help="the published executable")
    parser.add_argument("--python", default="python3", help="the interpreter that has PyTorch")
    parser.add_argument("--runs", type=int, default=21)
    arguments = parser.parse_args()
    ours = [arguments.eden, "compare"]
    theirs = [arguments.python, str(pathlib.Path(__file__).with_name("article_experiment.py"))]
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(arguments.runs + 1)][1:]
    eden, torch = (statistics.median(column) for column in zip(*pairs))
    ratio = statistics.median(second / first for first, second in pairs)
    print(f"eden compare {eden * 1000:.0f} ms, PyTorch {torch * 1000:.0f} ms, ratio {ratio:.1f} (medians of {arguments.runs})")


if __name__ == "__main__":
    main()
