"""An HTTP/2 client, as small as the tests need it: many streams on one connection, and GOAWAY.

curl 7.88 cannot reuse a connection of prior knowledge. Response fields are not decoded (that takes
a whole HPACK decoder); the tests ask for the JSON note, which says what they want to know.
"""

import socket
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
FRAME_BYTES = 16384  # what a server must take (RFC 9113 §4.2)
WAIT_S = 15.0


def literal(name, value):
    """A field without indexing and without Huffman coding (RFC 7541 §6.2.2)."""
    def text(string):
        data = string.encode("latin-1")
        if len(data) < 127:
            return bytes([len(data)]) + data
        rest, out = len(data) - 127, bytearray([127])
        while rest >= 128:
            out.append(rest % 128 + 128)
            rest //= 128
        return bytes(out) + bytes([rest]) + data
    return b"\x00" + text(name) + text(value)


class H2Client:

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=WAIT_S)
        self.buffer = b""
        self.next_stream = 1
        self.bodies = {}       # stream → what came of its body so far
        self.ended = set()     # streams whose answer is whole
        self.reset = set()
        self.goaways = []      # the last stream of each GOAWAY
        self.closed = False
        # Windows so large that no answer waits for one: SETTINGS_INITIAL_WINDOW_SIZE is 4.
        self.socket.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                            + self._frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 1 << 30))
                            + self._frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1 << 30)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    @staticmethod
    def _frame(kind, flags, stream, payload):
        head = struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream)
        return head + payload

    def request(self, path, method="GET", end=True, authority="h.example"):
        """Opens a stream; returns its number. In: authority may be None."""
        stream = self.next_stream
        self.next_stream += 2
        block = b"".join(literal(name, value) for name, value in (
            (":method", method), (":scheme", "http"), (":path", path), (":authority", authority),
            ("accept", "application/json")) if value is not None)
        parts = [block[i:i + FRAME_BYTES] for i in range(0, len(block), FRAME_BYTES)]
        for i, part in enumerate(parts):
            flags = END_HEADERS if i == len(parts) - 1 else 0
            if i == 0 and end:
                flags |= END_STREAM
            self.socket.sendall(self._frame(CONTINUATION if i else HEADERS, flags, stream, part))
        return stream

    def send_body(self, stream, data, end=True):
        self.socket.sendall(self._frame(DATA, END_STREAM if end else 0, stream, data))

    def _receive(self, count):
        while len(self.buffer) < count:
            data = self.socket.recv(65536)
            if not data:
                return None
            self.buffer += data
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def read_frame(self):
        """Reads one frame; returns its kind, or None when the server closed the connection."""
        head = self._receive(9)
        if head is None:
            self.closed = True
            return None
        length = int.from_bytes(head[:3], "big")
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        payload = self._receive(length) if length else b""
        if kind == SETTINGS and not flags & ACK:
            self.socket.sendall(self._frame(SETTINGS, ACK, 0, b""))
        elif kind == DATA:
            self.bodies[stream] = self.bodies.get(stream, b"") + payload
        elif kind == RST_STREAM:
            self.reset.add(stream)
        elif kind == GOAWAY:
            self.goaways.append(int.from_bytes(payload[:4], "big"))
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            self.ended.add(stream)
        return kind

    def wait_for(self, streams):
        """Reads until all these streams have ended. Returns False when the connection did first."""
        while not self.ended.issuperset(streams):
            if self.reset.intersection(streams) or self.read_frame() is None:
                return False
        return True
