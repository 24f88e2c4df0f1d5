"""The digest of what a node holds: equal for the same events, whatever the order of their arrival."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from sampai.ledger.model import DeviceId, Digest, Link
from sampai.ledger.rules.cbor import encode, map_head
from sampai.ledger.rules.judge import gaps, oddities


def state_digest(chains: Mapping[DeviceId, Mapping[int, Sequence[Link]]]) -> Digest:
    """SHA-256 over every device's events, gaps and oddities."""
    return digest_of_chains(((device, chains[device]) for device in sorted(chains)), count=len(chains))


def digest_of_chains(
    chains: Iterable[tuple[DeviceId, Mapping[int, Sequence[Link]]]], *, count: int
) -> Digest:
    """The same of so many chains that come one by one, in the order of their devices' ids."""
    found = hashlib.sha256(map_head(count))
    for device, links in chains:
        found.update(encode(device.hex()))
        found.update(
            encode(
                [
                    [[counter, sorted(link.digest for link in links[counter])] for counter in sorted(links)],
                    gaps(sorted(links)),
                    [[counter, flag.value] for counter, flag in oddities(links)],
                ]
            )
        )
    return Digest(found.digest())
