"""What signatures are made with: everything that must agree before two of them may be compared."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from toolkit.errors import SignatureMismatchError, UsageError
from toolkit.sketch.fold import FOLD_VERSION

SCHEMES = {"fastsim64": "mmix64", "affine32": "mmix64/32"}
"""Ways to make a signature, the default first, and what each takes of a shingle: its 64-bit hash or the upper half."""

DEFAULT_SCHEME = next(iter(SCHEMES))


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """All that must agree before two signatures may be compared.

    Attributes:
        num_perm: permutations or bins, the length of a signature.
        seed: of the hash functions; with affine32 as datasketch takes it.
        width: characters in a shingle.
        scheme: `fastsim64`, fast similarity sketching (`toolkit.sketch.fastsim`), or `affine32`, the permutations of
            datasketch, bit for bit.
        fold_version: the fold the shingles were taken from.
        hash: what is taken of a shingle; see `toolkit.sketch.shingles`. It follows from the scheme.
    """

    num_perm: int = 128
    seed: int = 1
    width: int = 5
    scheme: str = DEFAULT_SCHEME
    fold_version: str = FOLD_VERSION
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        if self.scheme not in SCHEMES:
            raise UsageError(f"unknown signature scheme {self.scheme!r}; use {' or '.join(SCHEMES)}")
        object.__setattr__(self, "hash", SCHEMES[self.scheme])
        if not 1 <= self.num_perm <= 1 << 16:
            raise UsageError(f"num_perm must be between 1 and 65536, not {self.num_perm}")
        if not 1 <= self.width <= 1 << 10:
            raise UsageError(f"shingle width must be between 1 and 1024, not {self.width}")
        if not 0 <= self.seed < 1 << 32:
            raise UsageError(f"seed must be between 0 and 4294967295, not {self.seed}")

    def to_dict(self) -> dict[str, Any]:
        """Return the scheme as plain JSON types, as stored beside signatures."""
        return asdict(self)

    def require_computable(self) -> None:
        """Raise `SignatureMismatchError` unless this version computes such signatures."""
        SignatureScheme(self.num_perm, self.seed, self.width, self.scheme).require(self)

    def require(self, other: SignatureScheme) -> None:
        """Raise `SignatureMismatchError` unless `other` is the same scheme."""
        mine, theirs = self.to_dict(), other.to_dict()
        differ = [f"{name} {mine[name]!r} against {theirs[name]!r}" for name in mine if mine[name] != theirs[name]]
        if differ:
            raise SignatureMismatchError(f"signatures do not compare: {', '.join(differ)}; sketch one side again")
