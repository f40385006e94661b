"""The methods of both doors that keep what is promised: encryption, forgetting with a receipt, the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..render import Item, Results
from ..runner import finish
from . import pledges
from .base import REKEY, Door


class Trust(Door):
    """Of Memory."""

    def encrypt(self, key: Any) -> Item:
        """Encrypt a store that was in clear: every row is sealed and no clear byte stays in its files.

        key: as `encryption_key` in the configuration, and from now on needed to open the store. Returns {"rows": how many
        were sealed}. Raises EncryptionError where it is encrypted, MissingExtra without the extra "encryption".
        """
        return finish(pledges.encrypt(self._parts, key))

    def rotate_key(self, new_key: Any) -> Item:
        """Change the master key; no row is written anew. Returns {"keys": how many were wrapped anew}.

        Other processes must open the store again with the new key. Raises EncryptionError for a store in clear.
        """
        return finish(pledges.rotate_key(self._parts, new_key))

    def rekey(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
    ) -> Item:
        """Give one owner a new key: all rows of that owner are sealed anew, the old key is destroyed.

        Rows belong to their user, else agent, else app, else run; name exactly one. Returns {"rows": how many}.
        Raises ValidationError for an owner that the store does not know.
        """
        return finish(pledges.rekey(self._parts, REKEY.of(locals())))

    def forget(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
    ) -> Item:
        """The right to be forgotten: remove everything of one owner, wherever it is kept, and answer with a receipt.

        Memories and their past versions, messages, words in the history, summaries, entities and relations, jobs, search
        data and external indexes (through the outbox) go; the owner's key is destroyed; a tombstone stays, so that `load`
        does not bring back what is older. An owner of whom nothing is known gets a receipt too.

        Backups of an encrypted store become unreadable for this owner: the key is destroyed in every keyring that the store
        has written. One that is out of reach is named in the receipt, told at the next backup, sweep, forget or opening,
        and counted by `health` until then.

        Returns a receipt to keep: {"kind", "version", "store", "scope" (a digest, no name), "at", "counts", "backups":
        {"keyrings": told, "pending": not told yet, "readable": backups that were made without a keyring, by kind},
        "audit", "signature"}. Raises ValidationError unless exactly one owner is named, DatabaseError (nothing was
        changed) where anything could not be removed.
        """
        return finish(pledges.forget(self._parts, REKEY.of(locals())))

    def keyrings(self) -> Results:
        """The keyrings of this store's backups: {"results": [{"path", "waiting": it could not be told something yet}]}."""
        return finish(pledges.keyring_list(self._parts))

    def drop_keyring(self, path: str | Path) -> None:
        """Know a keyring no more that was destroyed, with its backups or by an accident: nobody waits for it then.

        Whoever still has it reads in its backups whoever it was not told to forget. Raises ValidationError for one that is
        not known.
        """
        finish(pledges.drop_keyring(self._parts, path))

    def verify_receipt(self, receipt: Mapping[str, Any]) -> Item:
        """Check a receipt of `forget`: the signature, the audit log it stands in, and that the owner is still gone.

        Returns {"valid", "checks": {"store", "signature", "audit_log", "forgotten"}, "problems", "returned": whether the
        owner has come back with new rows since}. Raises ValidationError for what is no receipt.
        """
        return finish(pledges.verify_receipt(self._parts, receipt))

    def audit(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> Results:
        """The lines of the audit log, oldest first: who did what, when, to which ids and how many; never what was said.

        With an id only the lines about that owner. after: those behind this line number. Returns {"results": [{"n", "at",
        "verb", "actor", "owners" (digests), "ids" (of memories, a hundred at most), "counts", "hash"}], "head": "n:hash"}.
        """
        return finish(pledges.audit(self._parts, {**REKEY.of(locals()), "after": after, "limit": limit}))

    def verify_audit(self, head: str | None = None) -> Item:
        """Follow the chain of the audit log from its first line to its last.

        head: an "n:hash" that was kept elsewhere; it must still be in the log. Returns {"valid", "lines", "head",
        "problem": the first line that is wrong, or None}.
        """
        return finish(pledges.verify_audit(self._parts, head))


class AsyncTrust(Door):
    """Of AsyncMemory."""

    async def encrypt(self, key: Any) -> Item:
        """See Memory.encrypt."""
        return await pledges.encrypt(self._parts, key)

    async def rotate_key(self, new_key: Any) -> Item:
        """See Memory.rotate_key."""
        return await pledges.rotate_key(self._parts, new_key)

    async def rekey(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
    ) -> Item:
        """See Memory.rekey."""
        return await pledges.rekey(self._parts, REKEY.of(locals()))

    async def forget(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
    ) -> Item:
        """See Memory.forget."""
        return await pledges.forget(self._parts, REKEY.of(locals()))

    async def keyrings(self) -> Results:
        """See Memory.keyrings."""
        return await pledges.keyring_list(self._parts)

    async def drop_keyring(self, path: str | Path) -> None:
        """See Memory.drop_keyring."""
        await pledges.drop_keyring(self._parts, path)

    async def verify_receipt(self, receipt: Mapping[str, Any]) -> Item:
        """See Memory.verify_receipt."""
        return await pledges.verify_receipt(self._parts, receipt)

    async def audit(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> Results:
        """See Memory.audit."""
        return await pledges.audit(self._parts, {**REKEY.of(locals()), "after": after, "limit": limit})

    async def verify_audit(self, head: str | None = None) -> Item:
        """See Memory.verify_audit."""
        return await pledges.verify_audit(self._parts, head)
