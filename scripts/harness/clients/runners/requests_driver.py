"""Makes the requests of runners/requests.py: one JSON object a line, in and out."""

import json
import os
import socket
import sys

import requests

_TIMEOUT_S = 10
_HOSTS = json.loads(os.environ["CAROM_CLIENTS_HOSTS"])
_lookup = socket.getaddrinfo


def look_up(host, *rest, **options):
    return _lookup(_HOSTS.get(host.lower() if isinstance(host, str) else host, host), *rest, **options)


def make(case):
    body = case["body"]
    data = None if body is None else body.encode("ascii")
    if case["stream"]:
        data = iter([data])
    with requests.Session() as session:
        # Neither proxies nor .netrc of whoever runs this.
        session.trust_env = False
        session.verify = os.environ.get("CAROM_CLIENTS_CERTIFICATE", True)
        try:
            response = session.request(case["method"], case["url"], data=data, headers=dict(case["fields"]),
                                       timeout=_TIMEOUT_S, allow_redirects=True)
        except (requests.RequestException, ValueError) as error:
            response = getattr(error, "response", None)
            return {"status": None if response is None else response.status_code, "url": None,
                    "error": f"{type(error).__name__}: {error}"[:300]}
        return {"status": response.status_code, "url": response.url, "error": None}


def main():
    socket.getaddrinfo = look_up
    for line in sys.stdin:
        print(json.dumps(make(json.loads(line))), flush=True)


main()
