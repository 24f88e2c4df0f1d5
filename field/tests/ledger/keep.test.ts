import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { type Bytes, hex } from "../../src/kernel/bytes.ts";
import { Clock } from "../../src/ledger/clock.ts";
import type { Receipt } from "../../src/ledger/envelope.ts";
import { type Draft, KEEP_AFTER_RECEIPT_MS, type Keep, type Kept, openKeep } from "../../src/ledger/keep.ts";
import { deviceId, makeKey } from "../../src/ledger/keys.ts";

const HANDOVER: Draft = {
  kind: "handover.received",
  version: 1,
  election: "pilkada-2024",
  subject: "box:1704012003001-PPWP",
  place: "1704012003001",
  after: [],
  actor: "ketua-kpps-1",
  body: { seals: ["KPU-0017"] },
};

let keep: Keep;
let id: Bytes;
let unique = 0;

beforeEach(async () => {
  keep = await openKeep(`test-${String(unique++)}`);
  id = await enrolled();
});

async function enrolled(): Promise<Bytes> {
  const key = await makeKey();
  const id = await deviceId(key.algorithm, key.publicKey);
  await keep.enrol({ id, key, enrolment: {} });
  return id;
}

function receiptFor(events: readonly Kept[], changes: Partial<Receipt> = {}): Receipt {
  return { node: "posko", device: id, atMs: 1, stored: events.map((one) => [one.counter, one.digest]), quarantined: [], ...changes };
}

const SIGNED = { raw: new Uint8Array(1), signature: new Uint8Array(64) };

test("events of several taps at once form one chain without a gap", async () => {
  const clock = new Clock();

  const made = await Promise.all(Array.from({ length: 20 }, () => keep.append(HANDOVER, clock)));

  expect(made.map((one) => one.counter)).toEqual([...Array(20).keys()]);
  expect(new Set(made.map((one) => hex(one.digest))).size).toBe(20);
  expect(await keep.waiting(id)).toHaveLength(20);
});

test("only a receipt that names counter and digest lets an event stop waiting", async () => {
  const [first, second] = [await keep.append(HANDOVER, new Clock()), await keep.append(HANDOVER, new Clock())];
  const swapped = receiptFor([{ ...first, digest: second.digest }]);

  expect(await keep.settle(swapped, SIGNED, 0)).toBe(0);
  expect(await keep.settle(receiptFor([first]), SIGNED, 0)).toBe(1);

  expect((await keep.waiting(id)).map((one) => one.counter)).toEqual([1]);
  expect(await keep.events(id)).toHaveLength(2);
});

test("an event stays for thirty days after its receipt, without one for ever", async () => {
  const [first] = [await keep.append(HANDOVER, new Clock()), await keep.append(HANDOVER, new Clock())];
  await keep.settle(receiptFor([first]), SIGNED, 1_000);

  expect(await keep.prune(1_000 + KEEP_AFTER_RECEIPT_MS - 1)).toBe(0);
  expect(await keep.prune(1_000 + KEEP_AFTER_RECEIPT_MS)).toBe(1);

  expect((await keep.events(id)).map((one) => one.counter)).toEqual([1]);
});

test("a node that was restored from a backup gets everything again", async () => {
  const made = [await keep.append(HANDOVER, new Clock()), await keep.append(HANDOVER, new Clock())];
  await keep.settle(receiptFor(made), SIGNED, 0);

  await keep.offerAgain(id, 1);

  expect((await keep.waiting(id)).map((one) => one.counter)).toEqual([1]);
});

test("a new key on the same phone orphans nothing that the earlier one signed", async () => {
  await keep.append(HANDOVER, new Clock());
  const earlier = id;

  const later = await enrolled();
  const first = await keep.append(HANDOVER, new Clock());

  expect(first.counter).toBe(0);
  expect(await keep.waiting(earlier)).toHaveLength(1);
  expect(await keep.waiting(later)).toHaveLength(1);
  expect(await keep.devices()).toHaveLength(2);
});

test("what a node refuses stands aside with its reason, and is not lost", async () => {
  const made = await keep.append(HANDOVER, new Clock());

  await keep.settle(receiptFor([], { quarantined: [[made.digest, "revoked"]] }), SIGNED, 0);

  expect(await keep.aside()).toEqual(new Map([[hex(made.digest), "revoked"]]));
  expect(await keep.waiting(id)).toHaveLength(1);
});

test("photos are kept until the node has them", async () => {
  const digest = await keep.keepBlob(new Uint8Array([1, 2, 3]), "image/jpeg");

  expect(await keep.unsentBlobs()).toHaveLength(1);
  await keep.blobSent(hex(digest));

  expect(await keep.unsentBlobs()).toHaveLength(0);
});

test("positions are buffered, the oldest give way, those that were sent go", async () => {
  const keep = await openKeep(`positions-${String(Math.random())}`);
  for (const atMs of [1, 2, 3, 4]) await keep.keepFix({ atMs, lat_e7: 0, lon_e7: 0, accuracy_m: 5 }, 3);

  expect((await keep.fixes(2)).map((one) => one.atMs)).toEqual([2, 3]);
  await keep.fixesSent(3);
  expect((await keep.fixes(9)).map((one) => one.atMs)).toEqual([4]);
});
