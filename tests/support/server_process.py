"""The server's program over a store of its own, for tests in Python."""

import pathlib
import signal
import subprocess
import tempfile

START_SECONDS = 30


class ServerProcess:
    """Serves gRPC, and HTTP, on free ports when the constructor returns; close() ends it."""

    def __init__(self, binary, *arguments):
        self._directory = tempfile.TemporaryDirectory()
        self.directory = pathlib.Path(self._directory.name)
        self.data = self.directory / "data"
        ports = self.directory / "port"
        http_ports = self.directory / "http_port"
        self._log = open(self.directory / "log", "wb")
        self.process = subprocess.Popen(
            [binary, "--listen", "127.0.0.1:0", "--data", str(self.data),
             "--port-file", str(ports), "--http-port-file", str(http_ports), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._log)
        # The server makes the file once it serves; the wait is for that, in small steps.
        for _ in range(START_SECONDS * 20):
            if ports.exists():
                break
            try:
                code = self.process.wait(timeout=0.05)
                raise RuntimeError(f"the server ended with exit code {code}: {self.log()}")
            except subprocess.TimeoutExpired:
                continue
        self.grpc_port = int(ports.read_text())
        self.address = f"127.0.0.1:{self.grpc_port}"
        self.port = int(http_ports.read_text())
        self.admin_key = (self.data / "admin.key").read_text().strip()

    def log(self):
        return (self.directory / "log").read_text(errors="replace")

    def stop(self):
        """Asks it to end, and answers its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=START_SECONDS)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._log.close()
        self._directory.cleanup()
