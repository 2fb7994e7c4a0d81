"""How often somebody may try something, counted in the cache."""

from __future__ import annotations

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def within(name: str, who: str, *, times: int, seconds: int) -> bool:
    """Count one more try; whether it is within so many in so many seconds.

    While the cache is down everybody is let through. So this must not be the only thing that stands in the way: what
    it slows down has to be safe by itself (a token of 256 bits, a code that ends after five failures).
    """
    key = f"limit:{name}:{who}"
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key) <= times
    except ValueError:  # it ended between the two
        return True
    except (RedisError, OSError) as failure:
        log.warning("limits are not counted: the cache does not answer", limit=name, error=type(failure).__name__)
        return True
