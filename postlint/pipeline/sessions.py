"""How the model's graphs are run: on so many threads, as they were exported, without holding on to memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_graph(path: Path, *, threads: int) -> InferenceSession:
    """A session on the graph at ``path``."""
    # Official builds of ONNX Runtime tell their maker of every session, and keep an id of the machine to do so; from
    # when it is imported on, unless it is told not to (law 5).
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # where another part of the program has imported it before
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The recipe exports a graph that is optimised already.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # Arenas keep the largest post's memory for ever; a linter lives beside other programs.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
