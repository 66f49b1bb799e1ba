"""A small HTTP server for the tests of carom trace: it answers by a table and keeps what arrives."""
import socket
import ssl
import subprocess
import threading


class Arrived:
    """A request as it came: method, path, fields and body."""

    def __init__(self, port, method, path, fields, body):
        self.port, self.method, self.path, self.fields, self.body = port, method, path, fields, body

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def __repr__(self):
        return f"{self.method} {self.path} {self.body!r}"


def response(status, location=None, body=b"", fields=()):
    """The bytes of a response."""
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}"]
    if location is not None:
        lines.append(f"Location: {location}")
    lines += [f"{name}: {value}" for name, value in fields]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


class Server:
    """Listens on a free port of 127.0.0.1 until it is closed.

    `answers` maps a path to bytes, which are sent as they are, or to a function of the connection and the
    request that sends them itself and returns whether the connection is kept. Any other path is a 200.
    """

    def __init__(self, tls=None):
        self.answers, self.arrived, self.connections = {}, [], []
        self.on_head = lambda: None  # called when a request's head is there
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self):
        # A blocked accept ends by a shutdown, not by a close.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def paths(self):
        return [(request.method, request.path) for request in self.arrived]

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as reader:
                while self._answer(connection, reader):
                    pass
        except (OSError, ValueError):
            pass  # the client went away

    def _answer(self, connection, reader):
        if reader.peek(1)[:1] == b"\x16":  # TLS, which begins so, asked of a server that knows none
            connection.sendall(response(400))
            return False
        request = self._read(reader)
        if request is None:
            return False
        self.arrived.append(request)
        answer = self.answers.get(request.path.partition("?")[0], response(200, body=b"end\n"))
        if callable(answer):
            return answer(connection, request)
        if request.method == "HEAD":
            answer = answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        connection.sendall(answer)
        return True

    def _read(self, reader):
        line = reader.readline().decode("latin-1").split()
        if len(line) != 3:
            return None
        fields = []
        while (text := reader.readline().decode("latin-1").rstrip("\r\n")):
            name, _, value = text.partition(":")
            fields.append((name, value.strip()))
        self.on_head()
        named = {name.lower(): value for name, value in fields}
        if named.get("transfer-encoding") == "chunked":
            body = self._read_chunks(reader)
        else:
            body = reader.read(int(named.get("content-length", 0)))
        return Arrived(self.port, line[0], line[1], fields, body)

    def _read_chunks(self, reader):
        body = b""
        while (size := int(reader.readline(), 16)):
            body += reader.read(size)
            reader.readline()
        reader.readline()
        return body


def certificate(folder):
    """A self-signed certificate for 127.0.0.1. Returns the server's TLS context and the file."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=carom test",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert
