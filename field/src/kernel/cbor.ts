/**
 * CBOR in its one deterministic form (RFC 8949 section 4.2.1), for the few types that events need.
 *
 * Whole numbers within ±(2^53 - 1), bytes, text, arrays, maps with texts or whole numbers from 0 as keys, true,
 * false, null. The decoder takes that form only. Maps with numbers as keys are `Map`s, others plain objects.
 * The same rules as src/sampai/ledger/rules/cbor.py; tests/vectors/events.json holds both to it.
 */

import { type Bytes, compare, joined, utf8 } from "./bytes.ts";

export type Data = null | boolean | number | string | Uint8Array | readonly Data[] | { readonly [name: string]: Data };
export type Value = Data | ReadonlyMap<number, Value> | readonly Value[];

/** Bytes or a value that the canonical form does not know. */
export class Malformed extends Error {}

const MOST_DEPTH = 12;
const LONE_SURROGATE = /\p{Surrogate}/u;

export function encode(value: Value): Bytes {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return text(value);
  if (value instanceof Uint8Array) return joined(head(2, value.length), value);
  if (Array.isArray(value)) return joined(head(4, value.length), ...value.map((item: Value) => encode(item)));
  if (value instanceof Map) return pairs([...value.entries()]);
  if (isPlain(value)) return pairs(Object.entries(value));
  throw new Malformed(`type ${typeof value}`);
}

const isPlain = (value: unknown): value is { readonly [name: string]: Value } =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function number(value: number): Bytes {
  if (!Number.isSafeInteger(value)) throw new Malformed("number");
  return value >= 0 ? head(0, value) : head(1, -1 - value);
}

function text(value: string): Bytes {
  if (LONE_SURROGATE.test(value)) throw new Malformed("text");
  const bytes = utf8(value);
  return joined(head(3, bytes.length), bytes);
}

function pairs(entries: readonly (readonly [string | number, Value])[]): Bytes {
  const made = entries.map(([key, item]) => [encode(key), encode(item)] as const);
  made.sort(([one], [other]) => compare(one, other));
  return joined(head(5, made.length), ...made.flat());
}

function head(major: number, argument: number): Bytes {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 2 ** 8) return Uint8Array.of(first | 24, argument);
  const width = argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8;
  const bytes = new Uint8Array(1 + width);
  bytes[0] = first | (width === 2 ? 25 : width === 4 ? 26 : 27);
  return wide(bytes, argument, width);
}

function wide(bytes: Bytes, argument: number, width: number): Bytes {
  let left = argument;
  for (let at = width; at > 0; at--) {
    bytes[at] = left % 256;
    left = Math.floor(left / 256);
  }
  return bytes;
}

/** The value of canonical bytes. Throws `Malformed` for every other form. */
export function decode(raw: Uint8Array): Value {
  const reader = new Reader(raw);
  const value = reader.value(MOST_DEPTH);
  if (reader.at !== raw.length) throw new Malformed("bytes after the end");
  return value;
}

class Reader {
  at = 0;
  constructor(private readonly raw: Uint8Array) {}

  value(depth: number): Value {
    if (!depth) throw new Malformed("too deep");
    const first = this.byte();
    const major = first >> 5;
    if (major === 7) return simple(first);
    if (major === 6) throw new Malformed("tag");
    const argument = this.argument(first & 31);
    if (major === 0) return argument;
    if (major === 1) return negative(argument);
    if (major === 2) return this.take(argument);
    if (major === 3) return this.text(argument);
    return major === 4 ? this.array(argument, depth) : this.map(argument, depth);
  }

  private byte(): number {
    const byte = this.raw[this.at++];
    if (byte === undefined) throw new Malformed("cut off");
    return byte;
  }

  private take(count: number): Bytes {
    if (this.at + count > this.raw.length) throw new Malformed("cut off");
    this.at += count;
    return this.raw.slice(this.at - count, this.at);
  }

  private argument(short: number): number {
    if (short < 24) return short;
    const width = { 24: 1, 25: 2, 26: 4, 27: 8 }[short];
    if (!width) throw new Malformed("length");
    const value = this.take(width).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = width === 1 ? 24 : 2 ** (4 * width);
    if (value < least || !Number.isSafeInteger(value)) throw new Malformed("number");
    return value;
  }

  private text(count: number): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(count));
    } catch (error) {
      if (error instanceof Malformed) throw error;
      throw new Malformed("text");
    }
  }

  private array(count: number, depth: number): Value {
    this.bounded(count);
    return Array.from({ length: count }, () => this.value(depth - 1));
  }

  private map(count: number, depth: number): Value {
    this.bounded(2 * count);
    const found: [Value, Value][] = [];
    let before: Uint8Array | undefined;
    for (let one = 0; one < count; one++) {
      const start = this.at;
      const key = this.value(depth - 1);
      const bytes = this.raw.slice(start, this.at);
      if (before && compare(before, bytes) >= 0) throw new Malformed("order of keys");
      before = bytes;
      found.push([key, this.value(depth - 1)]);
    }
    return keyed(found);
  }

  /** An announced count that cannot fit is refused before memory is taken for it. */
  private bounded(count: number): void {
    if (count > this.raw.length - this.at) throw new Malformed("cut off");
  }
}

function simple(first: number): Value {
  if (first === 0xf4) return false;
  if (first === 0xf5) return true;
  if (first === 0xf6) return null;
  throw new Malformed("type");
}

function negative(argument: number): number {
  if (!Number.isSafeInteger(-1 - argument)) throw new Malformed("number");
  return -1 - argument;
}

function keyed(found: readonly (readonly [Value, Value])[]): Value {
  if (found.length && found.every(([key]) => typeof key === "number" && key >= 0))
    return new Map(found as [number, Value][]);
  if (!found.every(([key]) => typeof key === "string")) throw new Malformed("key");
  return Object.fromEntries(found as [string, Data][]);
}
