/** What all views share: they render into the page itself (one style sheet), and redraw when the phone changes. */

import { LitElement, type TemplateResult, html } from "lit";
import type { Phone } from "../phone.ts";
import { t } from "../words/text.ts";

/** Where the person is in the app; a name and what it is about. */
export type Screen =
  | { readonly name: "home" | "queue" | "carry" | "more" | "incident" | "safe" | "no-signal" | "checklist" }
  | { readonly name: "task"; readonly id: string };

export class View extends LitElement {
  phone!: Phone;
  static override properties = { phone: { attribute: false } };
  private readonly redraw = (): void => { this.requestUpdate(); };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.addEventListener("change", this.redraw);
  }

  override disconnectedCallback(): void {
    this.phone.removeEventListener("change", this.redraw);
    super.disconnectedCallback();
  }

  protected go(screen: Screen): void {
    this.dispatchEvent(new CustomEvent("go", { detail: screen, bubbles: true }));
  }
}

/** A page with a heading, and a way back where there is one. */
export const page = (heading: string, content: unknown, back?: () => void): TemplateResult => html`
  <header>
    ${back ? html`<button class="back" @click=${back} aria-label=${t("Back")}>‹</button>` : ""}
    <h1>${heading}</h1>
  </header>
  <main>${content}</main>
`;
