import { expect, test } from "vitest";
import { type Answers, against, blank, boxOf, draftsOf, isEarly, questionsOf, unseen } from "../../src/fieldwork/forms.ts";
import { meetingText, readMeeting } from "../../src/fieldwork/meeting.ts";
import type { BoxOnPhone, Step, Task } from "../../src/fieldwork/tasks.ts";
import { hex, random } from "../../src/kernel/bytes.ts";
import { encode } from "../../src/kernel/cbor.ts";

const BOXES = ["1704012003001-B1", "1704012003001-B2"];
const BY = { name: "Siti", institution: "kpu", level: "tps", office: "Ketua KPPS" };

const boxOnPhone = (code: string): BoxOnPhone => ({
  code, kind: "box", contest: "PPWP", dapil: "", phase: "sealed", seals: 2, mayFollow: [], after: [new Uint8Array(32).fill(7)],
});

/** The only statement that some answers make. */
function draftOf(asked: Task, answers: Answers): ReturnType<typeof draftsOf>[number] {
  const [draft, ...others] = draftsOf(asked, answers, BY, random(16));
  if (!draft || others.length) throw new Error("not one");
  return draft;
}

function task(step: Step, changes: Partial<Task> = {}): Task {
  const boxes = BOXES.map((code) => boxOnPhone(code));
  const place = { place: "1704012003001", placeName: "TPS 001 Padang Petron", to: "", toName: "" };
  const journey = { journey: "K-01", vehicle: "truk-1", mode: "truck", atMs: 0, untilMs: 1_000 };
  return { id: "1", actor: "siti", step, election: "pilkada-2024", ...place, ...journey, boxes, meet: undefined, noSignal: false, ...changes };
}

test("only what was seen is stated; the rest is left out", () => {
  const asked = task("arrive");
  const answers = { ...blank(asked), seen: blank(asked).seen.map((one, at) => (at ? one : { ...one, here: true, seals: ["A1"] })) };

  const draft = draftOf(asked, answers);

  expect(draft.kind).toBe("custody.arrived");
  expect(draft.body).toEqual({ boxes: [{ box: BOXES[0], seals: ["A1"], after: [new Uint8Array(32).fill(7)] }], by: BY, journey: "K-01" });
  expect(encode(draft.body).length).toBeLessThan(400);
});

test("a long list of boxes goes in parts that each fit into an event", () => {
  const boxes = Array.from({ length: 130 }, (_, at) => boxOnPhone(`1704012003${String(at + 1).padStart(3, "0")}-B1`));
  const asked = task("give", { boxes });
  const seen = blank(asked).seen.map((one) => ({ ...one, here: true, seals: ["AB1234567", "AB1234568", "AB1234569"] }));

  const drafts = draftsOf(asked, { ...blank(asked), seen }, BY, random(16));

  const named = drafts.flatMap((draft) => draft.body["boxes"] as { box: string }[]).map((one) => one.box);
  expect(named).toEqual(boxes.map((box) => box.code));
  expect(drafts.map((draft) => [draft.body["part"], draft.body["parts"]])).toEqual(drafts.map((_, at) => [at + 1, drafts.length]));
  expect(Math.max(...drafts.map((draft) => encode(draft.body).length))).toBeLessThan(7_100);
});

test("a task is early while another step comes before it, as the server told or this phone stated", () => {
  const told = { ...boxOnPhone(BOXES[0] ?? ""), mayFollow: ["custody.departed"] };
  const arrive = task("arrive", { boxes: [told] });

  expect(isEarly(arrive, new Map())).toBe(true);
  expect(isEarly(task("depart", { boxes: [told] }), new Map())).toBe(false);
  expect(isEarly(arrive, new Map([[told.code, ["custody.departed"]]]))).toBe(false);
  expect(isEarly(task("check", { boxes: [told] }), new Map())).toBe(false);
  expect(isEarly(task("arrive"), new Map())).toBe(false);
});

test("who only looks states a look", () => {
  const asked = task("check");

  expect(draftOf(asked, blank(asked)).kind).toBe("custody.checked");
});

test("the receiver's statement names the giver's, so that the halves meet without a network", () => {
  const met = { handover: random(16), digest: random(32), by: "Budi" };
  const asked = task("take");

  const draft = draftOf(asked, { ...blank(asked), met: readMeeting(meetingText(met)) });

  expect(draft.body["handover"]).toBe(hex(met.handover));
  expect(draft.after.map(hex)).toContain(hex(met.digest));
});

test.each(["", "SAMPAI1.", "SAMPAI1.!!", "SAMPAI1.AAAA", "https://example.org"])("%s is no code of a handover", (text) => {
  expect(readMeeting(text)).toBeUndefined();
});

test("a missing box, a stranger's box, a passed deadline and too few life vests each ask for a reason", () => {
  const asked = task("depart", { mode: "speedboat" });
  const answers = { ...blank(asked), passengers: 4, vests: 3 };
  const stranger = { ...unseen("1704012003002-B1"), here: true };

  expect(against(asked, answers, 2_000)).toEqual(["count", "deadline", "life-vests"]);
  expect(against(task("arrive"), { ...blank(asked), seen: [stranger] }, 0)).toEqual(["count", "label"]);
});

test("only boats are asked about life vests", () => {
  expect(questionsOf(task("depart", { mode: "speedboat" }))).toContain("boat");
  expect(questionsOf(task("depart"))).not.toContain("boat");
});

test("a label names its box, other codes none", () => {
  expect(boxOf("S1/1704012003001-B1/PPWP/0K3M9ABC")).toBe(BOXES[0]);
  expect(boxOf("S1/1704012003001-B0/PPWP/0K3M9ABC")).toBeUndefined();
  expect(boxOf("https://sampai/lapangan#daftar")).toBeUndefined();
});
