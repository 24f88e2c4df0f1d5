import { expect, test } from "vitest";
import { type Bytes, fromHex, hex } from "../../src/kernel/bytes.ts";
import { type Event, batchBytes, chainMessage, digestOf, eventBytes } from "../../src/ledger/envelope.ts";
import { type Algorithm, ED25519, P256, deviceId, makeKey, sign, verify } from "../../src/ledger/keys.ts";
import { fromReadable, vectors } from "../vectors.ts";

interface Example {
  algorithm: Algorithm;
  public_key: string;
  json: Record<string, unknown>;
  cbor: string;
  digest: string;
  signed_message: string;
  signature: string;
}
const shared = vectors("events.json") as { events: Example[]; batch: { cbor: string } };

function read(json: Record<string, unknown>): Event {
  const plain = fromReadable(json) as Record<string, never>;
  const [wallMs, monotonicMs, boot, serverMs, gpsMs] = plain["observed"] as unknown as [number, number, Bytes, null, null];
  return { ...plain, observed: { wallMs, monotonicMs, boot, serverMs, gpsMs } } as unknown as Event;
}

test.each(shared.events)("event $digest has the same bytes in every language", async (example) => {
  const raw = eventBytes(read(example.json));
  const digest = await digestOf(raw);

  expect(hex(raw)).toBe(example.cbor);
  expect(hex(digest)).toBe(example.digest);
  expect(hex(chainMessage(digest))).toBe(example.signed_message);
});

test.each(shared.events)("the signature of $digest holds, and not for another byte", async (example) => {
  const [key, message, signature] = [example.public_key, example.signed_message, example.signature].map(fromHex) as [Bytes, Bytes, Bytes];

  expect(await verify(example.algorithm, key, message, signature)).toBe(true);
  message[20] = (message[20] ?? 0) ^ 1;
  expect(await verify(example.algorithm, key, message, signature)).toBe(false);
});

test("a batch has the same bytes in every language", () => {
  const [first] = shared.events;
  const run = shared.events.filter((one) => one.public_key === first?.public_key);
  const last = run.at(-1);
  const device = read(run[0]?.json ?? {}).device;

  const raw = batchBytes(device, run.map((one) => fromHex(one.cbor)), fromHex(last?.signature ?? ""));

  expect(hex(raw)).toBe(shared.batch.cbor);
});

test("a new key signs, cannot be read out, and names its device as the vectors do", async () => {
  const key = await makeKey();
  const message = chainMessage(new Uint8Array(32));

  const signature = await sign(key, message);

  expect(signature).toHaveLength(64);
  expect(await verify(key.algorithm, key.publicKey, message, signature)).toBe(true);
  await expect(crypto.subtle.exportKey("pkcs8", key.pair.privateKey)).rejects.toThrow();
  const [example] = shared.events;
  if (!example) throw new Error("no example");
  expect(hex(await deviceId(example.algorithm, fromHex(example.public_key)))).toBe(hex(read(example.json).device));
  expect([ED25519, P256]).toContain(key.algorithm);
});
