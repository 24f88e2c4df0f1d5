/** Today: what this person has to do, and how much is only on this phone. */

import { type TemplateResult, html } from "lit";
import { isEarly } from "../fieldwork/forms.ts";
import type { Keeper, Step, Task } from "../fieldwork/tasks.ts";
import { moment, t } from "../words/text.ts";
import { View, page } from "./base.ts";
import { reachSaid } from "./queue.ts";

/** What a step is called on a button. */
export const stepSaid = (step: Step): string =>
  ({
    load: t("Load"),
    depart: t("Depart"),
    pass: t("Checkpoint"),
    arrive: t("Arrive"),
    give: t("Hand over"),
    take: t("Receive"),
    store: t("Store"),
    open: t("Open the boxes"),
    copy: t("Photograph the results"),
    close: t("Seal the boxes"),
    report: t("Report from the station"),
    return: t("Hand back"),
    check: t("Look at the boxes"),
  })[step];

/** Whom to meet, where no name is known. */
const levelSaid = ({ level }: Keeper): string =>
  ({ kpu: "KPU", ppk: "PPK", pps: "PPS", tps: "KPPS" })[level ?? ""] ?? "";

export class Home extends View {
  private done: ReadonlySet<string> = new Set();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    const tasks = this.phone.ownTasks;
    const done = await Promise.all(tasks.map(async (task) => ((await this.phone.isDone(task)) ? task.id : "")));
    this.done = new Set(done);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const tasks = this.phone.ownTasks;
    const left = tasks.filter((task) => !this.done.has(task.id));
    return page(t("Today"), html`
      <button class="state ${this.phone.waiting ? "waits" : "fine"}" @click=${() => { this.go({ name: "queue" }); }}>
        <strong>${this.phone.waiting ? t("Only on this phone: {count}", { count: this.phone.waiting }) : t("All of it is with the server")}</strong>
        <span>${reachSaid(this.phone)}</span>
      </button>
      ${left.length ? left.map((task) => this.task(task)) : html`<p>${t("Nothing to do right now.")}</p>`}
      ${tasks.length > left.length ? html`<p class="quiet">${t("Done: {count}", { count: tasks.length - left.length })}</p>` : ""}
      <nav>
        <button @click=${() => { this.go({ name: "incident" }); }}>${t("Something is wrong")}</button>
        <button @click=${() => { this.go({ name: "safe" }); }}>${t("I am safe")}</button>
        ${this.phone.certificate?.institution === "bawaslu" ? html`<button @click=${() => { this.go({ name: "checklist" }); }}>${t("Checklist")}</button>` : ""}
        <button @click=${() => { this.go({ name: "no-signal" }); }}>${t("By radio or SMS")}</button>
        <button @click=${() => { this.go({ name: "more" }); }}>${t("More")}</button>
      </nav>
    `);
  }

  private task(task: Task): TemplateResult {
    const zone = this.phone.tasks?.zone ?? "Asia/Jakarta";
    const late = task.untilMs > 0 && Date.now() > task.untilMs;
    return html`
      <button class="task ${late ? "late" : ""}" @click=${() => { this.go({ name: "task", id: task.id }); }}>
        <strong>${stepSaid(task.step)}</strong>
        <span>${task.placeName || task.place}${task.toName ? ` → ${task.toName}` : ""}</span>
        <span>${task.atMs ? moment(task.atMs, zone) : ""}${late ? ` · ${t("late")}` : ""}</span>
        <span>${task.boxes.length ? t("{count} boxes", { count: task.boxes.length }) : ""}${task.meet ? ` · ${task.meet.name || levelSaid(task.meet)}` : ""}</span>
        ${isEarly(task, this.phone.ownSteps) ? html`<span class="quiet">${t("By what is known, something comes before this.")}</span>` : ""}
        ${task.noSignal ? html`<span class="quiet">${t("No signal there; nothing is lost.")}</span>` : ""}
      </button>
    `;
  }
}

customElements.define("field-home", Home);
