"""An editor that somebody uses: Neovim, without its screen, shows what is found and makes a rewrite."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

NVIM = shutil.which("nvim")

#: Written for Neovim 0.7 and later; docs/editors.md shows how little 0.11 needs.
SCRIPT = """
local client = assert(vim.lsp.start_client({
  name = 'postlint', root_dir = vim.fn.getcwd(),
  cmd = { vim.env.PYTHON, '-m', 'postlint', 'lsp' }, cmd_cwd = vim.env.ROOT,
}))
vim.lsp.buf_attach_client(0, client)
local function count() return #vim.diagnostic.get(0) end
assert(vim.wait(60000, function() return count() > 0 end, 50), 'no diagnostics')
local told = { before = vim.diagnostic.get(0) }
local name
for _, found in ipairs(told.before) do
  if found.code == 'patient-name' or found.user_data.lsp.code == 'patient-name' then name = found end
end
local place = { line = name.lnum, character = name.col }
local params = {
  textDocument = vim.lsp.util.make_text_document_params(0), range = { start = place, ['end'] = place },
  context = { diagnostics = {}, only = { 'quickfix' } },
}
for _, answer in pairs(assert(vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 60000))) do
  for _, action in ipairs(answer.result) do
    if action.isPreferred then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
  end
end
assert(vim.wait(60000, function() return count() < #told.before end, 50), 'the rewrite changed nothing')
told.after, told.text = vim.diagnostic.get(0), vim.api.nvim_buf_get_lines(0, 0, -1, false)
vim.fn.writefile({ vim.fn.json_encode(told) }, vim.env.TOLD)
vim.cmd('qall!')
"""


@pytest.mark.skipif(NVIM is None, reason="Neovim is not installed (apt install neovim)")
def test_neovim(tmp_path: Path) -> None:
    """A finding is on the words it is about, though emoji stand before it; its rewrite takes it away."""
    draft, script, told = tmp_path / "draft.md", tmp_path / "try.lua", tmp_path / "told.json"
    text = "What a day \U0001f600\U0001f600 We saw Mrs Okafor about her hip, MRN 00482913."
    draft.write_text(text + "\n", encoding="utf-8")
    script.write_text(SCRIPT, encoding="utf-8")
    env = {**os.environ, "PYTHON": sys.executable, "ROOT": str(ROOT), "TOLD": str(told)}
    env |= {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    assert NVIM is not None
    done = subprocess.run(
        [NVIM, "--headless", "--clean", str(draft), "-c", f"luafile {script}", "-c", "cquit"],
        capture_output=True, text=True, check=False, env=env, cwd=tmp_path, timeout=150,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = json.loads(told.read_text(encoding="utf-8"))
    raw = text.encode()
    assert "Okafor" in [raw[found["col"] : found["end_col"]].decode() for found in seen["before"]]
    assert seen["text"] == [text.replace("Mrs Okafor", "a patient")]
    assert len(seen["after"]) < len(seen["before"])
