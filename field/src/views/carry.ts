/** From phone to phone without a network: a loop of QR codes, or a file; receipts come back the same way. */

import { type TemplateResult, html } from "lit";
import type { Bytes } from "../kernel/bytes.ts";
import { Malformed } from "../kernel/cbor.ts";
import { frameText, readFrame } from "../ledger/carry.ts";
import { Gathering, Loop } from "../ledger/frames.ts";
import { t } from "../words/text.ts";
import { View, page } from "./base.ts";
import { code } from "./code.ts";
import "./scan.ts";

const EVERY_MS = 250;

export class Carry extends View {
  private loop: Loop | undefined;
  private shown = "";
  private number = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private gathering: Gathering | undefined;
  private said = "";
  private trouble = "";
  private own: Bytes | undefined;
  private receipts: Bytes | undefined;
  private waiting = 0;
  private all = 0;

  private readonly looked = (): void => void this.look();

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.addEventListener("change", this.looked);
    void this.look();
  }

  override disconnectedCallback(): void {
    this.phone.removeEventListener("change", this.looked);
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  private async look(): Promise<void> {
    [this.own, this.receipts] = [await this.phone.toCarry(), await this.phone.receiptsForOthers()];
    ({ waiting: this.waiting, all: this.all } = await this.phone.carrying());
    this.requestUpdate();
  }

  private readonly back = (): void => {
    if (!this.loop && !this.gathering) { history.back(); return; }
    clearTimeout(this.timer);
    [this.loop, this.gathering] = [undefined, undefined];
    void this.look();
  };

  private async show(content: Bytes): Promise<void> {
    [this.loop, this.number, this.said] = [await Loop.of(content), 0, ""];
    await this.turn();
  }

  private async turn(): Promise<void> {
    if (!this.loop) return;
    this.shown = frameText(await this.loop.frame(this.number++));
    this.requestUpdate();
    this.timer = setTimeout(() => void this.turn(), EVERY_MS);
  }

  private readonly read = async (text: string): Promise<void> => {
    const frame = readFrame(text);
    if (!frame || !this.gathering) return;
    const content = await this.gathering.add(frame).catch(() => undefined);
    if (content) await this.take(content);
    this.requestUpdate();
  };

  private async take(content: Bytes): Promise<void> {
    this.gathering = undefined;
    [this.said, this.trouble] = ["", ""];
    try {
      const { carried, settled } = await this.phone.takeIn(content);
      this.said = settled ? t("Receipts came for {count} statements.", { count: settled })
        : t("This phone now carries {count} packets more. It hands them up when there is a network.", { count: carried });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.trouble = t("This is nothing that phones carry, or it was cut off.");
    }
    await this.look();
  }

  private save(content: Bytes): void {
    const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    const link = Object.assign(document.createElement("a"), { href: address, download: "sampai.carry" });
    link.click();
    setTimeout(() => { URL.revokeObjectURL(address); }, 10_000);
  }

  private async opened(event: Event): Promise<void> {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (file) await this.take(new Uint8Array(await file.arrayBuffer()));
  }

  protected override render(): TemplateResult {
    const heading = t("By way of another phone");
    if (this.loop) return page(heading, html`
      <p>${t("Hold this before the other phone's camera until it says that it has everything.")}</p>
      ${code(this.shown, t("Changing code"), "L")}
      <button class="big" @click=${this.back}>${t("Finished")}</button>`, this.back);
    if (this.gathering) return page(heading, html`
      <field-scan @scanned=${(event: CustomEvent<string>) => void this.read(event.detail)}></field-scan>
      <p role="status">${t("Read so far: {here} of {all}", { here: this.gathering.progress[0], all: this.gathering.progress[1] })}</p>
      <button class="big" @click=${this.back}>${t("Close the camera")}</button>`, this.back);
    return page(heading, this.choices(), this.back);
  }

  private choices(): TemplateResult {
    const { own, receipts } = this;
    return html`
      <p>${t("Somebody who travels to a network can take your statements along. They stay signed by you, and stay here until the receipt comes.")}</p>
      ${this.said ? html`<p class="fine" role="status">${this.said}</p>` : ""}
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : ""}
      ${own ? html`<button class="big" @click=${() => void this.show(own)}>${t("Give mine to another phone")}</button>` : ""}
      <button class="big" @click=${() => { this.gathering = new Gathering(); this.requestUpdate(); }}>${t("Read from another phone")}</button>
      ${receipts ? html`<button @click=${() => void this.show(receipts)}>${t("Show receipts for others")}</button>` : ""}
      ${own ? html`<button @click=${() => { this.save(own); }}>${t("Save as a file")}</button>` : ""}
      <label class="button">${t("Take in a file")}<input type="file" @change=${(event: Event) => void this.opened(event)} /></label>
      <p class="quiet">${t("Carried for others: {all}. Without a receipt yet: {waiting}.", { all: this.all, waiting: this.waiting })}</p>
    `;
  }
}

customElements.define("field-carry", Carry);
