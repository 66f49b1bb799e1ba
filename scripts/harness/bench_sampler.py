"""Whose time a core spends, user or system, sampled some thousand times a second.

The kernel's own split of a process's time comes from its clock ticks, of which there are 250 a second on
Debian: some hundred user ticks in a run of a few seconds. Here a timer of perf_event_open(2) samples the
core up to 4,000 times a second, as long as all fits into one buffer, and each sample says which process
ran, and in which mode. Where the kernel does not allow that, there is no sampler, and the ticks have to
do; so they do in runs of minutes, which have more of them.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import platform
import struct
from dataclasses import dataclass

_SYSCALL_NUMBERS = {"x86_64": 298, "aarch64": 241}
_TYPE_SOFTWARE, _COUNT_CPU_CLOCK = 1, 0
_SAMPLE_TID = 1 << 1
_FLAG_FREQUENCY = 1 << 10
_FLAG_CLOSE_ON_EXEC = 1 << 3
_RECORD_SAMPLE = 9
_MODE_MASK, _MODE_KERNEL, _MODE_USER = 7, 1, 2
_RECORD = struct.Struct("=IHHII")    # type, misc, size, pid, tid
_HEADER = struct.Struct("=IHH")
_DATA_HEAD_AT = 1024                 # in the first page: how many bytes were ever written
_PAGES = 128                         # of data, a power of two
_BYTES = _PAGES * mmap.PAGESIZE
_MOST_PER_S = 4000
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Samples:
    user: int = 0
    system: int = 0


def rate_for(seconds: int) -> int:
    """Samples a second, so that all of a run's fit into the buffer with some room to spare."""
    return max(1, min(_MOST_PER_S, int(0.8 * _BYTES / _RECORD.size / (seconds + 1))))


def count_samples(data: bytes, pids: set[int]) -> Samples:
    """Counts the samples of some processes in the bytes that the kernel wrote."""
    counts = {_MODE_USER: 0, _MODE_KERNEL: 0}
    at = 0
    while at + _HEADER.size <= len(data):
        kind, misc, size = _HEADER.unpack_from(data, at)
        if size < _HEADER.size:
            break
        if kind == _RECORD_SAMPLE and size == _RECORD.size and at + size <= len(data):
            mode, pid = misc & _MODE_MASK, _RECORD.unpack_from(data, at)[3]
            if pid in pids and mode in counts:
                counts[mode] += 1
        at += size
    return Samples(counts[_MODE_USER], counts[_MODE_KERNEL])


def _open_event(core: int, rate: int) -> int:
    number = _SYSCALL_NUMBERS.get(platform.machine())
    if number is None:
        raise OSError(errno.ENOSYS, "no number of perf_event_open for this processor")
    attributes = struct.pack("=IIQQQQQIIQ", _TYPE_SOFTWARE, 64, _COUNT_CPU_CLOCK, rate, _SAMPLE_TID, 0,
                             _FLAG_FREQUENCY, 0, 0, 0)
    descriptor = _LIBC.syscall(ctypes.c_long(number), attributes, ctypes.c_int(-1),
                               ctypes.c_int(core), ctypes.c_int(-1),
                               ctypes.c_ulong(_FLAG_CLOSE_ON_EXEC))
    if descriptor < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return descriptor


class CoreSampler:
    """Samples one core from its making to its close. Raises OSError where that is not allowed."""

    def __init__(self, core: int, seconds: int):
        self._descriptor = _open_event(core, rate_for(seconds))
        try:
            self._buffer = mmap.mmap(self._descriptor, mmap.PAGESIZE + _BYTES)
        except (OSError, ValueError):
            os.close(self._descriptor)
            raise

    def samples(self, pids) -> Samples:
        """What was sampled so far of these processes; what no longer fitted was dropped."""
        head, = struct.unpack_from("=Q", self._buffer, _DATA_HEAD_AT)
        data = self._buffer[mmap.PAGESIZE:mmap.PAGESIZE + min(head, _BYTES)]
        return count_samples(data, set(pids))

    def close(self) -> None:
        self._buffer.close()
        os.close(self._descriptor)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def sampler_for(core: int, seconds: int) -> CoreSampler | None:
    """None where the kernel does not let this user sample a core."""
    try:
        return CoreSampler(core, seconds)
    except (OSError, ValueError):
        return None
