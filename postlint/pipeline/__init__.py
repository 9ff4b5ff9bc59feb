"""The pipeline: the only room that knows spaCy, Presidio and ONNX."""
