"""Parsing speed, side by side in one run: ``python -m benchmarks.parsing``.

NLM's two files (30,000 old and 20,788 recent records), gzipped, read from disk by each parser; the floor
is lxml's iterparse that looks at nothing. Every row is the median of five rounds, the parsers taking turns,
in records per second of processor time, so that a busy machine says nearly the same as a quiet one; only
several cores are measured by the clock, against one core by the clock. Bio.Entrez.read, which needs 2 GB for
a whole file, reads the first 2,000 records. Memory is the peak of a process of its own that does nothing else (Linux).
"""

from __future__ import annotations

import gzip
import io
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pubmed_parser
from Bio import Entrez
from isal import igzip
from lxml import etree

from benchmarks.real_data import nlm_files
from evidence.pubmed.files import read_file, read_files

ROUNDS = 5
SLICE = 2_000
HTTPS = (b'"http://dtd.nlm.nih.gov', b'"https://dtd.nlm.nih.gov')  # Bio.Entrez refuses the old address


def ours(path: Path) -> int:
    """Every field of every record."""
    return sum(1 for _ in read_file(path))


def ours_together(path: Path) -> int:
    """The same, by as many processes as there are cores."""
    return sum(1 for _ in read_files([path], workers=os.cpu_count() or 1))


def nothing(path: Path) -> int:
    """The floor: lxml parses, nobody looks."""
    count = 0
    with igzip.open(path) as stream:  # type: ignore[no-untyped-call]
        for _, element in etree.iterparse(stream, tag="PubmedArticle"):
            count += 1
            element.clear()
            while (previous := element.getprevious()) is not None:
                element.getparent().remove(previous)
    return count


def by_pubmed_parser(path: Path) -> int:
    """pubmed_parser, streamed by its own iterator."""
    return sum(1 for _ in pubmed_parser.parse_medline_xml(str(path), year_info_only=False))


def by_bio_entrez(path: Path) -> int:
    """Bio.Entrez.read on the first records, wrapped up as a file of their own."""
    return len(Entrez.read(io.BytesIO(_first_records(path)))["PubmedArticle"])  # type: ignore[no-untyped-call]


_slices: dict[Path, bytes] = {}


def _first_records(path: Path) -> bytes:
    if path not in _slices:
        end = b"</PubmedArticle>"
        with gzip.open(path) as stream:
            pieces = stream.read(64 << 20).split(end, SLICE)[:SLICE]
        _slices[path] = (end.join(pieces) + end + b"</PubmedArticleSet>").replace(*HTTPS, 1)
    return _slices[path]


PARSERS: dict[str, Callable[[Path], int]] = {
    "evidence, one core": ours,
    "lxml, nothing read": nothing,
    "pubmed_parser": by_pubmed_parser,
    f"Bio.Entrez.read ({SLICE:,})": by_bio_entrez,
}


def rates(path: Path) -> dict[str, float]:
    """Records a second of processor time of each parser: the median over the rounds."""
    seen: dict[str, list[float]] = {name: [] for name in PARSERS}
    _first_records(path)
    for _ in range(ROUNDS):
        for name, parse in PARSERS.items():
            start = time.process_time()
            count = parse(path)
            seen[name].append(count / (time.process_time() - start))
    return {name: statistics.median(values) for name, values in seen.items()}


def gain_of_cores(path: Path) -> float:
    """How many times faster all cores are than one, by the clock: the median over the rounds."""

    def seconds(parse: Callable[[Path], int]) -> float:
        start = time.perf_counter()
        parse(path)
        return time.perf_counter() - start

    return statistics.median([seconds(ours) / seconds(ours_together) for _ in range(ROUNDS)])


def _peak(parse: Callable[[Path], int], path: Path, answer: multiprocessing.queues.Queue[float]) -> None:
    parse(path)
    # Not ru_maxrss: a new process starts with the peak of the one that started it.
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    answer.put(int(line.split()[1]) / 1024)


def peak_megabytes(parse: Callable[[Path], int], path: Path) -> float:
    """Peak memory of a fresh process that parses the file."""
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.queues.Queue[float] = context.Queue()
    process = context.Process(target=_peak, args=(parse, path, answer))
    process.start()
    peak = answer.get()
    process.join()
    return peak


def main() -> None:
    """Prints a table for each file."""
    for path in nlm_files():
        found = rates(path)
        own = found["evidence, one core"]
        memory = {name: peak_megabytes(PARSERS[name], path) for name in ("evidence, one core", "lxml, nothing read")}
        print(f"\n{path.name}\n{'':28}{'records/s':>10}{'evidence is':>14}{'peak MB':>9}")
        for name, rate in found.items():
            peak = f"{memory[name]:9.0f}" if name in memory else ""
            print(f"{name:28}{rate:10,.0f}{own / rate:13.2f}x{peak}")
        cores = os.cpu_count()
        print(
            f"{cores} cores are {gain_of_cores(path):.2f}x as fast as one by the clock (load {os.getloadavg()[0]:.1f})"
        )


if __name__ == "__main__":
    main()
