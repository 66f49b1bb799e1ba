"""What `carom follow --jsonl` says a client does with a response."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.clients.process import ClientError, LineProcess
from harness.clients.recorder import Exchange
from harness.clients.runner import Runner

_TIMEOUT_S = 10
_QUESTION = {"policy": "rfc9110", "request": {"method": "GET", "url": "http://127.0.0.1/"},
             "response": {"status": 200}}
_POSTREDIR = ((1, 301), (2, 302), (4, 303))


@dataclass(frozen=True)
class Step:
    """The decision on one response."""
    action: str             # follow, confirm, stop
    reason: str
    is_error: bool          # of a stop: to whoever called the client
    method: str | None      # of the next request
    url: str | None
    keeps_body: bool
    dropped: frozenset[str] # names in lower case
    chain: Any              # for the decision after this one


class Predictor:
    """One process of the tool. Use as a context manager."""

    def __init__(self, tool: Path, folder: Path):
        self.process = LineProcess([str(tool), "follow", "--jsonl"], folder)

    def __enter__(self) -> Predictor:
        return self

    def __exit__(self, *_) -> None:
        self.process.end()

    def check(self) -> None:
        """Raises ClientError when the tool is none that decides what a client does."""
        try:
            answer = self.process.ask(json.dumps(_QUESTION), _TIMEOUT_S)
        except ClientError as error:
            raise ClientError(f"{error}. Is the build older than this tree?") from error
        _step(answer)

    def step(self, runner: Runner, url: str, exchange: Exchange, stream: bool, chain: Any) -> Step:
        """In: url is the request's as the client has it, with its fragment; exchange is what arrived."""
        body = "none" if not exchange.body else "stream" if stream else "replayable"
        line = {"policy": runner.policy,
                "request": {"method": exchange.method, "url": url, "headers": _texts(exchange.fields),
                            "body": body},
                "response": {"status": exchange.status, "headers": _texts(exchange.answered)},
                "chain": chain}
        if runner.max_redirects is not None:
            line["max_redirects"] = runner.max_redirects
        if runner.postredir:
            line["postredir"] = [status for bit, status in _POSTREDIR if runner.postredir & bit]
        return _step(self.process.ask(json.dumps(line), _TIMEOUT_S))


def _texts(fields: tuple[tuple[str, str], ...]) -> list[list[str]]:
    """The recorder has a character for each byte; JSON has text."""
    return [[name, value.encode("latin-1").decode("utf-8", "replace")] for name, value in fields]


def _step(answer: Any) -> Step:
    if answer is None or not answer.get("ok"):
        raise ClientError(f"`carom follow` said: {(answer or {}).get('error', 'nothing in time')}")
    return Step(answer["action"], answer["reason"], answer["error"], answer["method"], answer["url"],
                answer["body"] == "keep", frozenset(name.lower() for name in answer["drop_headers"]),
                answer["chain"])
