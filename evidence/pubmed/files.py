"""Files of PubMed records, whatever their form: XML, gzipped XML, MEDLINE text.

The form is recognised by the content, since browsers and people rename files. Large XML files are parsed
by several processes, block by block, in the order of the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec
from isal import igzip

from evidence.citations.model import Citation
from evidence.errors import RecordError
from evidence.pubmed.blocks import DAMAGED_GZIP, FETCH_AGAIN, Block, split
from evidence.pubmed.medline import read_medline
from evidence.pubmed.xml import DeletedCitations, Fault, Record, read_block, read_citations

_GZIP = b"\x1f\x8b"


def read_file(path: Path, *, workers: int = 1) -> Iterator[Record]:
    """The records of one file, in its order; see ``read_files``."""
    for _, record in read_files([path], workers=workers):
        yield record


def read_files(paths: Sequence[Path], *, workers: int = 1) -> Iterator[tuple[Path, Record]]:
    """The records of several files, in their order, each with the file it is from.

    Args:
        paths: XML or MEDLINE text, gzipped or not.
        workers: processes that parse XML; 1 parses here. Starting them takes about half a second, so that
            they pay off from some 20,000 records on.

    Raises:
        RecordError: a file cannot be opened or understood.
    """
    if workers == 1:
        for path in paths:
            for record in _read_here(path):
                yield path, record
        return
    with _working(paths, workers) as receivers:
        turns = cycle(receivers)
        for path in paths:
            for record in _read_here(path) if is_medline(path) else _merged(turns, path.name):
                yield path, record


def is_medline(path: Path) -> bool:
    """Whether a file is MEDLINE text, which says less about a paper than XML does.

    Raises:
        RecordError: the file cannot be opened.
    """
    with _opened(path) as stream:
        return _is_medline(stream)


def _read_here(path: Path) -> Iterator[Record]:
    with _opened(path) as stream:
        if _is_medline(stream):
            with io.TextIOWrapper(stream, encoding="utf-8-sig") as text:
                yield from read_medline(text, name=path.name)
        else:
            yield from read_citations(stream, name=path.name)


@contextmanager
def _opened(path: Path) -> Iterator[io.BufferedReader]:
    try:
        with path.open("rb") as raw:
            is_gzip = raw.peek(2)[:2] == _GZIP
            yield io.BufferedReader(igzip.open(raw)) if is_gzip else raw  # type: ignore[no-untyped-call]
    except DAMAGED_GZIP as error:
        raise RecordError(f"{path.name}: the compressed data is damaged or cut short ({error})", FETCH_AGAIN) from error
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error})", "check the name and the permissions") from error


def _is_medline(stream: io.BufferedReader) -> bool:
    return stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1].isalpha()


class _Answer(msgspec.Struct):
    """What a worker found in a block; deletions stand behind the citations, as the DTD has it."""

    citations: list[Citation] = []
    deleted: list[DeletedCitations] = []
    fault: Fault | None = None
    error: tuple[str, str] | None = None
    is_last: bool = False


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Answer)


@contextmanager
def _working(paths: Sequence[Path], workers: int) -> Iterator[list[Connection[Any, Any]]]:
    """Processes that parse the XML files among these, and the pipes with their answers.

    Each worker cuts every file, which is cheap, and parses every so-manieth block. Handing the blocks out
    from here would keep this process as busy as a worker. A worker that is ahead waits in its pipe, so that
    memory stays flat.
    """
    context = get_context("spawn")
    pipes = [context.Pipe(duplex=False) for _ in range(workers)]
    processes = [
        context.Process(target=_work, args=(paths, index, workers, sender), daemon=True)
        for index, (_, sender) in enumerate(pipes)
    ]
    try:
        for process, (_, sender) in zip(processes, pipes, strict=True):
            process.start()
            sender.close()
        yield [receiver for receiver, _ in pipes]
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _merged(turns: Iterator[Connection[Any, Any]], name: str) -> Iterator[Record]:
    """The records of one file out of the answers of all workers, which take turns."""
    count = 0
    last: Record | None = None
    for receiver in turns:
        try:
            answer = _DECODER.decode(receiver.recv_bytes())
        except EOFError as error:
            what = f"{name}: a worker ended early, after record {count}"
            raise RecordError(what, "try again with one worker") from error
        records: tuple[Record, ...] = (*answer.citations, *answer.deleted)
        for record in records:
            count += 1
            last = record
            yield record
        if answer.fault is not None:
            raise answer.fault.error(name, count, last)
        if answer.error is not None:
            raise RecordError(*answer.error)
        if answer.is_last:
            return


def _work(paths: Sequence[Path], index: int, workers: int, answers: Connection[Any, Any]) -> None:
    """Answers for every block whose number, over all files, modulo ``workers`` is ``index``."""
    number = 0
    try:
        for path in paths:
            with _opened(path) as stream:
                for block in () if _is_medline(stream) else split(stream, name=path.name):
                    if number % workers == index:
                        answers.send_bytes(_answer(block))
                    number += 1
    except RecordError as error:  # every worker comes to it, and the one whose turn it is gets heard
        answers.send_bytes(_ENCODER.encode(_Answer(error=(error.what, error.remedy))))


def _answer(block: Block) -> bytes:
    records, fault = read_block(block)
    citations = [record for record in records if isinstance(record, Citation)]
    deleted = [record for record in records if isinstance(record, DeletedCitations)]
    return _ENCODER.encode(_Answer(citations, deleted, fault, is_last=block.is_last))
