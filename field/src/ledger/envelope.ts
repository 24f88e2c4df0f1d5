/** An event, a batch, a receipt as canonical bytes. The layout: docs/reference/event.md. */

import { type Bytes, compare, joined, sha256, utf8 } from "../kernel/bytes.ts";
import { type Data, Malformed, type Value, decode, encode } from "../kernel/cbor.ts";

export const ENVELOPE = 1;
export const MOST_EVENT_BYTES = 8_192;
export const MOST_BATCH_EVENTS = 200;
export const SALT_BYTES = 16;
const CHAIN = utf8("sampai/chain/v1\n");
const RECEIPT = utf8("sampai/receipt/v1\n");

/** What a device knows of the time when something happened; its clock may be wrong by years. */
export interface Observed {
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly boot: Uint8Array;
  readonly serverMs: number | null;
  readonly gpsMs: number | null;
}

export interface Event {
  readonly kind: string;
  readonly version: number;
  readonly election: string;
  readonly subject: string;
  readonly place: string;
  readonly after: readonly Uint8Array[];
  readonly device: Uint8Array;
  readonly counter: number;
  readonly previous: Uint8Array;
  readonly actor: string;
  readonly observed: Observed;
  readonly salt: Uint8Array;
  readonly body: { readonly [name: string]: Data };
}

/** Stands where a statement is about no election, or nobody has signed in. */
export const NONE = "-";

const LENGTHS = [["kind", 1, 60], ["election", 1, 60], ["subject", 1, 120], ["place", 0, 40], ["actor", 1, 150]] as const;

/** The canonical bytes. Throws `Malformed` for an event that no node would take. */
export function eventBytes(event: Event): Bytes {
  for (const [name, least, most] of LENGTHS) {
    const { length } = Array.from(event[name]);
    if (length < least || length > most) throw new Malformed(name);
  }
  const { wallMs, monotonicMs, boot, serverMs, gpsMs } = event.observed;
  const fields: readonly Value[] = [
    ENVELOPE,
    event.kind,
    event.version,
    event.election,
    event.subject,
    event.place,
    [...event.after].sort(compare),
    event.device,
    event.counter,
    event.previous,
    event.actor,
    [wallMs, monotonicMs, boot, serverMs, gpsMs],
    event.salt,
    event.body,
  ];
  const raw = encode(new Map(fields.map((field, at) => [at + 1, field])));
  if (raw.length > MOST_EVENT_BYTES) throw new Malformed("too large");
  return raw;
}

/** The event of its bytes, as this phone once wrote them. Throws `Malformed`. */
export function readEvent(raw: Uint8Array): Event {
  const fields = decode(raw);
  if (!(fields instanceof Map) || fields.size !== 14 || fields.get(1) !== ENVELOPE) throw new Malformed("event");
  const [, kind, version, election, subject, place, after, device, counter, previous, actor, times, salt, body] = [...fields.values()] as [
    unknown, string, number, string, string, string, Uint8Array[], Uint8Array, number, Uint8Array, string, readonly unknown[], Uint8Array, Event["body"],
  ];
  const [wallMs, monotonicMs, boot, serverMs, gpsMs] = times as [number, number, Uint8Array, number | null, number | null];
  const observed = { wallMs, monotonicMs, boot, serverMs, gpsMs };
  return { kind, version, election, subject, place, after, device, counter, previous, actor, observed, salt, body };
}

export const digestOf = (raw: Bytes): Promise<Bytes> => sha256(raw);

/** What a device signs: the digest of the last event of a run; it covers every event before. */
export const chainMessage = (head: Uint8Array): Bytes => joined(CHAIN, head);

/** A run of one device's events under one signature, as it travels: by network, in a file, as QR codes. */
export const batchBytes = (device: Uint8Array, items: readonly Uint8Array[], signature: Uint8Array): Bytes =>
  encode(new Map<number, Value>([[1, ENVELOPE], [2, device], [3, items], [4, signature]]));

/** What a node confirms: in the record, or kept aside with a reason. */
export interface Receipt {
  readonly node: string;
  readonly device: Uint8Array;
  readonly atMs: number;
  readonly stored: readonly (readonly [counter: number, digest: Uint8Array])[];
  readonly quarantined: readonly (readonly [digest: Uint8Array, reason: string])[];
}

/** The receipt of its bytes. Throws `Malformed`. */
export function readReceipt(raw: Uint8Array): Receipt {
  const fields = decode(raw);
  if (!(fields instanceof Map) || fields.size !== 6 || fields.get(1) !== ENVELOPE) throw new Malformed("receipt");
  const [node, device, atMs, stored, kept] = [2, 3, 4, 5, 6].map((key) => fields.get(key) as Value);
  if (typeof node !== "string" || typeof atMs !== "number" || !(device instanceof Uint8Array))
    throw new Malformed("receipt");
  return { node, device, atMs, stored: couples(stored, isStored), quarantined: couples(kept, isKept) };
}

const isStored = (one: unknown): one is [number, Uint8Array] =>
  Array.isArray(one) && one.length === 2 && typeof one[0] === "number" && one[1] instanceof Uint8Array;

const isKept = (one: unknown): one is [Uint8Array, string] =>
  Array.isArray(one) && one.length === 2 && one[0] instanceof Uint8Array && typeof one[1] === "string";

function couples<T>(value: unknown, is: (one: unknown) => one is T): readonly T[] {
  if (!Array.isArray(value) || !value.every(is)) throw new Malformed("receipt");
  return value;
}

/** What a node signs of a receipt's bytes. */
export const receiptMessage = async (raw: Bytes): Promise<Bytes> => joined(RECEIPT, await sha256(raw));
