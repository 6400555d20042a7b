/** `pods a b`, `pods,svc`, `deploy/web svc/web`: arguments as types and names. */
import { groupResourceText } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";

export interface ParsedArgs {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly pairs: readonly { readonly type: string; readonly name: string }[];
}

export async function parseArgs(
  session: Session,
  { args: given = [], defaultType }: ResourceQuery,
): Promise<ParsedArgs> {
  if (defaultType !== undefined)
    return {
      types: [],
      names: [],
      pairs: given.map((name) => (name.includes("/") ? pairOf(name) : { type: defaultType, name })),
    };
  const args = severalTypes(given);
  const slashes = args.filter((arg) => arg.includes("/")).length;
  if (slashes > 0 && slashes < args.length)
    throw new Error(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  if (slashes > 0) return { types: [], names: [], pairs: args.map(pairOf) };
  const [type, ...names] = args;
  if (type === undefined) return { types: [], names: [], pairs: [] };
  return { types: await withCategories(session, type), names, pairs: [] };
}

/** `a,b x y` means a/x a/y b/x b/y. */
function severalTypes(args: readonly string[]): readonly string[] {
  const types = splitTypes(args[0] ?? "");
  if (args.length < 2 || types.length < 2) return args;
  return types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`));
}

function splitTypes(text: string): string[] {
  return [...new Set(text.split(",").map((type) => type.trim()))];
}

function pairOf(arg: string): { type: string; name: string } {
  const [type = "", name = "", ...more] = arg.split("/");
  if (more.length > 0) throw new Error("arguments in resource/name form may not have more than one slash");
  if (!type || !name || splitTypes(type).length !== 1)
    throw new Error("arguments in resource/name form must have a single resource and name");
  return { type, name };
}

/** `all` and other categories in full. */
async function withCategories(session: Session, text: string): Promise<string[]> {
  const types: string[] = [];
  for (const type of text.split(",")) {
    const groups = await session.groups().catch(() => []);
    const members = groups.flatMap(({ versions }) =>
      (versions[0]?.resources ?? []).filter(({ categories }) => categories.includes(type)),
    );
    if (members.length === 0) types.push(type);
    else types.push(...members.map(({ group, name }) => groupResourceText({ group, resource: name })));
  }
  return splitTypes(types.join(","));
}
