"""From a configuration to the choices that the verbs look at."""

from __future__ import annotations

from .config import MemoryConfig
from .errors import ConfigurationError, ValidationError
from .health import STALE_AFTER_DAYS, Alert, HealthSettings, positive, read_thresholds
from .pipeline.parts import Settings
from .prompts.extraction import Advice
from .providers.webhook import as_alert
from .retention import Retention
from .values import clean_categories

ALERT_TIMEOUT = 5.0  # seconds


def read_settings(config: MemoryConfig) -> Settings:
    """The choices of a configuration that the verbs look at."""
    if config.strategy not in (None, "rules") and config.llm is None:
        raise ConfigurationError(
            f'Strategy "{config.strategy}" asks a language model, and none is configured.',
            details={"strategy": config.strategy},
            suggestion='Add "llm", or leave "strategy" out: the embedded rules need none.',
        )
    return Settings(
        evidence=config.evidence,
        events=config.events,
        retention=Retention(**config.retention.model_dump()),
        health=_health(config),
        strategy=config.strategy,
        advice=_advice(config),
        update_prompt=config.custom_update_memory_prompt,
        vision=bool(config.llm is not None and config.llm.config.get("enable_vision")),
        context_messages=config.context_messages,
        similar=config.similar_memories,
        summary_after=config.summary_after,
        llm_attempts=config.llm_attempts,
        llm_patience=config.llm_patience,
        same_name=0.7 if config.graph_store is None else config.graph_store.threshold,
    )


def _health(config: MemoryConfig) -> HealthSettings:
    """What counts as ill, and who is told. Raises ConfigurationError for what cannot be meant."""
    raw = config.health or {}
    thresholds = read_thresholds(raw)
    stale_after = positive(raw, "stale_after_days", STALE_AFTER_DAYS)
    try:
        alert = read_alert(config, raw.get("alert"))
    except ValidationError as error:
        raise ConfigurationError(f'"health": {error.message}', details={"key": "health.alert"}) from None
    return HealthSettings(thresholds, stale_after, alert)


def read_alert(config: MemoryConfig, given: object) -> Alert | None:
    """Who is told, from a callable or a URL. Raises ValidationError."""
    timeout = positive(config.health or {}, "alert_timeout", ALERT_TIMEOUT, most=600)
    return as_alert(given, timeout=timeout)


def _advice(config: MemoryConfig) -> Advice:
    """What the operator wants of the language model."""
    return Advice(
        instructions=(config.custom_instructions,) if config.custom_instructions else (),
        includes=config.includes,
        excludes=config.excludes,
        categories=clean_categories(config.custom_categories),
        extraction_prompt=config.custom_fact_extraction_prompt,
        graph=None if config.graph_store is None else config.graph_store.custom_prompt,
    )
