/** What this phone has signed: what waits, what has a receipt, what a server does not take. */

import { type TemplateResult, html } from "lit";
import { hex } from "../kernel/bytes.ts";
import type { Kept } from "../ledger/keep.ts";
import type { Phone } from "../phone.ts";
import { moment, t } from "../words/text.ts";
import { View, page } from "./base.ts";

const MOST_SHOWN = 100;

/** How the last try to reach the server went, in words. */
export function reachSaid(phone: Phone): string {
  const zone = phone.tasks?.zone ?? "Asia/Jakarta";
  const last = phone.reachedMs ? t("Last contact: {time}", { time: moment(phone.reachedMs, zone) }) : t("No contact yet");
  return {
    never: last,
    reached: last,
    unreached: `${t("No network; everything is kept here.")} ${last}`,
    revoked: t("This phone was switched off by the office. What it signed before is valid; take it to the office."),
    refused: t("The server does not accept this phone's request. Nothing is lost; show this to the office."),
  }[phone.reach];
}

/** What a kind of statement is called. */
export const kindSaid = (kind: string): string =>
  ({
    "device.began": t("Phone enrolled"),
    "custody.loaded": t("Loaded"),
    "custody.departed": t("Departed"),
    "custody.passed": t("Checkpoint"),
    "custody.arrived": t("Arrived"),
    "custody.given": t("Handed over"),
    "custody.taken": t("Received"),
    "custody.stored": t("Stored"),
    "custody.opened": t("Boxes opened"),
    "custody.sealed": t("Boxes sealed"),
    "custody.copied": t("Results photographed"),
    "custody.approved": t("Step against a rule agreed to"),
    "custody.excepted": t("Something is wrong"),
    "custody.checked": t("Looked at"),
    "report.said": t("Report by radio or SMS"),
    "station.reported": t("Report from the station"),
    "incident.reported": t("Something is wrong"),
    "person.safe": t("I am safe"),
  })[kind] ?? kind;

export class Queue extends View {
  private record: readonly Kept[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.addEventListener("change", this.looked);
    void this.look();
  }

  override disconnectedCallback(): void {
    this.phone.removeEventListener("change", this.looked);
    super.disconnectedCallback();
  }

  private readonly looked = (): void => void this.look();

  private readonly look = async (): Promise<void> => {
    this.record = await this.phone.signed();
    this.requestUpdate();
  };

  protected override render(): TemplateResult {
    const { phone } = this;
    return page(t("On this phone"), html`
      <p role="status">${t("Signed: {all}. With a receipt: {sent}. Only here: {waiting}.", { all: phone.total, sent: phone.total - phone.waiting, waiting: phone.waiting })}</p>
      <p>${reachSaid(phone)}</p>
      <button class="big" @click=${() => phone.sync()}>${t("Try to send now")}</button>
      <button @click=${() => { this.go({ name: "carry" }); }}>${t("By way of another phone")}</button>
      <ol class="record">${this.record.slice(0, MOST_SHOWN).map((one) => this.row(one))}</ol>
    `, () => { history.back(); });
  }

  private row(one: Kept): TemplateResult {
    const reason = this.phone.aside.get(hex(one.digest));
    const zone = this.phone.tasks?.zone ?? "Asia/Jakarta";
    const fate = reason ? t("kept aside by the server") : one.waits ? t("only here") : t("receipt {time}", { time: moment(one.receipt?.atMs ?? 0, zone) });
    return html`<li class=${one.waits ? "waits" : "fine"}><strong>${kindSaid(one.kind)}</strong> <span>${moment(one.wallMs, zone)}</span> <span>${fate}</span></li>`;
  }
}

customElements.define("field-queue", Queue);
