"""How busy a core was, whoever used it: what tells a quiet machine from a shared one."""

from __future__ import annotations

import os
from dataclasses import dataclass

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class CoreUse:
    busy_ticks: int
    stolen_ticks: int     # the core was ready to run and the host ran something else
    ticks_per_s: int = TICKS_PER_S

    def since(self, before: CoreUse) -> CoreUse:
        return CoreUse(self.busy_ticks - before.busy_ticks,
                       self.stolen_ticks - before.stolen_ticks, self.ticks_per_s)


def parse_core_use(stat_text: str, core: int) -> CoreUse:
    """Reads one cpuN line of /proc/stat: user nice system idle iowait irq softirq steal …"""
    for line in stat_text.splitlines():
        fields = line.split()
        if fields and fields[0] == f"cpu{core}":
            user, nice, system, _, _, irq, softirq, steal = (int(text) for text in fields[1:9])
            return CoreUse(user + nice + system + irq + softirq, steal)
    raise ValueError(f"/proc/stat has no line for core {core}")


def core_use(core: int) -> CoreUse:
    with open("/proc/stat", encoding="ascii") as file:
        return parse_core_use(file.read(), core)
