"""Webhooks: who wants to hear of what, an outbox that never forgets, signed deliveries, and a log of them."""
