/** Checklists (alat kerja): which of them a person fills in, and what the answers say as the body of a statement. */

import type { Bytes } from "../kernel/bytes.ts";
import type { Data } from "../kernel/cbor.ts";
import type { Draft } from "../ledger/keep.ts";
import type { Keeper } from "../fieldwork/tasks.ts";
import checklists from "./checklists.json";

export interface Checklist {
  readonly stage: string;
  readonly name: string;
  readonly who: readonly string[];
  readonly questions: readonly { readonly key: string; readonly principle: string; readonly text: string }[];
}

export const REPLIES = ["ya", "tidak", "tidak-diperiksa"] as const;
export type Reply = (typeof REPLIES)[number];

/** An answer, with the boxes and statements that it points at. */
export interface Answer {
  readonly reply: Reply;
  readonly note: string;
  readonly boxes: readonly string[];
  readonly events: readonly Bytes[];
  readonly photos: readonly Bytes[];
}

export const answered = (reply: Reply): Answer => ({ reply, note: "", boxes: [], events: [], photos: [] });

const ALL: readonly Checklist[] = checklists;

/** For which offices of the supervisor a role acts, as the pack's oversight/offices.toml. */
const OFFICES: Readonly<Record<string, readonly string[]>> = {
  ptps: ["ptps", "pkd"],
  panwascam: ["panwascam"],
  bawaslu: ["bawaslu-kab", "bawaslu-prov", "bawaslu-ri"],
};

/** The checklists of a role's offices; all of them for a role that is not known here. */
export function checklistsOf(role: string): readonly Checklist[] {
  const own = OFFICES[role];
  return own ? ALL.filter(({ who }) => who.some((office) => own.includes(office))) : ALL;
}

/** The statement that a filled checklist makes; answers in the order of the questions. */
export function draftOf(
  checklist: Checklist,
  answers: ReadonlyMap<string, Answer>,
  { place, election, by, role }: { readonly place: string; readonly election: string; readonly by: Keeper; readonly role: string },
): Omit<Draft, "actor"> {
  const given = checklist.questions.flatMap(({ key }) => {
    const answer = answers.get(key);
    return answer ? [body(key, answer)] : [];
  });
  return {
    kind: "oversight.filled",
    version: 1,
    election,
    subject: `${place.length === 13 ? "station" : "region"}:${place}`,
    place,
    after: [],
    body: { stage: checklist.stage, by: { name: by.name, institution: by.institution, office: role }, answers: given },
  };
}

const body = (question: string, { reply, note, boxes, events, photos }: Answer): Record<string, Data> => ({
  question,
  reply,
  ...(note ? { note } : {}),
  ...(boxes.length ? { boxes: [...boxes] } : {}),
  ...(events.length ? { events: [...events] } : {}),
  ...(photos.length ? { photos: [...photos] } : {}),
});
