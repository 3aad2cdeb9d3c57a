"""A name server on loopback that knows what it is told, for the questions that senders' domains are asked."""

import socketserver
import threading
from contextlib import contextmanager

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

ROOT = {".": {"NS": ["a.root."]}}


class _Answering(socketserver.BaseRequestHandler):
    def handle(self):
        wire, socket = self.request
        if self.server.is_silent:
            return
        question = dns.message.from_wire(wire)
        asked = question.question[0]
        answer = dns.message.make_response(question)
        known = self.server.names.get(asked.name.to_text(omit_final_dot=True).lower())
        if known is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif texts := known.get(dns.rdatatype.to_text(asked.rdtype)):
            answer.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", asked.rdtype, texts))
        socket.sendto(answer.to_wire(max_size=65_535), self.client_address)


class NameServer(socketserver.ThreadingUDPServer):
    """`names` maps a name to its records by type, each as in a zone file. A name that is not there does not exist."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answering)
        self.names, self.is_silent = dict(ROOT), False

    def has(self, name, **records):
        self.names[name] = {kind: [said] if isinstance(said, str) else said for kind, said in records.items()}


@contextmanager
def answering(monkeypatch):
    """Ask this server and no other, and give it."""
    with NameServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        yield server
        server.shutdown()
