/** The examples that all languages share, from tests/vectors. */

import { readFileSync } from "node:fs";
import { fromHex } from "../src/kernel/bytes.ts";
import type { Data, Value } from "../src/kernel/cbor.ts";

export const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}`, import.meta.url), "utf8"));

/** JSON for reading back into data: `{"$hex": "…"}` are bytes. */
export function fromReadable(json: unknown): Data {
  if (Array.isArray(json)) return json.map(fromReadable);
  if (json === null || typeof json !== "object") return json as Data;
  const entries = Object.entries(json);
  if (entries.length === 1 && entries[0]?.[0] === "$hex") return fromHex(String(entries[0][1]));
  return Object.fromEntries(entries.map(([key, item]) => [key, fromReadable(item)]));
}

export type { Value };
