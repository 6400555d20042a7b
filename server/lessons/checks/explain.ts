/** What a check finds in a world, in words for whoever writes the lesson: what is there, so that one sees what is missing. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { BilingualText } from "../../protocol/messages.ts";
import type { Check } from "../../protocol/lessonText/checkSchema.ts";
import { type CheckWorld, type Deed, endpointNames, holds, matching } from "./holds.ts";
import { valueAt } from "./valueAt.ts";

/** Characters of a value that are shown, and how many of a list. */
const LONGEST = 120;
const MOST = 5;

export function explained(check: Check, world: CheckWorld): BilingualText {
  if ("all" in check)
    return several(
      check.all.filter((inner) => !holds(inner, world)),
      world,
    );
  if ("any" in check) return several(check.any, world);
  if ("none" in check)
    return several(
      check.none.filter((inner) => holds(inner, world)),
      world,
    );
  if ("did" in check) return deeds(world, "did");
  if ("refused" in check) return deeds(world, "refused");
  if ("asked" in check) return deeds(world, "asked");
  if ("log" in check) return logged(check.log, world);
  if ("endpoints" in check) return endpoints(endpointNames(world, check.endpoints));
  if ("objects" in check) return objects(matching(check, world).map(({ metadata }) => metadata.name ?? ""));
  return object(check, world);
}

function several(checks: readonly Check[], world: CheckWorld): BilingualText {
  const found = checks.slice(0, MOST).map((check) => explained(check, world));
  return { en: found.map(({ en }) => en).join("; "), ko: found.map(({ ko }) => ko).join(" / ") };
}

function object(check: Extract<Check, { object: string }>, world: CheckWorld): BilingualText {
  const [plural = "", name = ""] = check.object.split("/");
  const there: KubeObject | undefined = world.get(plural, name);
  if (!there) return { en: `${check.object} is not there`, ko: `${check.object}: 없음` };
  const since = check.isNew ? `, ${there.metadata.creationTimestamp ?? ""}` : "";
  if (check.path === undefined) return { en: `${check.object} is there${since}`, ko: `${check.object}: 있음${since}` };
  const value = short(valueAt(there, check.path));
  return { en: `${check.path} is ${value}${since}`, ko: `${check.path} = ${value}${since}` };
}

function objects(names: readonly string[]): BilingualText {
  const list = listed(names);
  return { en: `${names.length} found${list && `: ${list}`}`, ko: `${names.length}개 찾음${list && `: ${list}`}` };
}

function endpoints(names: readonly string[]): BilingualText {
  const list = listed(names);
  return {
    en: list ? `ready: ${list}` : "no ready endpoints",
    ko: list ? `준비된 endpoint: ${list}` : "준비된 endpoint 없음",
  };
}

function logged(of: string, world: CheckWorld): BilingualText {
  const [pod = "", container] = of.split("/");
  const lines = world.log(pod, container).trimEnd().split("\n");
  const last = short(lines.at(-1) ?? "");
  if (lines.length === 1 && lines[0] === "") return { en: `${of} has logged nothing`, ko: `${of}: 로그 없음` };
  return { en: `${lines.length} lines, the last: ${last}`, ko: `로그 ${lines.length}줄, 마지막 줄: ${last}` };
}

function deeds(world: CheckWorld, type: Deed["type"]): BilingualText {
  const own = world.deeds.filter((deed) => deed.type === type);
  const list = own.slice(-MOST).map(said).join("; ");
  if (list === "") return { en: "nothing of the kind since the step began", ko: "단계를 시작한 뒤로 한 적 없음" };
  return { en: `since the step began: ${list}`, ko: `단계를 시작한 뒤: ${list}` };
}

function said(deed: Deed): string {
  if (deed.type === "did") return `${deed.verb} ${deed.resource}/${deed.name}`;
  if (deed.type === "refused") return `${deed.status} ${deed.resource}: ${short(deed.message)}`;
  return `${deed.from} → ${deed.url}: ${deed.status ?? "–"}`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, MOST).join(", ")}${names.length > MOST ? ", …" : ""}`;
}

function short(value: unknown): string {
  if (value === undefined) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
