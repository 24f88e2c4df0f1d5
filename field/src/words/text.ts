/** Sentences: the key is the English one; Indonesian from the same catalogue as all of Sampai (`make words`). */

import indonesian from "./id.json";

export type Language = "id" | "en";
export type Data = Readonly<Record<string, string | number>>;

const catalogue: Readonly<Record<string, string>> = indonesian;
let language: Language = "id";

export const speak = (wanted: Language): void => {
  language = wanted;
  document.documentElement.lang = wanted;
};

export const spokenLanguage = (): Language => language;

/** The sentence in the reader's language with its data; a sentence without translation stays English. */
export function t(sentence: string, data: Data = {}): string {
  const said = (language === "id" && catalogue[sentence]) || sentence;
  return said.replace(/\{(\w+)\}/g, (place, name: string) => String(data[name] ?? place));
}

/** A moment as people here write it: "Sel, 26 Nov 07.05 WIB". */
export const moment = (ms: number, zone: string): string =>
  new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
    timeZoneName: "short",
  }).format(ms);
