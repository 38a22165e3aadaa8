"""The fake provider as a program: `python -m tests.fakes.providers --port 8801`."""

from __future__ import annotations

import argparse

import uvicorn

from tests.fakes.providers.server import FakeProvider

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--port", type=int, default=8801)
port = parser.parse_args().port
uvicorn.run(FakeProvider(port=port).app(), host="127.0.0.1", port=port, log_level="warning")
