"""Law 3 in the language server, whatever is logged and whatever goes wrong; and how the command begins and ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .conftest import ROOT
from .lsp_editor import Editor, place

CANARY = "Zybelmira Quontashvili"
DRAFT = f"What a day! We saw Mrs {CANARY} about her hip, MRN 00482913.\n"

#: A server of which every log goes to standard error, and in which reading fails where a draft says so.
LOUD = """
import asyncio, logging, sys
logging.basicConfig(level=1, stream=sys.stderr, force=True)
import postlint.reading
read = postlint.reading.read
def broken(document):
    if "BREAK" in document.text:
        raise RuntimeError(document.text)
    return read(document)
postlint.reading.read = broken
import postlint.lsp.hovers
def page(*_):
    raise ValueError("{canary}")
postlint.lsp.hovers.page = page
import postlint.lsp.conversation
opened = postlint.lsp.conversation.Conversation._opened
def fails(self, params):
    if "TASK" in params.text_document.text:
        async def lost():
            raise KeyError(params.text_document.text)
        asyncio.ensure_future(lost())
        raise KeyError(params.text_document.text)
    opened(self, params)
postlint.lsp.conversation.Conversation._opened = fails
from postlint.cli import main
print("{canary}")
main()
"""


def test_nothing_found_is_logged_or_told(tmp_path: Any) -> None:
    """Law 3: at every log level, in answers, errors and messages, and where a message cannot be understood."""
    env = {"PYTHONASYNCIODEBUG": "1", "PYTHONDEVMODE": "1", "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    loud = LOUD.replace('print("{canary}")\n', "").replace("{canary}", CANARY)
    editor = Editor(python=("-c", loud), env=env).begin()
    uri, broken = "file:///none/a.md", "file:///none/broken.md"
    editor.open(uri, DRAFT)
    found = editor.found(uri)
    assert "patient-name" in {diagnostic.code for diagnostic in found}
    said = [repr(found)]

    # A stage that fails, a request that fails, a notification that fails, and a task that nobody waits for.
    editor.open(broken, f"BREAK {DRAFT}")
    (unchecked,) = editor.found(broken)
    assert unchecked.message == "This draft could not be checked: reading failed (RuntimeError)"
    with pytest.raises(JsonRpcException) as failed:
        editor.hover(uri, place(0, 25, 0, 25).start)
    assert (failed.value.message, failed.value.data) == ("internal error (ValueError)", None)
    editor.open("file:///none/task.md", f"TASK {DRAFT}")
    editor.wait(lambda: editor.messages)

    # Messages that cannot be understood: wrong in their form, of no known method, for a draft that is not open.
    wrong = {"textDocument": {"uri": uri, "languageId": "x", "version": CANARY, "text": DRAFT}}
    editor.send({"method": "textDocument/didOpen", "params": wrong})
    editor.wait(lambda: len(editor.messages) > 1)
    editor.tell("nobody/knows", {"words": CANARY})
    with pytest.raises(JsonRpcException):
        editor.ask("nobody/answers", {"words": CANARY})
    editor.change("file:///none/never-opened.md", DRAFT, 2)
    with pytest.raises(JsonRpcException):
        editor.actions("file:///none/never-opened.md", place(0, 0, 0, 1))
    for action in editor.actions(uri, place(0, 0, 0, 80)):
        # An edit is the author's own draft, shown to them.
        said += [action.title, repr(action.diagnostics), repr(action.data)]

    said += [repr(told) for told in (editor.published, editor.messages, editor.told)]
    status, stderr = editor.end()
    assert status == 0
    assert "postlint: internal error (KeyError)" in stderr
    for part in CANARY.split():
        assert not [told for told in (*said, stderr) if part in told]
    assert list(tmp_path.iterdir()) == []


def test_standard_output_is_the_protocols() -> None:
    """What anything prints meanwhile goes elsewhere: the conversation goes on."""
    code = (
        "import postlint.lsp.conversation as c\n"
        "initialize = c.Conversation._initialize\n"
        "def chatty(self, params):\n"
        "    print('hello'); import os; os.write(1, b'there\\n')\n"
        "    initialize(self, params)\n"
        "c.Conversation._initialize = chatty\n"
        "from postlint.cli import main; main()\n"
    )
    editor = Editor(python=("-c", code))
    params = types.InitializeParams(capabilities=types.ClientCapabilities())
    assert editor.ask(types.INITIALIZE, params).server_info.name == "postlint"
    status, stderr = editor.end()
    assert status == 0
    assert sorted(stderr.split()) == ["hello", "there"]


def test_an_editor_that_leaves_without_a_word() -> None:
    """Status 1, as the protocol has it for an exit without shutdown; and at the end of input."""
    editor = Editor()
    editor.ask(types.INITIALIZE, types.InitializeParams(capabilities=types.ClientCapabilities()))
    assert editor.end(shutdown=False) == (1, "")
    for words in ("", "Content-Length: 100\r\n\r\n{"):
        done = _run(words)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_an_interrupted_server_does_not_wait_for_more_input() -> None:
    """Ctrl-C, of somebody who started it by hand: status 130, at once."""
    with subprocess.Popen(
        [sys.executable, "-m", "postlint", "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        told = '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}'
        server.stdin.write(f"Content-Length: {len(told)}\r\n\r\n{told}".encode())
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"Content-Length")  # it listens
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 130


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_without_the_extra(missing: str) -> None:
    """One line that says what to install, and status 2."""
    code = f"import sys; sys.modules[{missing!r}] = None; from postlint.cli import main; main()"
    done = _run("", "-c", code, "lsp")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "postlint: the language server is not installed; pip install 'postlint[lsp]'\n"


def test_help_is_light() -> None:
    """The command line knows the command without opening its rooms."""
    code = "import sys, postlint.cli; print(sorted({'pygls', 'lsprotocol', 'postlint.lsp'} & set(sys.modules)))"
    assert _run("", "-c", code).stdout.strip() == "[]"


def _run(given: str, *args: str) -> subprocess.CompletedProcess[str]:
    args = args or ("-m", "postlint", "lsp")
    return subprocess.run(
        [sys.executable, *args], input=given, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
