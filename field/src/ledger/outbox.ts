/** What this device still has to hand up; nothing is deleted without a signed receipt. As src/sampai/ledger/rules/outbox.py. */

import { hex } from "../kernel/bytes.ts";
import type { Receipt } from "./envelope.ts";

export interface Waiting {
  readonly counter: number;
  readonly digest: Uint8Array;
}

/** Another try may end otherwise: altered on the way, or the enrolment was not there yet. */
const TRY_AGAIN = new Set(["unproven", "unreadable", "unknown-device"]);

/** What to send next under one signature: the oldest unbroken run. Those set aside hold nobody up. */
export function nextRun<T extends Waiting>(waiting: readonly T[], aside: ReadonlySet<string>, most: number): readonly T[] {
  const ready = waiting.filter((item) => !aside.has(hex(item.digest))).slice(0, most);
  const gap = ready.findIndex((item, at) => at > 0 && item.counter !== (ready[at - 1]?.counter ?? 0) + 1);
  return gap < 0 ? ready : ready.slice(0, gap);
}

/** The counters that the receipt confirms with the right digest. */
export function confirmed(waiting: readonly Waiting[], receipt: Receipt): readonly number[] {
  const stored = new Set(receipt.stored.map(([counter, digest]) => `${String(counter)} ${hex(digest)}`));
  return waiting.filter((item) => stored.has(`${String(item.counter)} ${hex(item.digest)}`)).map((item) => item.counter);
}

/** Digests (hex) that the node keeps aside and will not take on another try, with the reason. */
export const refused = (receipt: Receipt): ReadonlyMap<string, string> =>
  new Map(
    receipt.quarantined.filter(([, reason]) => !TRY_AGAIN.has(reason)).map(([digest, reason]) => [hex(digest), reason]),
  );
