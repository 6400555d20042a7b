/** Flags as pflag reads them: kinds, shorthands, `--flag=value`, errors in its words. */
import { parseDuration } from "./duration.ts";

export type FlagKind =
  | "bool"
  | "string"
  | "int"
  | "int32"
  | "int64"
  | "duration"
  | "stringArray"
  | "stringSlice"
  | "stringToString"
  | "tristate";

export interface Flag {
  readonly name: string;
  readonly kind: FlagKind;
  readonly short?: string;
  /** Text of the default; lists begin empty. */
  readonly default?: string;
  /** The value when the flag stands without one; booleans have `true`. */
  readonly noValue?: string;
  readonly usage?: string;
  readonly required?: boolean;
  readonly hidden?: boolean;
  /** What is said of a value that is refused, for flags that are not pflag's own. */
  readonly refusal?: string;
  /** Throws for a text that is refused. */
  readonly check?: (text: string) => void;
  /** Said on stderr when the flag is used. */
  readonly deprecated?: string;
  readonly shortDeprecated?: string;
}

type Details = Omit<Flag, "name" | "kind" | "usage">;
const maker =
  (kind: FlagKind) =>
  (name: string, usage = "", details: Details = {}): Flag => ({ name, kind, usage, ...details });

export const boolFlag = maker("bool");
export const textFlag = maker("string");
export const intFlag = maker("int");
export const int32Flag = maker("int32");
export const int64Flag = maker("int64");
export const durationFlag = maker("duration");
/** Each use is one item. */
export const arrayFlag = maker("stringArray");
/** Each use is a list with commas. */
export const sliceFlag = maker("stringSlice");
export const mapFlag = maker("stringToString");

type Value = boolean | string | number | readonly string[] | ReadonlyMap<string, string>;

/** Every command has it; one of its own stands before it. */
const HELP: readonly Flag[] = [boolFlag("help", "Help for the command", { short: "h" })];

/** A refusal of a flag, before kubectl adds where help is. */
export class FlagError extends Error {}

export class FlagValues {
  private readonly values = new Map<string, Value>();
  private readonly set = new Set<string>();
  private readonly taken: (readonly [string, string])[] = [];
  private readonly byName = new Map<string, Flag>();
  private readonly byShort = new Map<string, Flag>();

  constructor(
    readonly flags: readonly Flag[],
    private readonly warn: (text: string) => void,
  ) {
    // A command's own flag stands before a global one of the same name.
    for (const flag of [...flags, ...HELP].reverse()) {
      this.byName.set(flag.name, flag);
      if (flag.short) this.byShort.set(flag.short, flag);
      this.values.set(flag.name, startValue(flag));
    }
  }

  bool(name: string): boolean {
    return this.get(name) === true;
  }

  text(name: string): string {
    return this.get(name) as string;
  }

  /** Durations are in milliseconds. */
  number(name: string): number {
    return this.get(name) as number;
  }

  list(name: string): readonly string[] {
    return this.get(name) as readonly string[];
  }

  map(name: string): ReadonlyMap<string, string> {
    return this.get(name) as ReadonlyMap<string, string>;
  }

  /** Whether the flag was given. */
  changed(name: string): boolean {
    return this.set.has(name);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** Names and texts as they were given, one after the other. */
  get given(): readonly (readonly [name: string, text: string])[] {
    return this.taken;
  }

  /** Sets as the command line would. */
  assign(name: string, value: string): void {
    const flag = this.byName.get(normal(name));
    if (!flag) throw new FlagError(`no such flag -${name}`);
    this.store(flag, value);
  }

  private get(name: string): Value {
    const value = this.values.get(name);
    if (value === undefined) throw new Error(`flag accessed but not defined: ${name}`);
    return value;
  }

  /** Reads all of them; what is left are the arguments. */
  parse(args: readonly string[]): { readonly args: string[]; readonly dashAt: number; readonly help: boolean } {
    const left: string[] = [];
    for (let index = 0; index < args.length; index++) {
      const arg = args[index] as string;
      if (!arg.startsWith("-") || arg === "-") {
        left.push(arg);
        continue;
      }
      if (arg === "--")
        return { args: [...left, ...args.slice(index + 1)], dashAt: left.length, help: this.bool("help") };
      const next = (): string | undefined => args[index + 1];
      const tookNext = arg.startsWith("--") ? this.long(arg, next) : this.shorts(arg, next);
      if (tookNext) index++;
    }
    return { args: left, dashAt: -1, help: this.bool("help") };
  }

  /** Whether the next argument was the flag's value. */
  private long(arg: string, next: () => string | undefined): boolean {
    const body = arg.slice(2);
    if (body === "" || body.startsWith("-") || body.startsWith("=")) throw new FlagError(`bad flag syntax: ${arg}`);
    const equals = body.indexOf("=");
    const name = equals < 0 ? body : body.slice(0, equals);
    const flag = this.byName.get(normal(name));
    if (!flag) throw new FlagError(`unknown flag: --${normal(name)}`);
    if (equals >= 0) return this.took(flag, body.slice(equals + 1), false);
    if (flag.kind === "bool" || flag.noValue !== undefined) return this.took(flag, flag.noValue ?? "true", false);
    const value = next();
    if (value === undefined) throw new FlagError(`flag needs an argument: ${arg}`);
    return this.took(flag, value, true);
  }

  private shorts(arg: string, next: () => string | undefined): boolean {
    let rest = arg.slice(1);
    while (rest !== "") {
      const letter = rest[0] as string;
      const flag = this.byShort.get(letter);
      if (!flag) throw new FlagError(`unknown shorthand flag: '${letter}' in -${rest}`);
      if (flag.shortDeprecated) this.warn(`Flag shorthand -${letter} has been deprecated, ${flag.shortDeprecated}\n`);
      if (rest.length > 2 && rest[1] === "=") return this.took(flag, rest.slice(2), false);
      if (flag.kind === "bool" || flag.noValue !== undefined) {
        this.store(flag, flag.noValue ?? "true");
        rest = rest.slice(1);
        continue;
      }
      if (rest.length > 1) return this.took(flag, rest.slice(1), false);
      const value = next();
      if (value === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${rest}`);
      return this.took(flag, value, true);
    }
    return false;
  }

  private took(flag: Flag, value: string, tookNext: boolean): boolean {
    this.store(flag, value);
    return tookNext;
  }

  private store(flag: Flag, text: string): void {
    try {
      this.values.set(
        flag.name,
        readValue(flag, text, this.set.has(flag.name) ? this.values.get(flag.name) : undefined),
      );
    } catch (error) {
      const shown = flag.short && !flag.shortDeprecated ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
      const reason = flag.refusal ?? (error as Error).message;
      throw new FlagError(`invalid argument ${JSON.stringify(text)} for "${shown}" flag: ${reason}`);
    }
    if (flag.deprecated) this.warn(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
    this.set.add(flag.name);
    this.taken.push([flag.name, text]);
  }
}

/** kubectl takes `_` for `-` in names. */
function normal(name: string): string {
  return name.replaceAll("_", "-");
}

function startValue(flag: Flag): Value {
  const { kind } = flag;
  if (kind === "stringArray" || kind === "stringSlice") return flag.default ? flag.default.split(",") : [];
  if (kind === "stringToString") return new Map();
  if (kind === "bool") return flag.default === "true";
  if (kind === "string" || kind === "tristate") return flag.default ?? "";
  return flag.default === undefined ? 0 : (readValue(flag, flag.default, undefined) as number);
}

const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE = new Set(["0", "f", "F", "false", "FALSE", "False"]);

function readValue(flag: Flag, text: string, before: Value | undefined): Value {
  switch (flag.kind) {
    case "bool":
      if (TRUE.has(text)) return true;
      if (FALSE.has(text)) return false;
      throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
    case "int":
    case "int32":
    case "int64":
      return readInt(text, flag.kind);
    case "duration":
      return parseDuration(text);
    case "stringArray":
      return [...((before as string[] | undefined) ?? []), text];
    case "stringSlice":
      return [...((before as string[] | undefined) ?? []), ...readCsv(text)];
    case "stringToString": {
      const map = new Map((before as ReadonlyMap<string, string> | undefined) ?? []);
      // With one sign in it the text is one pair, whatever commas it has.
      const signs = text.split("=").length - 1;
      if (signs === 0) throw new Error(`${text} must be formatted as key=value`);
      for (const pair of signs === 1 ? [text.replace(/^"+|"+$/g, "")] : readCsv(text)) {
        const at = pair.indexOf("=");
        if (at < 0) throw new Error(`${pair} must be formatted as key=value`);
        map.set(pair.slice(0, at), pair.slice(at + 1));
      }
      return map;
    }
    default:
      flag.check?.(text);
      return text;
  }
}

function readInt(text: string, kind: "int" | "int32" | "int64"): number {
  const clean = text.replaceAll("_", "");
  const fail = (problem: string): never => {
    throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${problem}`);
  };
  if (!/^[+-]?(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|\d+)$/.test(clean)) return fail("invalid syntax");
  const negative = clean.startsWith("-");
  const digits = clean.replace(/^[+-]/, "").replace(/^0(?=[0-7])/, "0o");
  const value = Number(digits) * (negative ? -1 : 1);
  const most = kind === "int32" ? 2 ** 31 : 2 ** 63;
  if (value >= most || value < -most) return fail("value out of range");
  return value === 0 ? 0 : value;
}

/** A line of comma separated values, quotes allowed, as Go's encoding/csv reads it. */
function readCsv(text: string): string[] {
  if (text === "") return [];
  const items: string[] = [];
  let rest = text;
  for (;;) {
    if (rest.startsWith('"')) {
      const match = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
      if (!match)
        throw new Error(`parse error on line 1, column ${text.length + 1}: extraneous or missing " in quoted-field`);
      items.push((match[1] as string).replaceAll('""', '"'));
      if (match[2] === "") return items;
      rest = rest.slice(match[0].length);
      continue;
    }
    const comma = rest.indexOf(",");
    const field = comma < 0 ? rest : rest.slice(0, comma);
    const quote = field.indexOf('"');
    if (quote >= 0)
      throw new Error(
        `parse error on line 1, column ${text.length - rest.length + quote + 1}: bare " in non-quoted-field`,
      );
    items.push(field);
    if (comma < 0) return items;
    rest = rest.slice(comma + 1);
  }
}
