import { expect, test } from "vitest";
import { type Answers, blank, boxOf, draftsOf, isEarly, questionsOf, unseen } from "../../src/fieldwork/forms.ts";
import { against } from "../../src/fieldwork/guards.ts";
import { meetingText, readMeeting } from "../../src/fieldwork/meeting.ts";
import type { BoxOnPhone, Step, Task } from "../../src/fieldwork/tasks.ts";
import { type Statement, statementOf } from "../../src/custody/box.ts";
import { hex, random } from "../../src/kernel/bytes.ts";
import { encode } from "../../src/kernel/cbor.ts";

const BOXES = ["1704012003001-B1", "1704012003001-B2"];
const BY = { name: "Siti", institution: "kpu", level: "tps", office: "Ketua KPPS" };

const boxOnPhone = (code: string): BoxOnPhone => ({
  code, kind: "box", contest: "PPWP", dapil: "", phase: "sealed", seals: 2, after: [new Uint8Array(32).fill(7)],
  owner: code.slice(0, 13), direction: "out", level: "kpu", place: "", troubles: [], copied: false,
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
  const told = { ...boxOnPhone(BOXES[0] ?? ""), phase: "loaded" };
  const arrive = task("arrive", { boxes: [told] });
  const unheard = { ...told, phase: "", after: [] };

  expect(isEarly(arrive, [])).toBe(true);
  expect(isEarly(task("depart", { boxes: [told] }), [])).toBe(false);
  expect(isEarly(arrive, [stated("custody.departed", told.code)])).toBe(false);
  expect(isEarly(task("check", { boxes: [told] }), [])).toBe(false);
  expect(isEarly(task("arrive", { boxes: [unheard] }), [])).toBe(false);
});

test("after its own receipt a KPPS may open, and not before; the fold says so", () => {
  const told = { ...boxOnPhone(BOXES[0] ?? ""), phase: "arrived" };
  const open = task("open", { boxes: [told] });

  expect(isEarly(open, [])).toBe(true);
  expect(isEarly(open, [stated("custody.taken", told.code)])).toBe(false);
});

/** A statement of this phone on one box. */
const stated = (kind: string, box: string): Statement =>
  statementOf({
    digest: new Uint8Array(32).fill(9), kind, subject: "", place: "", after: [], device: new Uint8Array(16), counter: 1,
    observed: { wallMs: 5, monotonicMs: 0, boot: new Uint8Array(16), serverMs: null, gpsMs: null }, body: { by: BY, boxes: [{ box }] },
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

  expect(against(asked, { ...answers, weather: true, dark: false, roomForPeople: 6, roomForBoxes: 9 }, 2_000)).toEqual(["count", "deadline", "life-vests"]);
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

const all = (asked: Task): Answers => ({ ...blank(asked), seen: blank(asked).seen.map((one) => ({ ...one, here: true, seals: ["A1"] })) });

test("on departure nobody's word on weather, dark and room counts as against; by road only the weather is asked", () => {
  const byBoat = task("depart", { mode: "longboat", untilMs: 0 });
  const known = { ...all(byBoat), passengers: 6, vests: 6, roomForPeople: 6, roomForBoxes: 2 };

  expect(against(byBoat, all(byBoat), 0)).toEqual(["weather", "night-boat", "load"]);
  expect(against(byBoat, { ...known, weather: false, dark: true }, 0)).toEqual(["weather", "night-boat"]);
  expect(against(byBoat, { ...known, weather: true, dark: false }, 0)).toEqual([]);
  expect(against(byBoat, { ...known, weather: true, dark: false, passengers: 14, roomForBoxes: 1 }, 0)).toEqual(["load", "passengers", "life-vests"]);
  expect(against(task("depart", { untilMs: 0 }), all(task("depart")), 0)).toEqual(["weather"]);
});

test("a box goes back only with its results photographed, by this phone or as the server told", () => {
  const back = task("return", { untilMs: 0 });
  const [one, other] = BOXES;
  const photographed = [one, other].map((box = "") => stated("custody.copied", box));
  const told = { ...back, boxes: back.boxes.map((box) => ({ ...box, copied: true })) };

  expect(against(back, all(back), 0)).toEqual(["copies"]);
  expect(against(back, all(back), 0, photographed)).toEqual([]);
  expect(against(told, all(back), 0)).toEqual([]);
  expect(against(task("give", { untilMs: 0 }), all(back), 0)).toEqual([]);
});

test("opening alone, without reading the seals or with another district's ballots needs a reason", () => {
  const open = task("open", { untilMs: 0, boxes: [{ ...boxOnPhone(BOXES[0] ?? ""), dapil: "Kaur 1" }] });
  const second = { name: "Rudi", institution: "bawaslu" };
  const unread = { ...all(open), seen: all(open).seen.map((one) => ({ ...one, seals: [] })) };

  expect(questionsOf(open)).toContain("dapil");
  expect(against(open, unread, 0)).toEqual(["dapil", "seal", "two-persons"]);
  expect(against(open, { ...all(open), second, dapil: "kaur 2" }, 0)).toEqual(["dapil"]);
  expect(against(open, { ...all(open), second, dapil: " kaur 1" }, 0)).toEqual([]);
});

test("results that were photographed are stated with form, sheets and pictures", () => {
  const asked = task("copy");
  const photo = random(32);

  const { kind, body } = draftOf(asked, { ...all(asked), sheets: 4, photos: [photo] });

  expect(kind).toBe("custody.copied");
  expect(body["copies"]).toEqual([{ form: "C.HASIL", sheets: 4, photos: [photo] }]);
  expect(body["photos"]).toBeUndefined();
});

test("every field of the ACE Project's form has its place in the giver's statement", () => {
  const asked = task("give", { to: "1704012003", toName: "PPS" });
  const waybill = {
    authorised_by: "Ketua KPU", transporter: "CV Laut", driver: "Amir", vehicle: "KM Bahari", plate: "BD 1 X", schedule: "06:00",
    itinerary: "Linau, Bintuhan", overnight: "Linau", dispatcher_phone: "0811", copies: "3", signers: "Ani, Udin",
  };
  const seen = all(asked).seen.map((one) => ({ ...one, envelopes: 7 }));

  const { body } = draftOf(asked, { ...all(asked), seen, waybill, other: BY });

  expect(body["waybill"]).toEqual({ ...waybill, signers: undefined, itinerary: ["Linau", "Bintuhan"], overnight: ["Linau"], copies: 3 });
  expect(body["signers"]).toEqual(["Ani", "Udin"].map((name) => ({ name, institution: "publik" })));
  expect([body["destination"], body["other"], body["by"]]).toEqual(["1704012003", BY, BY]);
  expect((body["boxes"] as { envelopes: number }[]).map((one) => one.envelopes)).toEqual([7, 7]);
});

test("a supervisor signs for a step against a guard beside the look, as another institution", () => {
  const asked = task("check");
  const [look, approval] = draftsOf(asked, { ...all(asked), approved: { guard: "copies", reason: "ponsel mati" } }, { ...BY, institution: "bawaslu" }, random(16));

  expect([look?.kind, approval?.kind]).toEqual(["custody.checked", "custody.approved"]);
  expect(approval?.body).toMatchObject({ guard: "copies", reason: "ponsel mati", by: { institution: "bawaslu" } });
  expect((approval?.body["boxes"] as { box: string }[]).map((one) => one.box)).toEqual(BOXES);
});
