import { expect, test } from "vitest";
import { type Bytes, fromHex, hex, random } from "../../src/kernel/bytes.ts";
import { Malformed } from "../../src/kernel/cbor.ts";
import { carried, frameText, readFrame, receipted, unpacked } from "../../src/ledger/carry.ts";
import { Gathering, Loop } from "../../src/ledger/frames.ts";
import { vectors } from "../vectors.ts";

interface Example { name: string; content: string; block_bytes: number; frames: string[] }
const shared = vectors("frames.json") as Example[];

test.each(shared)("$name: frames have the same bytes in every language", async (example) => {
  const loop = await Loop.of(fromHex(example.content), example.block_bytes);

  expect(await Promise.all(example.frames.map(async (_, at) => hex(await loop.frame(at))))).toEqual(example.frames);
});

test.each(shared)("$name: the content comes back though the first frames were missed", async (example) => {
  const loop = await Loop.of(fromHex(example.content), example.block_bytes);

  expect(hex(await gathered(loop, (at) => at % 3 !== 0))).toBe(example.content);
});

async function gathered(loop: Loop, seen: (at: number) => boolean): Promise<Bytes> {
  const found = new Gathering();
  for (let at = 0; at < 500; at++) {
    const content = seen(at) ? await found.add(await loop.frame(at)) : undefined;
    if (content) return content;
  }
  throw new Error("never whole");
}

test("a damaged frame never gives another content", async () => {
  const content = random(1_000);
  const loop = await Loop.of(content);
  const found = new Gathering();
  const bad = await loop.frame(0);
  bad[20] = (bad[20] ?? 0) ^ 1;
  await found.add(bad);

  let whole: Bytes | undefined;
  for (let at = 1; !whole; at++) whole = await found.add(await loop.frame(at));

  expect(hex(whole)).toBe(hex(content));
});

test("what is carried comes back as it was, cut off it is refused", () => {
  const batches = [random(10), random(300)];
  const receipts = [{ raw: random(50), signature: random(64) }];

  expect(unpacked(carried(batches))).toEqual({ batches });
  expect(unpacked(receipted(receipts))).toEqual({ receipts });
  expect(() => unpacked(carried(batches).slice(0, -1))).toThrow(Malformed);
  expect(() => unpacked(random(40))).toThrow(Malformed);
});

test("a frame is known by its text", () => {
  const frame = random(312);

  expect(readFrame(frameText(frame))).toEqual(frame);
  expect(readFrame("S1/1704012003001-B1/PILGUB/0123ABCD")).toBeUndefined();
});
