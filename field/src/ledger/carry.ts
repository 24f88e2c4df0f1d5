/** What one phone gives another to carry: batches under their own signatures, and receipts on the way back. */

import { type Bytes, base64url, fromBase64url, joined, same, utf8 } from "../kernel/bytes.ts";
import { Malformed, type Value, decode, encode } from "../kernel/cbor.ts";
import { MOST_BATCH_EVENTS, batchBytes } from "./envelope.ts";
import type { Kept } from "./keep.ts";

const BATCHES = utf8("sampai/carry/v1\n");
const RECEIPTS = utf8("sampai/receipts/v1\n");
const FRAME = "SAMPAI2.";

/** A receipt as the node signed it. */
export interface Signed {
  readonly raw: Bytes;
  readonly signature: Bytes;
}

/** A file or loop that holds these batches (docs/reference/sync.md). */
export const carried = (batches: readonly Bytes[]): Bytes =>
  joined(BATCHES, ...batches.flatMap((raw) => [Uint8Array.of(raw.length >>> 24, raw.length >>> 16, raw.length >>> 8, raw.length), raw]));

/** A loop that holds receipts. */
export const receipted = (receipts: readonly Signed[]): Bytes =>
  joined(RECEIPTS, encode(receipts.map(({ raw, signature }) => [raw, signature])));

/** What a file or loop brings. */
export type Brought = { readonly batches: readonly Bytes[] } | { readonly receipts: readonly Signed[] };

/** Reads either. Throws `Malformed` where it is another file, or was cut off. */
export function unpacked(content: Bytes): Brought {
  if (same(content.slice(0, BATCHES.length), BATCHES)) return { batches: batchesOf(content) };
  if (!same(content.slice(0, RECEIPTS.length), RECEIPTS)) throw new Malformed("carried");
  const pairs = decode(content.slice(RECEIPTS.length));
  if (!Array.isArray(pairs)) throw new Malformed("receipts");
  return { receipts: (pairs as [Bytes, Bytes][]).map(([raw, signature]) => ({ raw, signature })) };
}

function batchesOf(content: Bytes): readonly Bytes[] {
  const found: Bytes[] = [];
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  for (let at = BATCHES.length; at < content.length; ) {
    if (at + 4 > content.length) throw new Malformed("cut off");
    const raw = content.slice(at + 4, at + 4 + view.getUint32(at));
    if (raw.length !== view.getUint32(at)) throw new Malformed("cut off");
    found.push(raw);
    at += 4 + raw.length;
  }
  return found;
}

/** Whose batch it is, and which counters; only to know it again. Throws `Malformed` for anything else. */
export function deviceOf(batch: Bytes): Bytes {
  const fields = decode(batch);
  const device = fields instanceof Map ? (fields as ReadonlyMap<number, Value>).get(2) : undefined;
  if (!(device instanceof Uint8Array) || device.length !== 16) throw new Malformed("batch");
  return device as Bytes;
}

/** Unbroken runs of one device's events, each as a batch under its last event's signature. */
export function inBatches(device: Uint8Array, events: readonly Kept[]): readonly Bytes[] {
  const runs: Kept[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && event.counter === last.counter + 1 && run.length < MOST_BATCH_EVENTS) run.push(event);
    else runs.push([event]);
  }
  return runs.map((run) => batchBytes(device, run.map((one) => one.raw), run.at(-1)?.signature ?? new Uint8Array(0)));
}

/** A frame as the text of a QR code. */
export const frameText = (frame: Bytes): string => FRAME + base64url(frame);

/** The frame of a QR code; undefined for any other code. */
export function readFrame(text: string): Bytes | undefined {
  if (!text.startsWith(FRAME)) return undefined;
  try {
    return fromBase64url(text.slice(FRAME.length));
  } catch {
    return undefined;
  }
}
