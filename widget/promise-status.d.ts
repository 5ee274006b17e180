/** A date as precise as it is known: 2024-04-28, 2024-04 or 2024. */
export type PartialDate = string;

export type PromiseState =
  | "NOT_YET_RATED" | "IN_PROGRESS" | "STALLED" | "DUE"
  | "KEPT" | "KEPT_LATE" | "PARTLY_KEPT" | "NOT_KEPT" | "ABANDONED" | "SUPERSEDED" | "UNVERIFIABLE";

export interface Party { id: string; name: string; url: string }

export interface Source {
  id: string; publisher: string; title: string; lang: string;
  url: string | null; publishedOn: PartialDate | null;
}

export interface Finding {
  id: string;
  stance: "SUPPORTS" | "CONTRADICTS" | "RESPONSE";
  summary: string;
  happenedOn: PartialDate | null; writtenOn: PartialDate | null; publishedOn: PartialDate | null;
  sources: Source[];
}

/** What /promises/{id}.json tells; /schema/promise.json describes it. */
export interface PromiseDocument {
  $schema: string;
  id: string;
  url: string;
  kind: "PROMISE" | "CLAIM" | "ESTIMATE" | "CONDITION" | "ORDER";
  statement: string;
  quote: null | {
    text: string; lang: string; machine: boolean;
    translationOf: null | { text: string; lang: string };
    source: Source | null;
  };
  speaker: Party;
  company: Party;
  madeOn: PartialDate | null;
  venue: string | null;
  form: "SPOKEN" | "WRITTEN" | "FILED" | null;
  condition: string | null;
  deadline: null | { on: PartialDate | null; text: string | null; kind: "FIXED" | "RELATIVE" | "CONDITIONAL" | "NONE" };
  disputed: boolean;
  /** The day that everything below is told for. */
  asOf: string;
  frozen: boolean;
  revision: number;
  status: PromiseState;
  since: PartialDate | null;
  next: PartialDate | null;
  balance: "NONE" | "SUPPORTED" | "MIXED" | "CONTRADICTED";
  supports: { items: number; origins: number };
  contradicts: { items: number; origins: number };
  flags: string[];
  reason: { rule: string; sentence: string };
  response: Finding | null;
  evidence: Finding[];
  evidenceTotal: number;
  sources: Source[];
  labels: Record<
    "lang" | "dir" | "line" | "status" | "balance" | "reason" | "asOf" | "madeOn" | "company" | "meaning" | "response" | "noResponse" | "more",
    string
  >;
}

/**
 * The element. Attributes: id (of the promise), theme (auto, light, dark), lang, view (full, compact),
 * asof (a day to freeze it at), live (seconds between looks for changes, at least 15), host.
 *
 * It fires `promise-status` with a PromiseDocument and `promise-error` with an Error as detail; both bubble.
 */
export class PromiseStatus extends HTMLElement {
  /** Where the graph is served when an element has no host of its own. */
  static host: string;
}

/** Makes <promise-status> known to the page. host is where the graph is served: https://example.org */
export function define(host?: string): void;

declare global {
  interface HTMLElementTagNameMap { "promise-status": PromiseStatus }
  interface HTMLElementEventMap {
    "promise-status": CustomEvent<PromiseDocument>;
    "promise-error": CustomEvent<Error>;
  }
}
