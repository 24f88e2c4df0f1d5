"""The digest of what a node holds: equal for the same events, whatever the order of their arrival."""

import hashlib
from collections.abc import Mapping, Sequence

from sampai.ledger.model import DeviceId, Digest, Link
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.judge import gaps, oddities


def state_digest(chains: Mapping[DeviceId, Mapping[int, Sequence[Link]]]) -> Digest:
    """SHA-256 over every device's events, gaps and oddities."""
    found = {
        device.hex(): [
            [[counter, sorted(link.digest for link in links[counter])] for counter in sorted(links)],
            gaps(sorted(links)),
            [[counter, flag.value] for counter, flag in oddities(links)],
        ]
        for device, links in chains.items()
    }
    return Digest(hashlib.sha256(encode(found)).digest())
