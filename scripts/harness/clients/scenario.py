"""What a client is put through: one first request."""

from __future__ import annotations

from dataclasses import dataclass

from harness.clients.runner import Case

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scenario:
    name: str           # group/what, a word for --scenario
    text: str           # for people: a sentence, or a question
    path: str           # below the case's folder; with the request's fragment
    method: str = "GET"
    fields: Fields = ()
    body: bytes | None = None
    stream: bool = False
    host: str = "127.0.0.1"
    status: int = 302   # of the answer to the first request
    is_secure: bool = False     # the first request is to https

    @property
    def group(self) -> str:
        return self.name.partition("/")[0]

    def case(self, token: str, port: int, secure_port: int = 443) -> Case:
        origin = f"https://{self.host}:{secure_port}" if self.is_secure else f"http://{self.host}:{port}"
        return Case(token, self.method, f"{origin}/{token}/{self.path}", self.fields, self.body, self.stream)
