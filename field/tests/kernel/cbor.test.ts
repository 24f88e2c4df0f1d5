import { expect, test } from "vitest";
import { fromHex, hex } from "../../src/kernel/bytes.ts";
import { Malformed, decode, encode } from "../../src/kernel/cbor.ts";
import { fromReadable, vectors } from "../vectors.ts";

const shared = vectors("events.json") as { values: { json: unknown; cbor: string }[]; refused: string[] };

test.each(shared.values)("$cbor is the one form of its value", ({ json, cbor }) => {
  const value = fromReadable(json);

  expect(hex(encode(value))).toBe(cbor);
  expect(hex(encode(decode(fromHex(cbor))))).toBe(cbor);
});

test.each(shared.refused)("%s is another form and refused", (cbor) => {
  expect(() => decode(fromHex(cbor))).toThrow(Malformed);
});

test.each([0.5, NaN, 2 ** 53, "\ud800", undefined, new Date(0)])("%s has no form", (value) => {
  expect(() => encode(value as never)).toThrow(Malformed);
});

test("a length that cannot be is refused before memory is taken", () => {
  expect(() => decode(fromHex("9b001fffffffffffff"))).toThrow(Malformed);
});
