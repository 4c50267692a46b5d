"""The built book on a server that compresses, as servers on the web do."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine, and return its address."""
    sockets = bind_sockets(0, address="127.0.0.1")
    port = sockets[0].getsockname()[1]
    loop = asyncio.new_event_loop()

    def listen() -> None:
        asyncio.set_event_loop(loop)
        files = (r"/(.*)", StaticFileHandler, {"path": str(folder)})
        application = Application([files], compress_response=True, log_function=lambda _: None)
        HTTPServer(application).add_sockets(sockets)
        loop.run_forever()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
