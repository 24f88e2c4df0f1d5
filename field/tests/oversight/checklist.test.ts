import { expect, test } from "vitest";
import { type Answer, answered, checklistsOf, draftOf } from "../../src/oversight/checklist.ts";
import { vectors } from "../vectors.ts";

interface Shared {
  answers: Record<string, { reply: "ya" | "tidak"; note?: string; boxes?: string[] }>;
  body: unknown;
}
const shared = vectors("checklist.json") as Shared;

test("a supervisor of a station opens boxes and watches goods, and prints nothing", () => {
  const stages = checklistsOf("ptps").map(({ stage }) => stage);

  expect(stages).toContain("pembukaan");
  expect(stages).not.toContain("pengadaan");
  expect(checklistsOf("bawaslu").map(({ stage }) => stage)).toContain("pengadaan");
});

test("answers become the statement that the server reads, in the order of the questions", () => {
  const checklist = checklistsOf("ptps").find(({ stage }) => stage === "penyimpanan");
  if (!checklist) throw new Error("no checklist");
  const answers = new Map<string, Answer>(Object.entries(shared.answers).map(([key, one]) => [key, { ...answered(one.reply), ...one }]));

  const draft = draftOf(checklist, answers, { place: "1704012003001", election: "pemilu", by: { name: "Rudi", institution: "bawaslu" }, role: "ptps" });

  expect(draft.subject).toBe("station:1704012003001");
  expect(draft.body).toEqual(shared.body);
});

test("of an answer only what was said goes along, with statements and pictures as they are", () => {
  const [checklist] = checklistsOf("ptps");
  if (!checklist) throw new Error("no checklist");
  const digest = new Uint8Array(32).fill(7);
  const answers = new Map([["jumlah", { ...answered("tidak"), events: [digest], photos: [digest] }]]);

  const draft = draftOf(checklist, answers, { place: "170401", election: "-", by: { name: "", institution: "bawaslu" }, role: "ptps" });

  expect(draft.body["answers"]).toEqual([{ question: "jumlah", reply: "tidak", events: [digest], photos: [digest] }]);
  expect(draft.subject).toBe("region:170401");
});
