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
    """The records of one file, in its order.

    Args:
        path: XML or MEDLINE text, gzipped or not.
        workers: processes that parse XML; 1 parses here. A pool takes about half a second to start, so
            several pay off from some 10,000 records on.

    Raises:
        RecordError: the file cannot be opened or understood.
    """
    with _opened(path) as stream:
        if _is_text(stream):
            with io.TextIOWrapper(stream, encoding="utf-8-sig") as text:
                yield from read_medline(text, name=path.name)
        elif workers > 1:
            yield from _read_together(path, workers)
        else:
            yield from read_citations(stream, name=path.name)


def is_medline(path: Path) -> bool:
    """Whether a file is MEDLINE text, which says less about a paper than XML does.

    Raises:
        RecordError: the file cannot be opened.
    """
    with _opened(path) as stream:
        return _is_text(stream)


def read_files(paths: Sequence[Path], *, workers: int = 1) -> Iterator[tuple[Path, Record]]:
    """The records of several files, each with the file it is from."""
    for path in paths:
        for record in read_file(path, workers=workers):
            yield path, record


def _is_text(stream: io.BufferedReader) -> bool:
    return stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1].isalpha()


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


class _Answer(msgspec.Struct):
    """What a worker found in a block; deletions stand behind the citations, as the DTD has it."""

    citations: list[Citation] = []
    deleted: list[DeletedCitations] = []
    fault: Fault | None = None
    error: tuple[str, str] | None = None
    is_last: bool = False


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Answer)


def _read_together(path: Path, workers: int) -> Iterator[Record]:
    """Each worker cuts the whole file, which is cheap, and parses every so-manieth block of it.

    Handing blocks out from here would keep this process as busy as a worker, and two cores would be no
    faster than one. A worker that is ahead waits in its pipe, so that memory stays flat.
    """
    context = get_context("spawn")
    pipes = [context.Pipe(duplex=False) for _ in range(workers)]
    processes = [
        context.Process(target=_work, args=(path, index, workers, sender), daemon=True)
        for index, (_, sender) in enumerate(pipes)
    ]
    try:
        for process, (_, sender) in zip(processes, pipes, strict=True):
            process.start()
            sender.close()
        yield from _merged([receiver for receiver, _ in pipes], path.name)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _merged(receivers: list[Connection[Any, Any]], name: str) -> Iterator[Record]:
    count = 0
    last: Record | None = None
    for receiver in cycle(receivers):
        try:
            answer = _DECODER.decode(receiver.recv_bytes())
        except EOFError as error:
            raise RecordError(
                f"{name}: a worker ended early, after record {count}", "try again with one worker"
            ) from error
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


def _work(path: Path, index: int, workers: int, answers: Connection[Any, Any]) -> None:
    """Answers for every block whose number modulo ``workers`` is ``index``; every worker reports an error."""
    try:
        with _opened(path) as stream:
            for number, block in enumerate(split(stream, name=path.name)):
                if number % workers == index:
                    answers.send_bytes(_answer(block))
    except RecordError as error:
        answers.send_bytes(_ENCODER.encode(_Answer(error=(error.what, error.remedy))))


def _answer(block: Block) -> bytes:
    records, fault = read_block(block)
    citations = [record for record in records if isinstance(record, Citation)]
    deleted = [record for record in records if isinstance(record, DeletedCitations)]
    return _ENCODER.encode(_Answer(citations, deleted, fault, is_last=block.is_last))
