"""Interleaved rounds: every server once a round, each in turn on the same core under the same load."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

from harness import load_check
from harness.bench_errors import BenchError
from harness.bench_process import Memory, ServerProcess, split_cores
from harness.load_check import Answer
from harness.peers import Server, free_port
from harness.bench_cores import CoreUse, core_use
from harness.bench_sampler import Samples, sampler_for
from harness.wrk import LoadResult, run_wrk

# wrk tells statuses of 400 and more from others, but not a 200 from a 307; the bytes that came do.
SIZE_TOLERANCE = 0.02


@dataclass(frozen=True)
class Plan:
    """How one scenario is measured."""
    rounds: int
    seconds: int
    connections: int
    directory: Path


@dataclass(frozen=True)
class Run:
    """One server in one round."""
    requests_per_s: float
    cpu_user_us: float
    cpu_system_us: float
    errors: int
    client_cpu_share: float
    server_cpu_share: float
    memory: Memory            # after the load
    start_s: float            # from exec to the first complete answer
    split_samples: int        # that told user from system time
    foreign_share: float      # of the server's core, used by others or stolen by the host
    remark: str = ""

    @property
    def cpu_total_us(self) -> float:
        return self.cpu_user_us + self.cpu_system_us


@dataclass
class Measured:
    """A scenario's runs by server name, in round order."""
    runs: dict[str, list[Run]] = field(default_factory=dict)
    checked_requests: int = 0
    mean_answer_bytes: dict[str, float] = field(default_factory=dict)


def round_order(names: list[str], number: int) -> list[str]:
    """Rotated by one each round, so that no server always follows the same neighbour first."""
    shift = number % len(names)
    return names[shift:] + names[:shift]


def start(server: Server, scenario, plan: Plan, core: int) -> tuple[ServerProcess, int]:
    directory = plan.directory / scenario.name / server.name
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    argv = server.write(scenario, directory, port)
    process = ServerProcess(server.name, argv, core, directory / "output.log", server.stop_signal)
    return process, port


def check_answers(servers: dict[str, Server], scenario, plan: Plan) -> dict[str, dict[str, Answer]]:
    """Every path's answer from every server. A server that differs from the first is an error.

    The rules themselves say what is right, where they are plain; the first server is held to them before
    the others are held to it.
    """
    core, _ = split_cores()
    expected = {path: Answer(307, to) for path, to in scenario.expected_locations.items()}
    answers: dict[str, dict[str, Answer]] = {}
    judge = "the rules file"
    for name, server in servers.items():
        process, port = start(server, scenario, plan, core)
        with process:
            load_check.wait_for_answer(process, port, scenario.check_paths[0], scenario.patience_s)
            answers[name] = ask(name, port, scenario.check_paths)
        difference = expected and load_check.first_difference(expected, answers[name], name, judge)
        if difference:
            raise BenchError(difference)
        if len(answers) == 1:
            expected, judge = answers[name], name
    return answers


def ask(name: str, port: int, paths: list[str]) -> dict[str, Answer]:
    try:
        return load_check.ask_all(port, paths)
    except BenchError as error:
        raise BenchError(f"{name}: {error}") from error


def redirected_load(scenario, answers: dict[str, dict[str, Answer]]) -> list[str]:
    """The load without the paths that a rule refuses: wrk would count those as errors."""
    known = next(iter(answers.values()))
    load = [path for path in scenario.load if known[path].status < 400]
    if not load:
        raise BenchError(f"scenario {scenario.name}: no request of the load is answered below 400")
    return load


def size_remark(load: LoadResult, mean_bytes: float, connections: int) -> str:
    """Says when the bytes that wrk read are not those of the answers that were checked.

    Each connection may have a part of one more answer, which wrk reads but does not count.
    """
    if load.requests == 0:
        return "no request was answered"
    measured = load.bytes_read / load.requests
    allowed = (SIZE_TOLERANCE + connections / load.requests) * mean_bytes
    if abs(measured - mean_bytes) <= allowed:
        return ""
    return f"answers under load had {measured:.0f} bytes on average, not {mean_bytes:.0f}"


def measure_once(server: Server, scenario, plan: Plan, load_file: Path,
                 answers: dict[str, Answer], mean_bytes: float) -> Run:
    server_core, client_core = split_cores()
    process, port = start(server, scenario, plan, server_core)
    with process:
        start_s = load_check.wait_for_answer(process, port, scenario.check_paths[0],
                                             scenario.patience_s)
        # Warms caches and allocators up with each path, and sees that this process answers as well.
        changed = load_check.first_difference(answers, ask(server.name, port, list(answers)),
                                              server.name, f"{server.name} before")
        if changed:
            raise BenchError(changed)
        use_before, cpu_before, began = core_use(server_core), process.cpu(), time.monotonic()
        with contextlib.ExitStack() as stack:
            sampler = sampler_for(server_core, plan.seconds)
            if sampler is not None:
                stack.enter_context(sampler)
            load = run_wrk(port, load_file, plan.connections, plan.seconds, client_core)
            samples = sampler.samples(process.pids()) if sampler is not None else None
        used, window_s = process.cpu().since(cpu_before), time.monotonic() - began
        foreign = foreign_share(core_use(server_core).since(use_before), used, window_s)
        memory = process.memory()
    return run_of(load, used, samples, memory, start_s, foreign,
                  size_remark(load, mean_bytes, plan.connections))


def foreign_share(use: CoreUse, used, window_s: float) -> float:
    """How much of the server's core went to others: other processes, and the host's other guests."""
    from_server = used.user_ticks + used.system_ticks
    return max(0.0, (use.busy_ticks - from_server + use.stolen_ticks) / use.ticks_per_s / window_s)


def run_of(load: LoadResult, used, samples: Samples | None, memory: Memory, start_s: float,
           foreign: float, size_note: str) -> Run:
    ticks = used.user_ticks + used.system_ticks
    if samples is not None and samples.user + samples.system <= ticks:
        samples = None    # a run so long that there are more ticks, or a host that gives no timer
    user_us, system_us = used.split_us(samples)
    requests = max(load.requests, 1)
    remarks = [text for text in (load.error_text, size_note) if text]
    return Run(requests_per_s=load.requests_per_s, cpu_user_us=user_us / requests,
               cpu_system_us=system_us / requests, errors=load.errors + (1 if size_note else 0),
               client_cpu_share=load.cpu_share,
               server_cpu_share=min(1.0, used.total_ns / 1e9 / load.duration_s),
               memory=memory, start_s=start_s, foreign_share=foreign,
               split_samples=(samples.user + samples.system if samples is not None
                              else used.user_ticks + used.system_ticks),
               remark="; ".join(remarks))


def measure_scenario(servers: dict[str, Server], scenario, plan: Plan, progress) -> Measured:
    """Checks, then measures. `progress` is told what begins and what came of it."""
    progress.checking(scenario.name)
    answers = check_answers(servers, scenario, plan)
    load = redirected_load(scenario, answers)
    load_file = plan.directory / scenario.name / "load.txt"
    load_file.write_text("".join(f"{path}\n" for path in load), encoding="utf-8")
    means = {name: sum(known[path].size_bytes for path in load) / len(load)
             for name, known in answers.items()}
    result = Measured({name: [] for name in servers}, len(scenario.check_paths), means)
    for number in range(plan.rounds):
        for name in round_order(list(servers), number):
            progress.running(scenario.name, number + 1, plan.rounds, name)
            run = measure_once(servers[name], scenario, plan, load_file, answers[name], means[name])
            result.runs[name].append(run)
            progress.ran(scenario.name, number + 1, plan.rounds, name, run)
    return result
