"""Vendors that speak the protocol of OpenAI's chat completions, as one table: address, key, model, JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .dialect import Way


@dataclass(frozen=True, slots=True)
class Preset:
    """One vendor. keys: environment variables of its key, none where it needs none. addresses: those of its address.

    way: how it is first asked for JSON of a shape; what it refuses is asked the next way (dialect.py).
    """

    base_url: str | None
    keys: tuple[str, ...] = ()
    model: str | None = None
    way: Way = "schema"
    addresses: tuple[str, ...] = field(default=())


OPENROUTER_URL: Final = "https://openrouter.ai/api/v1"

PRESETS: Final[Mapping[str, Preset]] = {
    "openai": Preset(None, ("OPENAI_API_KEY",), "gpt-5-mini", addresses=("OPENAI_BASE_URL", "OPENAI_API_BASE")),
    "openrouter": Preset(OPENROUTER_URL, ("OPENROUTER_API_KEY",), "openai/gpt-5-mini"),
    "vllm": Preset(
        "http://localhost:8000/v1", model="Qwen/Qwen2.5-32B-Instruct", addresses=("VLLM_BASE_URL",)
    ),  # VLLM_API_KEY is read where it is set
    "lmstudio": Preset(
        "http://localhost:1234/v1",
        model="lmstudio-community/Meta-Llama-3.1-70B-Instruct-GGUF/Meta-Llama-3.1-70B-Instruct-IQ2_M.gguf",
        addresses=("LMSTUDIO_BASE_URL",),
    ),
    "groq": Preset("https://api.groq.com/openai/v1", ("GROQ_API_KEY",), "llama-3.3-70b-versatile", "tool"),
    "together": Preset("https://api.together.xyz/v1", ("TOGETHER_API_KEY",), "MiniMaxAI/MiniMax-M3"),
    "deepseek": Preset(
        "https://api.deepseek.com", ("DEEPSEEK_API_KEY",), "deepseek-chat", "object", ("DEEPSEEK_API_BASE",)
    ),
    "xai": Preset("https://api.x.ai/v1", ("XAI_API_KEY",), "grok-4.3", addresses=("XAI_API_BASE",)),
    "minimax": Preset("https://api.minimax.io/v1", ("MINIMAX_API_KEY",), "MiniMax-M2.7", "tool", ("MINIMAX_API_BASE",)),
    "sarvam": Preset("https://api.sarvam.ai/v1", ("SARVAM_API_KEY",), "sarvam-m", "words", ("SARVAM_API_BASE",)),
}
ALSO_CALLED: Final[Mapping[str, str]] = {
    "openai_structured": "openai",
    "azure_openai": "openai",
    "azure_openai_structured": "openai",
}


def preset_of(provider: str) -> Preset:
    """The preset of a provider name, aliases included."""
    return PRESETS[ALSO_CALLED.get(provider, provider)]
