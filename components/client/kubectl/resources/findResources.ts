/**
 * From arguments, selectors and files to the things a command works on. Mirrors cli-runtime's resource builder in order,
 * words and what it does after an error.
 */
import { aggregate, asError } from "../errors.ts";
import type { Session } from "../Session.ts";
import { byFiles } from "./byFiles.ts";
import { byNames, byPairs } from "./byNames.ts";
import { bySelector } from "./bySelector.ts";
import { hasFiles, NO_FILES, sourcesOf } from "./files.ts";
import { mappingsOf } from "./mappings.ts";
import { type ParsedArgs, parseArgs } from "./resourceArgs.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";
import type { Resources } from "./Resources.ts";

const MISSING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** Throws what is wrong with the arguments before anything is fetched. */
export async function findResources(session: Session, query: ResourceQuery): Promise<Resources> {
  const files = query.files ?? NO_FILES;
  const selecting = Boolean(query.labelSelector || query.fieldSelector);
  const problems: Error[] = [];
  let parsed: ParsedArgs = { types: [], names: [], pairs: [] };
  try {
    if (hasFiles(files) && !query.local) await sourcesOf(session.io, files);
  } catch (error) {
    problems.push(asError(error));
  }
  if (query.all && selecting) problems.push(new Error("setting 'all' parameter but found a non empty selector. "));
  try {
    parsed = await parseArgs(session, query);
  } catch (error) {
    problems.push(asError(error));
  }
  if (problems.length > 0) throw problems.length === 1 ? problems[0] : aggregate(problems);
  const { types, names, pairs } = parsed;
  const everything = query.all || (query.typeAlone && types.length > 0 && names.length === 0);
  if (hasFiles(files)) return byFiles(session, query, files, parsed);
  if (selecting || everything) return bySelector(session, query, parsed);
  if (pairs.length > 0) return byPairs(session, query, parsed);
  if (names.length > 0) return byNames(session, query, parsed);
  if (types.length > 0) {
    await mappingsOf(session, types, false);
    throw new Error("resource(s) were provided, but no name was specified");
  }
  throw new Error(MISSING);
}

/** What `--local` needs. */
export const LOCAL_FILES = `error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;
