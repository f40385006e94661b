"""What makes texts searchable: their features and the encoder's codes, many texts in one call of the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..ports import Encoder, ReadsContext
from ..retrieval.features import features
from .spoken import Spoken


@dataclass(frozen=True, slots=True)
class Searchable:
    """What is stored beside a text so that it can be found."""

    features: bytes
    codes: bytes | None


def searchable(encoder: Encoder, texts: Sequence[str], *, said: Sequence[Spoken] | None = None) -> list[Searchable]:
    """Features and codes of texts; one call of the encoder for all of them. `said`: how each was said, if it was."""
    if said is not None and isinstance(encoder, ReadsContext):
        codes = encoder.encode_after([one.text for one in said], [one.before for one in said]) if texts else []
    else:
        codes = encoder.encode(texts) if texts else []
    return [Searchable(features(text).to_bytes(), code) for text, code in zip(texts, codes, strict=True)]
