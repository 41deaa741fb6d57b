"""Small recordings: a tone stands for a voice, as nothing here understands words."""

import io
import struct
import wave

import numpy as np


def wav(seconds: float = 1.0, *, loud: float = 0.3, rate: int = 16_000, channels: int = 1) -> bytes:
    """A tone of 220 Hz; ``loud`` 0 is silence."""
    count = int(seconds * rate)
    tone = (np.sin(np.arange(count) * 2 * np.pi * 220 / rate) * loud * 32767).astype("<i2")
    content = io.BytesIO()
    with wave.open(content, "wb") as opened:
        opened.setnchannels(channels)
        opened.setsampwidth(2)
        opened.setframerate(rate)
        opened.writeframes(np.repeat(tone, channels).tobytes())
    return content.getvalue()


def wav_that_claims(rate: int, frames: int) -> bytes:
    """A header that promises more than there is."""
    head = b"RIFF" + struct.pack("<I", 36 + frames * 2) + b"WAVEfmt "
    return head + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", frames * 2)
