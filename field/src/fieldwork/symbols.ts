/** Thirty-two characters that are hard to mistake, with two check symbols: src/sampai/fieldwork/rules/symbols.py. */

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const LENGTH = 12;

const POWERS: readonly number[] = powers();
const LOGS = new Map(POWERS.map((value, power) => [value, power]));

function powers(): readonly number[] {
  const found = [1];
  while (found.length < 31) {
    const value = found[found.length - 1] ?? 1;
    found.push((value << 1) ^ (value & 16 ? 0x25 : 0));
  }
  return found;
}

const power = (of: number): number => POWERS[((of % 31) + 31) % 31] ?? 1;
const log = (value: number): number => LOGS.get(value) ?? 0;
const times = (one: number, other: number): number => (one && other ? power(log(one) + log(other)) : 0);

/** Ten symbols followed by their two checks. */
export function withChecks(symbols: readonly number[]): readonly number[] {
  let rest: readonly [number, number] = [0, 0];
  for (const symbol of symbols) {
    const head = symbol ^ rest[0];
    rest = [rest[1] ^ times(head, power(1) ^ power(2)), times(head, power(3))];
  }
  return [...symbols, ...rest];
}

/** Whether no slip is to be seen. */
export function belongTogether(symbols: readonly number[]): boolean {
  let [one, other] = [0, 0];
  for (const symbol of symbols) [one, other] = [times(one, power(1)) ^ symbol, times(other, power(2)) ^ symbol];
  return symbols.length === LENGTH && !one && !other;
}

/** The symbols of a text as typed; undefined for a character that no code has. */
export function read(text: string): readonly number[] | undefined {
  const plain = text.toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1").replace(/[ .-]/g, "");
  const symbols = Array.from(plain, (letter) => ALPHABET.indexOf(letter));
  return symbols.includes(-1) ? undefined : symbols;
}

/** Symbols in groups of four. */
export function written(symbols: readonly number[]): string {
  const text = symbols.map((symbol) => ALPHABET[symbol]).join("");
  return (text.match(/.{1,4}/g) ?? []).join("-");
}

/** The first bits of a digest as so many symbols. */
export function ofBits(digest: Uint8Array, count: number): readonly number[] {
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: count }, (_, at) => Number.parseInt(bits.slice(5 * at, 5 * at + 5), 2));
}

