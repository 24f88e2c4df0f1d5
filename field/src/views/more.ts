/** Language, whether the browser may delete what is kept, and the way out. */

import { type TemplateResult, html } from "lit";
import { hex } from "../kernel/bytes.ts";
import { spokenLanguage, t } from "../words/text.ts";
import { choose } from "./app.ts";
import { View, page } from "./base.ts";

export class More extends View {
  protected override render(): TemplateResult {
    const { phone } = this;
    const other = spokenLanguage() === "id" ? "en" : "id";
    return page(t("More"), html`
      <p>${phone.persisted
        ? t("This browser keeps what was signed until it is sent.")
        : t("This browser may delete what is kept when the phone is full. Put the app on the home screen, and send soon.")}</p>
      <p class="quiet">${phone.certificate?.name} · ${phone.certificate?.territory} · ${hex(phone.certificate?.device ?? new Uint8Array(0)).slice(0, 8)}</p>
      <p>${t("While a task of yours is due and this app is open, the phone notes where it is. It goes out last, and is made coarse after a day.")}</p>
      <button aria-pressed=${String(phone.onlyCoarse)} @click=${() => { void phone.tellCoarse(!phone.onlyCoarse).then(() => { this.requestUpdate(); }); }}>${phone.onlyCoarse ? t("Tell the place exactly") : t("Tell the place only to about 1 km")}</button>
      <button @click=${() => { choose(other); phone.dispatchEvent(new Event("change")); }}>${other === "en" ? "English" : "Bahasa Indonesia"}</button>
      <button @click=${() => { this.go({ name: "queue" }); }}>${t("On this phone")}</button>
      <button class="big" @click=${() => { phone.lock(); }}>${t("Lock")}</button>
    `, () => { history.back(); });
  }
}

customElements.define("field-more", More);
