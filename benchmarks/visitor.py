"""A visitor of the dashboard without a browser: speaks Streamlit's protocol over its websocket, and takes the time."""

from __future__ import annotations

import time
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin


class Visitor:
    """One browser tab.

    Args:
        address: of the server, with its last slash.
        name: who is grading, remembered by this browser; empty: nobody.
    """

    def __init__(self, address: str, name: str = "") -> None:
        host = urlsplit(address).netloc
        cookies = {"Cookie": f"evidence-reviewer={quote(name)}"} if name else {}
        self._socket = connect(
            f"ws://{host}/_stcore/stream",
            origin=Origin(f"http://{host}"),
            additional_headers=cookies,
            max_size=None,
        )
        self.html: list[str] = []
        self.buttons: dict[str, tuple[str, str]] = {}

    def close(self) -> None:
        """Closes the tab."""
        self._socket.close()

    def open(self, page: str, query: str = "") -> float:
        """Opens a page, and gives the milliseconds until the last of it has come."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        self.buttons.clear()
        return self._run(message)

    def press(self, label: str) -> float:
        """Presses a button of what is shown, and gives the milliseconds until the answer has come."""
        widget, fragment = self.buttons[label]
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = widget, True
        return self._run(message)

    def shows(self, text: str) -> bool:
        """Whether the last answer holds this."""
        return any(text in part for part in self.html)

    def _run(self, message: BackMsg) -> float:
        self.html.clear()
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        for said in self._answers():
            if said.HasField("delta"):
                self._keep(said)
            elif said.HasField("script_finished"):
                return (time.perf_counter() - start) * 1000
        raise RuntimeError("the server went away")

    def _answers(self) -> Iterable[ForwardMsg]:
        while True:
            data = self._socket.recv(timeout=60)
            said = ForwardMsg()
            said.ParseFromString(data if isinstance(data, bytes) else data.encode())
            yield said

    def _keep(self, said: ForwardMsg) -> None:
        element = said.delta.new_element
        if element.HasField("html"):
            self.html.append(element.html.body)
        elif element.HasField("button"):
            self.buttons[element.button.label] = (element.button.id, said.delta.fragment_id)
        elif element.HasField("exception"):
            raise RuntimeError(f"the page failed: {element.exception.message}")
