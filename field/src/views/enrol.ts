/** The first screen of a new phone: the desk's code, scanned or typed. */

import { type TemplateResult, html } from "lit";
import { type Invitation, readInvitation, typedSecret } from "../ledger/enrol.ts";
import { Refused, Unreached } from "../ledger/wire.ts";
import { t } from "../words/text.ts";
import { View, page } from "./base.ts";
import "./scan.ts";

export class Enrol extends View {
  private scanning = false;
  private busy = false;
  private trouble = "";

  override connectedCallback(): void {
    super.connectedCallback();
    const invitation = readInvitation(location.href);
    if (invitation) void this.take(invitation);
  }

  private async take(invitation: Invitation): Promise<void> {
    history.replaceState(null, "", location.pathname);
    [this.busy, this.scanning, this.trouble] = [true, false, ""];
    this.requestUpdate();
    try {
      await this.phone.enrolWith(invitation);
    } catch (error) {
      this.trouble = troubleOf(error);
    }
    this.busy = false;
    this.requestUpdate();
  }

  private scanned(text: string): void {
    const invitation = readInvitation(text);
    if (invitation) void this.take(invitation);
    else this.complain(t("This is not the code for a new phone. Ask for the code on the desk's screen."));
  }

  private typed(event: SubmitEvent): void {
    event.preventDefault();
    const text = new FormData(event.target as HTMLFormElement).get("secret");
    const secret = typeof text === "string" ? typedSecret(text) : undefined;
    if (secret) void this.take({ server: location.origin, secret });
    else this.complain(t("The code has 26 letters and digits. Compare group by group."));
  }

  private complain(trouble: string): void {
    [this.trouble, this.scanning] = [trouble, false];
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    if (this.busy) return page(t("New phone"), html`<p>${t("Making this phone's key …")}</p>`);
    return page(
      t("New phone"),
      html`
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : ""}
        ${this.scanning ? this.camera() : this.start()}
      `,
    );
  }

  private camera(): TemplateResult {
    return html`<field-scan @scanned=${(event: CustomEvent<string>) => { this.scanned(event.detail); }}></field-scan>
      <button @click=${() => { this.complain(""); }}>${t("Cancel")}</button>`;
  }

  private start(): TemplateResult {
    return html`
      <p>${t("Your office shows a code for this phone. It works once and for ten minutes.")}</p>
      <button class="big" @click=${() => { this.scanning = true; this.requestUpdate(); }}>${t("Scan the code")}</button>
      <details>
        <summary>${t("Type the code")}</summary>
        <form @submit=${(event: SubmitEvent) => { this.typed(event); }}>
          <label>${t("Code, in groups of four")}<input name="secret" autocomplete="off" autocapitalize="characters" spellcheck="false" /></label>
          <button class="big">${t("Go on")}</button>
        </form>
      </details>
    `;
  }
}

function troubleOf(error: unknown): string {
  if (error instanceof Unreached) return t("The server does not answer. Come closer to the network and scan again; nothing is used up.");
  if (error instanceof Refused && error.code === "secret") return t("This code was used or is older than ten minutes. Ask for a new one.");
  console.error(error);
  return t("This server is not the one that the code names. Show this to the person in charge.");
}

customElements.define("field-enrol", Enrol);
