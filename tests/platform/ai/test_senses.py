"""Text in images is read by the real engine; what is no image is refused."""

import io
import subprocess

import pytest

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai

pytest.importorskip("rapidocr", reason="the extra [ocr] is not installed")
from PIL import Image, ImageDraw, ImageFont


def chinese_font() -> str:
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, check=True
    )
    return found.stdout


def test_printed_chinese_is_read() -> None:
    image = Image.new("RGB", (900, 160), "white")
    font = ImageFont.truetype(chinese_font(), 48)
    ImageDraw.Draw(image).text((20, 40), "居民身份证 有效期十年", fill="black", font=font)
    png = io.BytesIO()
    image.save(png, "PNG")
    reader = ai.text_reader()
    assert reader is not None
    text = "".join(line.text for line in reader.read(png.getvalue())).replace(" ", "")
    assert "居民身份证" in text
    assert "有效期十年" in text


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken", b"x" * 100])
def test_what_is_no_image_is_refused(data: bytes) -> None:
    reader = ai.text_reader()
    assert reader is not None
    with pytest.raises(Fault) as caught:
        reader.read(data)
    assert caught.value.code == "image-unreadable"


def test_an_empty_page_has_no_lines() -> None:
    png = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(png, "PNG")
    reader = ai.text_reader()
    assert reader is not None
    assert reader.read(png.getvalue()) == []
