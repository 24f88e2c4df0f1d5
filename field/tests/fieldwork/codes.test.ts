import { expect, test } from "vitest";
import { fromHex, hex, joined, utf8 } from "../../src/kernel/bytes.ts";
import { REPORTS, type ShortReport, isOurReceipt, isSmsReceipt, packed, smsText, voiceCode } from "../../src/fieldwork/codes.ts";
import { belongTogether, read, withChecks } from "../../src/fieldwork/symbols.ts";
import { fromBase64url } from "../../src/kernel/bytes.ts";
import { vectors } from "../vectors.ts";

interface Shared {
  kinds: Record<string, number>;
  key: string;
  device: string;
  event: string;
  at_ms: number;
  voice: { report: ShortReport; code: string; receipt: string }[];
  sms: { report: ShortReport; signed: string; text: string; receipt: string }[];
}
const shared = vectors("codes.json") as Shared;
const key = fromHex(shared.key);

test("both languages know the same reports", () => {
  expect(REPORTS).toEqual(shared.kinds);
});

test.each(shared.voice)("voice code $code", async ({ report, code, receipt }) => {
  expect(await voiceCode(report, key)).toBe(code);
  expect(belongTogether(read(code) ?? [])).toBe(true);
  expect(await isOurReceipt(receipt, report, key)).toBe(true);
  expect(await isOurReceipt(receipt, { ...report, counter: report.counter ^ 1 }, key)).toBe(false);
});

test.each(shared.sms)("SMS $text", async ({ report, signed, text, receipt }) => {
  const made = await packed(report, fromHex(shared.device), fromHex(shared.event), shared.at_ms);
  const signature = fromBase64url(text.slice(3)).slice(made.length);

  expect(hex(made)).toBe(signed);
  expect(await smsText(made, (message) => Promise.resolve(hex(message) === hex(joined(utf8("sampai/sms/v1\n"), made)) ? signature : new Uint8Array(64)))).toBe(text);
  expect(await isSmsReceipt(` ${receipt.toLowerCase()}\n`, made, report.counter, key)).toBe(true);
  expect(await isSmsReceipt(receipt, made, report.counter + 1, key)).toBe(false);
});

// The check is linear: whether a slip is seen depends on the slip alone, so all slips of one code are all slips of every code.
test("every one or two wrong characters are seen: all 63,798 patterns", () => {
  const good = withChecks([3, 5, 16, 21, 1, 22, 3, 16, 11, 0]);
  let [missed, tried] = [0, 0];
  for (let one = 0; one < 12; one++)
    for (let other = one; other < 12; other++)
      for (let first = 1; first < 32; first++)
        for (let second = other === one ? 0 : 1; second < (other === one ? 1 : 32); second++) {
          const slipped = [...good];
          slipped[one] = (slipped[one] ?? 0) ^ first;
          slipped[other] = (slipped[other] ?? 0) ^ second;
          tried++;
          if (belongTogether(slipped)) missed++;
        }
  expect([tried, missed]).toEqual([63_798, 0]);
});
