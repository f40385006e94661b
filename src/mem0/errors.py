"""Every error the library raises, as one tree.

    MemoryError                      base, 500      (shadows the builtin on purpose: programs import it by this name)
    ├── ValidationError   ValueError, 400           bad argument; nothing was changed
    │   ├── FilterError                             a filter that cannot be understood; names the part
    │   └── UnknownArgumentError  TypeError         a misspelt keyword; names the near one
    ├── MemoryNotFoundError  ValueError, 404        no memory of that id
    ├── AuthenticationError  401 (ForbiddenError 403) / RateLimitError 429 / MemoryQuotaExceededError 413 / NetworkError 503
    ├── ConfigurationError   ValueError, 400        the configuration cannot work; says what to write instead
    ├── DependencyError  ImportError, 501           a package that is not installed; names the extra
    │   └── MissingExtra
    ├── DatabaseError 503                           the store cannot be read or written
    │   ├── StoreCorruptError  = MemoryCorruptionError
    │   ├── StoreVersionError                       the file was written by a newer version
    │   └── EncryptionError     403                 the key is missing, wrong, or not wanted
    ├── LeaseLostError 409                          a job was taken over, erased or done while a worker was at it
    ├── LLMError 502 / EmbeddingError 502 / RerankerError 502
    └── VectorStoreError 503 (VectorSearchError below it) / GraphStoreError 503 / CacheError 500

`error_code` is stable and made for programs, `str(error)` is made for the person who can mend it, `suggestion` says how.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class MemoryError(Exception):
    """Base of all errors of this library.

    Attributes: message, error_code (stable), details (facts about the case), suggestion (what to do),
    debug_info (for the operator; never holds secrets or memory text).
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "MEM_500"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, Any] | None = None,
        suggestion: str | None = None,
        debug_info: Mapping[str, Any] | None = None,
    ) -> None:
        self.message = message
        self.error_code = error_code or self.code
        self.details = dict(details or {})
        self.suggestion = suggestion
        self.debug_info = dict(debug_info or {})
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.message} {self.suggestion}" if self.suggestion else self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}(message={self.message!r}, error_code={self.error_code!r})"


class ValidationError(MemoryError, ValueError):
    """An argument is wrong; nothing was changed."""

    status, code = 400, "VALIDATION_003"


class FilterError(ValidationError):
    """A filter that cannot be understood; `details["path"]` names the part."""

    code = "FILTER_001"


class UnknownArgumentError(ValidationError, TypeError):
    """A keyword argument that no generation of the API knows."""

    code = "VALIDATION_004"


class MemoryNotFoundError(MemoryError, ValueError):
    """There is no memory of that id."""

    status, code = 404, "MEM_404"


class AuthenticationError(MemoryError):
    """The key is missing, wrong, expired or not allowed to do this."""

    status, code = 401, "AUTH_001"


class ForbiddenError(AuthenticationError):
    """The one who asks is known and may not do this; `details` name the actor, the role and the call."""

    status, code = 403, "AUTH_003"


class RateLimitError(MemoryError):
    """Too many requests; `debug_info["retry_after"]` in seconds where the other side said so."""

    status, code = 429, "RATE_001"


class MemoryQuotaExceededError(MemoryError):
    """The request or the account is over its size."""

    status, code = 413, "QUOTA_001"


class NetworkError(MemoryError):
    """The other side could not be reached in time."""

    status, code = 503, "NET_001"


class ConfigurationError(MemoryError, ValueError):
    """The configuration cannot work."""

    status, code = 400, "CONFIG_001"


class DependencyError(MemoryError, ImportError):
    """A package that this needs is not installed."""

    status, code = 501, "DEP_001"


class MissingExtra(DependencyError):
    """A provider was asked for whose extra is not installed."""

    def __init__(self, provider: str, extra: str) -> None:
        super().__init__(f'{provider} needs the "{extra}" extra: pip install "open-mem0[{extra}]"')
        self.details = {"provider": provider, "extra": extra}


class DatabaseError(MemoryError):
    """The store could not be read or written; the data is as it was before the call."""

    status, code = 503, "DB_001"


class StoreCorruptError(DatabaseError):
    """The file is damaged or is not a memory store."""

    code = "DB_002"


class StoreVersionError(DatabaseError):
    """The file was written by a newer version of the library."""

    code = "DB_003"


class EncryptionError(DatabaseError):
    """The store needs a key that it was not given, or another one; or it is not encrypted although a key was given."""

    status, code = 403, "DB_004"


class LeaseLostError(MemoryError):
    """A job is no longer this worker's: another took it over, it was erased, or it is done. Nothing was changed."""

    status, code = 409, "JOB_001"

    def __init__(self, job_id: str) -> None:
        super().__init__(f"Job {job_id} is no longer held by this worker.", details={"job_id": job_id})


class LLMError(MemoryError):
    """The language model failed or its answer could not be used."""

    status, code = 502, "LLM_001"


class EmbeddingError(MemoryError):
    """The embedder failed or gave vectors of another size."""

    status, code = 502, "EMBED_001"


class RerankerError(MemoryError):
    """The reranker failed."""

    status, code = 502, "RERANK_001"


class VectorStoreError(MemoryError):
    """An external vector index failed."""

    status, code = 503, "VECTOR_001"


class VectorSearchError(VectorStoreError):
    """A search in an external vector index failed."""

    code = "VECTOR_002"


class GraphStoreError(MemoryError):
    """An external graph store failed."""

    status, code = 503, "GRAPH_001"


class CacheError(MemoryError):
    """A cache failed in a way that could not be survived."""

    code = "CACHE_001"


MemoryCorruptionError = StoreCorruptError
