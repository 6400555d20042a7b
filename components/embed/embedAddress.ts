/**
 * The address of an embedded view: `/room/<id>/embed?lang=&theme=&ns=&labels=&owners=&table=&map=0#k=<token>&v=<token>`. Pure.
 * `ns`, `labels` and `owners` are those of the room's own address (room/view.ts); `k` is the embed link's token, `v` the
 * viewers', by which readers enter the room.
 */

import { EMBED_TABLES } from "../../server/protocol/embedTables.ts";

export interface EmbedAsk {
  readonly token: string | undefined;
  readonly viewer: string | undefined;
  readonly map: boolean;
  readonly table: string | undefined;
}

const TOKEN = /^[\w-]{1,128}$/;

export function embedAsk(search: string, hash: string): EmbedAsk {
  const query = new URLSearchParams(search);
  const secrets = new URLSearchParams(hash.replace(/^#/, ""));
  const token = (name: string): string | undefined => {
    const value = secrets.get(name) ?? "";
    return TOKEN.test(value) ? value : undefined;
  };
  const table = EMBED_TABLES.find((resource) => resource === query.get("table"));
  return { token: token("k"), viewer: token("v"), table, map: table === undefined || query.get("map") !== "0" };
}

export interface EmbedChoice {
  readonly theme: "" | "light" | "dark";
  readonly lang: "" | "ko" | "en";
  readonly table: string;
  readonly map: boolean;
  /** As in the room's own address. */
  readonly namespace: string;
  readonly labels: readonly string[];
  readonly owners: boolean;
  /** The viewers' link, for readers to enter by; "" for none. */
  readonly viewerLink: string;
}

/** `link`: the embed link, as the server gave it. */
export function embedUrl(link: string, choice: EmbedChoice): string {
  const url = new URL(link);
  const put = (name: string, value: string): void => {
    if (value !== "") url.searchParams.set(name, value);
  };
  put("lang", choice.lang);
  put("theme", choice.theme);
  if (choice.namespace !== "default") url.searchParams.set("ns", choice.namespace);
  put("labels", choice.labels.join(","));
  put("owners", choice.owners ? "1" : "");
  put("table", choice.table);
  if (choice.table !== "" && !choice.map) put("map", "0");
  const viewer = /#k=([\w-]+)/.exec(choice.viewerLink)?.[1];
  if (viewer) url.hash += `&v=${viewer}`;
  return url.href;
}

/** What is pasted into a page. */
export function embedSnippet(url: string, title: string): string {
  const text = (value: string): string =>
    value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${text(url)}" title="${text(title)}" width="100%" height="480" style="border:0" loading="lazy" referrerpolicy="no-referrer"></iframe>`;
}
