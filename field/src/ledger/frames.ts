/**
 * Bytes as a loop of QR codes: any few more frames than blocks bring them back, in any order.
 * As src/sampai/ledger/rules/frames.py; tests/vectors/frames.json holds both to it.
 */

import { type Bytes, hex, joined, same, sha256 } from "../kernel/bytes.ts";
import { Malformed } from "../kernel/cbor.ts";

const HEAD_BYTES = 12;
const MOST_CONTENT = 1 << 20;
const MOST_BLOCKS = 4_096;
/** What a cheap camera reads from a cheap screen in one code. */
export const BLOCK_BYTES = 300;

const big = (value: number): Bytes => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const read = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

/** One content, cut for showing. */
export class Loop {
  private constructor(
    private readonly head: Bytes,
    private readonly blocks: readonly Bytes[],
  ) {}

  /** Throws `Malformed` for nothing, or for more than a loop can carry. */
  static async of(content: Bytes, blockBytes = BLOCK_BYTES): Promise<Loop> {
    if (!content.length || content.length > Math.min(MOST_CONTENT, blockBytes * MOST_BLOCKS)) throw new Malformed("content for frames");
    const count = Math.ceil(content.length / blockBytes);
    const blocks = Array.from({ length: count }, (_, at) => padded(content.slice(at * blockBytes, (at + 1) * blockBytes), blockBytes));
    return new Loop(joined((await sha256(content)).slice(0, 4), big(content.length)), blocks);
  }

  get length(): number {
    return this.blocks.length;
  }

  async frame(number: number): Promise<Bytes> {
    const parts = (await mixed(number, this.blocks.length)).map((at) => this.blocks[at] ?? new Uint8Array(0));
    return joined(this.head, big(number), parts.reduce(xor));
  }
}

function padded(block: Bytes, size: number): Bytes {
  const whole = new Uint8Array(size);
  whole.set(block);
  return whole;
}

const xor = (one: Bytes, other: Bytes): Bytes => one.map((byte, at) => byte ^ (other[at] ?? 0));

/** Which blocks a frame holds: itself at first; later each with even chance, by bits of SHA-256. */
async function mixed(number: number, count: number): Promise<readonly number[]> {
  if (number < count) return [number];
  const found: number[] = [];
  for (let chunk = 0; chunk * 256 < count; chunk++) {
    const bits = await sha256(joined(big(number), big(chunk)));
    for (let at = 0; at < Math.min(256, count - chunk * 256); at++)
      if (((bits[at >> 3] ?? 0) >> (7 - (at % 8))) & 1) found.push(chunk * 256 + at);
  }
  return found.length ? found : [number % count];
}

interface Row {
  readonly blocks: ReadonlySet<number>;
  readonly value: Bytes;
}

/** Frames as they are seen, until the content is there. */
export class Gathering {
  private head: Bytes = new Uint8Array(0);
  private size = 0;
  private count = 0;
  /** By its lowest block: which blocks a combination holds, and their XOR. */
  private rows = new Map<number, Row>();

  /** How many independent frames are there, and how many are needed. */
  get progress(): readonly [number, number] {
    return [this.rows.size, this.count];
  }

  /** See one more frame; the content, once it is whole. Throws `Malformed` for frames of nothing. */
  async add(frame: Bytes): Promise<Bytes | undefined> {
    if (frame.length <= HEAD_BYTES) throw new Malformed("frame");
    this.begin(frame.slice(0, 8), frame.length - HEAD_BYTES);
    this.reduce(new Set(await mixed(read(frame, 8), this.count)), frame.slice(HEAD_BYTES));
    return this.rows.size === this.count ? this.whole() : undefined;
  }

  private begin(head: Bytes, size: number): void {
    const length = read(head, 4);
    const count = Math.ceil(length / size);
    if (!length || length > MOST_CONTENT || count > MOST_BLOCKS) throw new Malformed("frame");
    if (same(head, this.head) && size === this.size) return;
    [this.head, this.size, this.count, this.rows] = [head, size, count, new Map<number, Row>()];
  }

  private reduce(blocks: ReadonlySet<number>, value: Bytes): void {
    let row: Row = { blocks, value };
    while (row.blocks.size) {
      const lowest = Math.min(...row.blocks);
      const other = this.rows.get(lowest);
      if (!other) {
        this.rows.set(lowest, row);
        return;
      }
      row = { blocks: without(row.blocks, other.blocks), value: xor(row.value, other.value) };
    }
  }

  /** Solve from the highest block down. Nothing, and all forgotten, where a frame was damaged. */
  private async whole(): Promise<Bytes | undefined> {
    const solved = new Map<number, Bytes>();
    for (const [lowest, row] of [...this.rows].sort(([one], [other]) => other - one)) {
      const others = [...row.blocks].filter((at) => at !== lowest).map((at) => solved.get(at) ?? new Uint8Array(this.size));
      solved.set(lowest, [row.value, ...others].reduce(xor));
    }
    const raw = joined(...Array.from({ length: this.count }, (_, at) => solved.get(at) ?? new Uint8Array(0)));
    const content = raw.slice(0, read(this.head, 4));
    if (hex((await sha256(content)).slice(0, 4)) === hex(this.head.slice(0, 4))) return content;
    this.rows = new Map();
    return undefined;
  }
}

/** What is in one of the two sets only. */
const without = (one: ReadonlySet<number>, other: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...[...one].filter((at) => !other.has(at)), ...[...other].filter((at) => !one.has(at))]);
