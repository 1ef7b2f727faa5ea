#!/usr/bin/env python3
"""What the real Compose client asks of its engine for each service, without an engine.

usage: fake_engine.py CLIENT < requests

CLIENT is the Compose client's program. Each line of standard input is the path of a Compose file; for each one line of
JSON is printed: {"ok": true, "containers": {NAME: BODY, ...}} or {"ok": false, "error": "..."}.

The client's `create` runs against a socket that pretends to be an engine: every image, external network and external
volume exists, and a container's identifier is its name. The bodies of POST /containers/create are recorded.
"""
import http.server, json, os, re, socketserver, subprocess, sys, tempfile, threading
from urllib.parse import parse_qs, unquote, urlsplit

VERSION = "1.51"
DIGEST = "sha256:" + "0" * 64


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, code, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(code)
        for name, value in (("Api-Version", VERSION), ("Ostype", "linux"), ("Server", "Docker/28.3.0 (linux)"),
                            ("Content-Type", "application/json"), ("Content-Length", str(len(data)))):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def body(self):
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(length) if length else b""
        while not length and "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            size = int(self.rfile.readline().strip() or b"0", 16)
            data += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                break
        return data

    def parts(self):
        split = urlsplit(self.path)
        path = re.sub(r"^/v1\.\d+", "", split.path)
        return path, {key: values[0] for key, values in parse_qs(split.query).items()}

    def do_HEAD(self):
        self.answer(200)

    def do_DELETE(self):
        self.answer(204)

    def do_PUT(self):
        self.body()
        self.answer(200)

    def do_GET(self):
        path, query = self.parts()
        filters = json.loads(query.get("filters", "{}"))
        state = self.server.state
        if path == "/_ping":
            return self.answer(200)
        if path == "/info":
            return self.answer(200, {"OSType": "linux", "ServerVersion": "28.3.0", "Architecture": "x86_64"})
        if path == "/version":
            return self.answer(200, {"ApiVersion": VERSION, "MinAPIVersion": "1.24", "Version": "28.3.0",
                                     "Os": "linux", "Arch": "amd64"})
        if path == "/containers/json":
            wanted = list(filters.get("label", {}))
            return self.answer(200, [summary(name, body) for name, body in list(state.items()) if has(body, wanted)])
        if match := re.fullmatch(r"/containers/(.+)/json", path):
            name = unquote(match[1])
            if name not in state:
                return self.answer(404, {"message": "no such container"})
            return self.answer(200, inspected(name, state[name]))
        if path == "/networks":
            return self.answer(200, [network(name) for name in filters.get("name", {})])
        if match := re.fullmatch(r"/networks/(.+)", path):
            return self.answer(200, network(unquote(match[1])))
        if path == "/volumes":
            return self.answer(200, {"Volumes": []})
        if match := re.fullmatch(r"/volumes/(.+)", path):
            return self.answer(200, {"Name": unquote(match[1]), "Driver": "local", "Labels": {}})
        if path == "/images/json":
            return self.answer(200, [])
        if match := re.fullmatch(r"/images/(.+)/json", path):
            return self.answer(200, {"Id": DIGEST, "RepoTags": [unquote(match[1])], "Os": "linux",
                                     "Architecture": "amd64", "Config": {}})
        self.answer(404, {"message": "no such thing: " + path})

    def do_POST(self):
        path, query = self.parts()
        data = self.body()
        if path == "/containers/create":
            name = query.get("name", "")
            self.server.state[name] = json.loads(data)
            return self.answer(201, {"Id": name, "Warnings": []})
        if path == "/networks/create":
            return self.answer(201, {"Id": json.loads(data).get("Name", "")})
        if path == "/volumes/create":
            return self.answer(201, {"Name": json.loads(data).get("Name", ""), "Driver": "local"})
        self.answer(200)


def has(body, wanted):
    labels = body.get("Labels") or {}
    for label in wanted:
        key, equals, value = label.partition("=")
        if key not in labels or (equals and labels[key] != value):
            return False
    return True


def network(name):
    return {"Name": name, "Id": name, "Driver": "bridge", "Scope": "local", "Labels": {}, "Containers": {},
            "IPAM": {}, "Options": {}}


def summary(name, body):
    return {"Id": name, "Names": ["/" + name], "Image": body.get("Image"), "ImageID": DIGEST, "State": "created",
            "Labels": body.get("Labels") or {}, "Mounts": [], "NetworkSettings": {"Networks": {}}, "Created": 1}


def inspected(name, body):
    return {"Id": name, "Name": "/" + name, "Image": DIGEST, "State": {"Status": "created"}, "HostConfig": {},
            "Config": {"Labels": body.get("Labels") or {}, "Image": body.get("Image")}, "Mounts": [],
            "NetworkSettings": {"Networks": {}}}


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 1024

    def get_request(self):
        connection, _ = self.socket.accept()
        return connection, ("client", 0)


def main():
    client = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "engine.sock")
        server = Server(path, Engine)
        server.state = {}
        threading.Thread(target=server.serve_forever, daemon=True).start()
        env = {"PATH": "/usr/bin:/bin", "HOME": folder, "DOCKER_HOST": "unix://" + path, "DOCKER_CLI_HINTS": "false"}
        for line in sys.stdin:
            server.state = {}
            command = [client, "-f", line.strip(), "--profile", "*", "create", "--no-build", "--pull", "never"]
            try:
                done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=env, timeout=60)
                ok, error = done.returncode == 0, done.stderr.decode("utf8", "replace").strip()[-400:]
            except subprocess.TimeoutExpired:
                ok, error = False, "timed out"
            out = {"ok": ok, "containers": server.state}
            print(json.dumps(out if ok else {**out, "error": error}, sort_keys=True), flush=True)


main()
