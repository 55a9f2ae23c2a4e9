#!/usr/bin/env python3
"""Publishes `eden` by Native AOT and compares it: steps with and without FMA, whole processes against ReadyToRun; in turn, medians.

    bench/aot.py

Needs gcc and zlib1g-dev; takes about seven minutes. Leave the machine alone meanwhile.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
AOT = ["-p:PublishAot=true", "-p:CppCompilerAndLinker=gcc"]
READY_TO_RUN = ["--self-contained", "-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "-p:PublishReadyToRun=true"]
PARAMETERS = 1_000_000


def publish(name: str, options: list[str]) -> pathlib.Path:
    # The linked program is not made anew when only the instruction set changes.
    for native in ROOT.glob("src/Eden.Cli/obj/Release/*/linux-x64/native"):
        shutil.rmtree(native)
    folder = ROOT / "artifacts" / name
    command = ["dotnet", "publish", str(ROOT / "src/Eden.Cli"), "-c", "Release", "-r", "linux-x64", "-o", str(folder), "-v", "quiet"]
    subprocess.run(command + options, check=True, stdout=subprocess.DEVNULL)
    return folder / "eden"


def picoseconds(eden: pathlib.Path) -> float:
    result = subprocess.run([eden, "bench", "--quick", "--json", "-"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    rows = json.loads(result)["rows"]
    return next(row["picosecondsPerParameter"] for row in rows if row["threads"] == 1 and row["parameters"] == PARAMETERS)


def milliseconds(eden: pathlib.Path) -> float:
    start = time.perf_counter()
    subprocess.run([eden, "compare"], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def in_turn(measure, first: pathlib.Path, second: pathlib.Path, runs: int) -> tuple[float, float, float]:
    pairs = [(measure(first), measure(second)) for _ in range(runs + 1)][1:]
    medians = [statistics.median(column) for column in zip(*pairs)]
    return medians[0], medians[1], statistics.median(a / b for a, b in pairs)


def megabytes(file: pathlib.Path) -> float:
    return file.stat().st_size / 1e6


def main() -> None:
    ready = publish("ready-to-run", READY_TO_RUN)
    default = publish("aot-default", [*AOT, "-p:IlcInstructionSet=x86-64-v2"])
    fused = publish("aot", [*AOT, "-p:IlcInstructionSet=x86-64-v3"])
    slow, fast, ratio = in_turn(picoseconds, default, fused, 5)
    print(f"AdamW, {PARAMETERS:,} float32, one thread: default {slow:,.0f} ps per parameter, x86-64-v3 {fast:,.0f}, ratio {ratio:.1f}")
    slow, fast, ratio = in_turn(milliseconds, ready, fused, 21)
    print(f"eden compare: ReadyToRun {slow:.1f} ms and {megabytes(ready):.1f} MB, Native AOT {fast:.1f} ms and {megabytes(fused):.1f} MB, ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
