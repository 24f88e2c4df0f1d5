/** What speaks against a step, as far as this phone can know it: src/sampai/custody/rules/guards.py asks the same of what is stated. */

import type { Statement } from "../custody/box.ts";
import { type Answers, BOATS, questionsOf, standing } from "./forms.ts";
import type { Task } from "./tasks.ts";

/** Each needs a reason before the step goes on. What nobody looked at counts as against. */
export function against(task: Task, answers: Answers, nowMs: number, own: readonly Statement[] = []): readonly string[] {
  const asked = questionsOf(task);
  const found: Readonly<Record<string, boolean>> = {
    count: asked.includes("boxes") && answers.seen.filter((one) => one.here).length !== task.boxes.length,
    label: answers.seen.some((one) => one.here && !task.boxes.some((box) => box.code === one.box)),
    dapil: asked.includes("dapil") && task.boxes.some((box) => box.dapil && isHere(box.code, answers) && same(box.dapil) !== same(answers.dapil)),
    seal: ["take", "open"].includes(task.step) && task.boxes.some((box) => box.seals > 0 && isUnread(box.code, answers)),
    deadline: task.untilMs > 0 && nowMs > task.untilMs,
    ...(task.step === "depart" ? departing(task, answers) : {}),
    copies: ["load", "give", "return"].includes(task.step) && task.boxes.some((box) => {
      const state = standing(box, own);
      const isBack = task.step === "return" || state?.direction === "back";
      return isBack && box.kind === "box" && isHere(box.code, answers) && !state?.copied;
    }),
    "two-persons": asked.includes("second") && !answers.second?.name.trim(),
  };
  return Object.keys(found).filter((guard) => found[guard]);
}

function departing(task: Task, answers: Answers): Readonly<Record<string, boolean>> {
  const byBoat = BOATS.has(task.mode);
  const { passengers, vests, roomForPeople, roomForBoxes, weather, dark } = answers;
  const aboard = answers.seen.filter((one) => one.here).length;
  return {
    weather: weather !== true,
    "night-boat": byBoat && dark !== false,
    load: byBoat ? aboard > roomForBoxes : aboard > task.boxes.length,
    passengers: byBoat && passengers > roomForPeople,
    "life-vests": byBoat && vests < passengers,
  };
}

const isHere = (box: string, { seen }: Answers): boolean => seen.some((one) => one.box === box && one.here);

const isUnread = (box: string, { seen }: Answers): boolean =>
  seen.some((one) => one.box === box && one.here && !one.seals.length && !one.broken.length && !one.empty);

const same = (district: string): string => district.trim().toUpperCase();
