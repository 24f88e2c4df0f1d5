/** Handing up what waits, and learning what this device must know. Any step may be cut off and is done again. */

import { type Bytes, fromHex, joined, utf8 } from "../kernel/bytes.ts";
import { Malformed, type Value, decode, encode } from "../kernel/cbor.ts";
import { MOST_BATCH_EVENTS, batchBytes, readReceipt, receiptMessage } from "./envelope.ts";
import { type Keep, type Kept, alone } from "./keep.ts";
import { ED25519, verify } from "./keys.ts";
import { nextRun, refused } from "./outbox.ts";
import { type Asker, Refused, type Wire } from "./wire.ts";

const MOST_BATCH_BYTES = 256 * 1024;
const PIECE_BYTES = 256 * 1024;
const BLOB = utf8("sampai/blob/v1\n");

/** What came of a try. */
export interface Told {
  readonly confirmed: number;
  readonly waiting: number;
  readonly aside: number;
}

/** Hands up all that waits, custody before positions; each batch is settled by its signed receipt. Throws as `Wire.ask`. */
export const handUp = (keep: Keep, wire: Wire, nodeKey: Bytes): Promise<Told> => alone("sync", () => handedUp(keep, wire, nodeKey));

async function handedUp(keep: Keep, wire: Wire, nodeKey: Bytes): Promise<Told> {
  const now = await keep.device();
  let confirmed = 0;
  let waiting = 0;
  for (const device of await keep.devices()) {
    for (;;) {
      const left = await keep.waiting(device.id);
      const run = fitting(nextRun(left, new Set((await keep.aside()).keys()), MOST_BATCH_EVENTS));
      const settled = run.length ? await handOver(keep, wire, { asker: now, device: device.id, nodeKey }, run) : 0;
      confirmed += settled;
      if (!settled) {
        waiting += left.length;
        break;
      }
    }
  }
  return { confirmed, waiting, aside: (await keep.aside()).size };
}

function fitting(run: readonly Kept[]): readonly Kept[] {
  let bytes = 0;
  const end = run.findIndex((one) => (bytes += one.raw.length) > MOST_BATCH_BYTES);
  return end < 0 ? run : run.slice(0, Math.max(1, end));
}

async function handOver(
  keep: Keep,
  wire: Wire,
  with_: { readonly asker: Asker | undefined; readonly device: Bytes; readonly nodeKey: Bytes },
  run: readonly Kept[],
): Promise<number> {
  const last = run.at(-1);
  if (!last) return 0;
  const body = batchBytes(with_.device, run.map((one) => one.raw), last.signature);
  const answer = await wire.ask("/sync/events", with_.asker, { method: "POST", body });
  const fields = decode(answer.bytes);
  if (!(fields instanceof Map)) throw new Malformed("answer");
  return takeReceipt(keep, with_.nodeKey, fields.get(2) as Bytes, fields.get(3) as Bytes);
}

/** Notes a receipt that the node signed, however it came; returns how many events it settles. Throws `Malformed`. */
export async function takeReceipt(keep: Keep, nodeKey: Bytes, raw: Bytes, signature: Bytes): Promise<number> {
  if (!(await verify(ED25519, nodeKey, await receiptMessage(raw), signature))) throw new Malformed("receipt's signature");
  return keep.settle(readReceipt(raw), { raw, signature }, Date.now());
}

/** Hands up what is carried for others, as it is; their receipts are kept for them. Returns how many batches. */
export async function handUpCarried(keep: Keep, wire: Wire, asker: Asker, nodeKey: Bytes): Promise<number> {
  let count = 0;
  for (const one of await keep.carried()) {
    if (one.receipt) continue;
    const fields = decode((await wire.ask("/sync/events", asker, { method: "POST", body: one.raw })).bytes);
    if (!(fields instanceof Map)) throw new Malformed("answer");
    const [raw, signature] = [fields.get(2) as Bytes, fields.get(3) as Bytes];
    if (!(await verify(ED25519, nodeKey, await receiptMessage(raw), signature))) throw new Malformed("receipt's signature");
    const receipt = readReceipt(raw);
    if (receipt.stored.length + refused(receipt).size === 0) continue;
    await keep.carriedOver(one.raw, { raw, signature, seenMs: Date.now() });
    count++;
  }
  return count;
}

/** One thing this device must know: the event's bytes and its place in the server's record. */
export interface Change {
  readonly position: number;
  readonly raw: Bytes;
}

/** What happened elsewhere since the last time, up to `most` answers; keeps the place in the record. */
export async function learn(keep: Keep, wire: Wire, asker: Asker, take: (change: Change) => Promise<void>): Promise<number> {
  let count = 0;
  for (;;) {
    const since = (await keep.fact<number>("since")) ?? 0;
    const fields = decode((await wire.ask(`/sync/changes?since=${String(since)}`, asker)).bytes);
    if (!(fields instanceof Map)) throw new Malformed("changes");
    for (const item of (fields.get(4) ?? []) as ReadonlyMap<number, Value>[]) {
      await take({ position: item.get(1) as number, raw: item.get(2) as Bytes });
      count++;
    }
    await keep.keepFact("since", fields.get(2));
    if (fields.get(3) !== true) return count;
  }
}

/** Hands up photos in pieces, going on where the last try was cut off. */
export async function handUpBlobs(keep: Keep, wire: Wire, asker: Asker, nodeKey: Bytes): Promise<number> {
  let count = 0;
  for (const blob of await keep.unsentBlobs()) {
    if (await handUpBlob(wire, asker, nodeKey, blob)) {
      await keep.blobSent(blob.digest);
      count++;
    }
  }
  return count;
}

const MOST_FIXES = 200;

/** Hands up where the phone was, last of all. A server that takes no positions is no trouble: they are let go. */
export async function handUpFixes(keep: Keep, wire: Wire, asker: Asker): Promise<void> {
  for (;;) {
    const fixes = await keep.fixes(MOST_FIXES);
    const last = fixes.at(-1);
    if (!last) return;
    const rows = fixes.map((one) => [one.atMs, one.lat_e7, one.lon_e7, one.accuracy_m]);
    try {
      await wire.ask("/sync/positions", asker, { method: "POST", body: encode(new Map<number, Value>([[1, 1], [2, rows]])) });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    }
    await keep.fixesSent(last.atMs);
  }
}

async function handUpBlob(
  wire: Wire,
  asker: Asker,
  nodeKey: Bytes,
  blob: { readonly digest: string; readonly bytes: Bytes },
): Promise<boolean> {
  let at = 0;
  for (;;) {
    const piece = blob.bytes.slice(at, at + PIECE_BYTES);
    const headers = { "Content-Type": "application/octet-stream", "Sampai-Offset": String(at), "Sampai-Size": String(blob.bytes.length) };
    try {
      const answer = await wire.ask(`/sync/blobs/${blob.digest}`, asker, { method: "POST", body: piece, headers });
      const fields = decode(answer.bytes);
      if (!(fields instanceof Map)) throw new Malformed("blob");
      if (fields.get(3) === true)
        return await verify(ED25519, nodeKey, joined(BLOB, fromHex(blob.digest)), fields.get(4) as Bytes);
      at = Number(fields.get(2));
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "offset") throw error;
      at = Number(error.headers.get("Sampai-Have"));
    }
  }
}
