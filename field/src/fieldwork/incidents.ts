/** Kinds of incidents that a person reports, as the pack names and numbers them; rules raise the others. */

import { t } from "../words/text.ts";

/** Numbers are never given to another kind: short reports carry them. */
export const INCIDENTS = {
  help: 31,
  late: 1,
  short: 5,
  over: 6,
  damaged: 7,
  wet: 8,
  swapped: 9,
  "wrong-destination": 10,
  "seal-broken": 11,
  held: 12,
  missing: 13,
  "vehicle-failed": 14,
  "road-cut": 15,
  "boat-in-trouble": 16,
  flood: 17,
  disaster: 18,
  fire: 19,
  theft: 20,
  quarrel: 21,
  threat: 22,
  crowd: 23,
  "no-signal": 24,
  power: 25,
  illness: 26,
  "no-receiver": 27,
  "carrier-withdrew": 28,
  rumour: 29,
  other: 30,
} as const;
export type IncidentName = keyof typeof INCIDENTS;

export const incidentNames = Object.keys(INCIDENTS) as IncidentName[];

export const incidentSaid = (name: IncidentName): string =>
  ({
    help: t("We need help"),
    late: t("Late"),
    short: t("Goods are short"),
    over: t("Too many ballots or goods"),
    damaged: t("Goods are damaged"),
    wet: t("Goods are wet"),
    swapped: t("Wrong goods"),
    "wrong-destination": t("Sent to the wrong place"),
    "seal-broken": t("A seal is broken"),
    held: t("Goods are held back"),
    missing: t("A box is missing"),
    "vehicle-failed": t("Vehicle broke down"),
    "road-cut": t("Road is cut"),
    "boat-in-trouble": t("Boat in trouble"),
    flood: t("Flood"),
    disaster: t("Another disaster"),
    fire: t("Fire"),
    theft: t("Theft"),
    quarrel: t("Quarrel"),
    threat: t("Threat"),
    crowd: t("Crowd"),
    "no-signal": t("No signal"),
    power: t("No electricity"),
    illness: t("Somebody is ill"),
    "no-receiver": t("No receiver is there"),
    "carrier-withdrew": t("The carrier does not come"),
    rumour: t("People tell what nobody has confirmed"),
    other: t("Something else"),
  })[name];
