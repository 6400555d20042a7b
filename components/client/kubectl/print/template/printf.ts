/** Values as Go's fmt prints them, for templates. */
import { compareText, isObject } from "../../json.ts";
import { quoted } from "../goSyntax.ts";

/** `%v`; nothing is `<no value>` in a template and `<nil>` inside of others. */
export function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (isObject(value))
    return `map[${Object.keys(value)
      .sort(compareText)
      .map((key) => `${key}:${goValue(value[key])}`)
      .join(" ")}]`;
  if (value === null || value === undefined) return "<nil>";
  return typeof value === "number" ? goNumber(value) : String(value);
}

function goNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  return power < -4 || power >= 21
    ? `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`
    : String(value);
}

/** Go's Sprint: a blank between two values when neither is text. */
export function sprint(values: readonly unknown[]): string {
  let text = "";
  for (const [index, value] of values.entries()) {
    if (index > 0 && typeof value !== "string" && typeof values[index - 1] !== "string") text += " ";
    text += goValue(value);
  }
  return text;
}

/** Go's Sprintf with what templates need of it. */
export function sprintf(format: string, values: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (all, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      const size = width === "*" ? Number(values[next++]) : Number(width ?? 0);
      if (next >= values.length) return `%!${verb}(MISSING)`;
      const value = values[next++];
      // Go fills up to the width what it prints, not its complaints.
      if ((value === null || value === undefined) && verb !== "v" && verb !== "T") return `%!${verb}(<nil>)`;
      const shown =
        formatted(value, verb, {
          flags,
          precision: precision === undefined ? undefined : Number(precision),
        }) ?? all;
      const missing = size - Array.from(shown).length;
      if (missing <= 0) return shown;
      if (flags.includes("-")) return shown + " ".repeat(missing);
      if (flags.includes("0") && /^[dxXobfeg]$/.test(verb))
        return shown.replace(/^([+-]?)/, `$1${"0".repeat(missing)}`);
      return " ".repeat(missing) + shown;
    },
  );
  if (next >= values.length) return text;
  return `${text}%!(EXTRA ${values
    .slice(next)
    .map((value) => `${typeName(value)}=${goValue(value)}`)
    .join(", ")})`;
}

interface Form {
  readonly flags: string;
  readonly precision: number | undefined;
}

function formatted(value: unknown, verb: string, { flags, precision }: Form): string {
  const wrong = (): string =>
    `%!${verb}(${typeName(value)}${value === null || value === undefined ? "" : `=${goValue(value)}`})`;
  const whole = typeof value === "number" && Number.isInteger(value);
  const signed = (text: string): string =>
    flags.includes("+") && typeof value === "number" && value >= 0 ? `+${text}` : text;
  switch (verb) {
    case "v":
      return goValue(value);
    case "s":
      if (typeof value === "string")
        return precision === undefined ? value : Array.from(value).slice(0, precision).join("");
      return typeof value === "number" || typeof value === "boolean" ? wrong() : goValue(value);
    case "q":
      return typeof value === "string" ? quoted(value) : wrong();
    case "d":
      return whole ? signed(String(value)) : wrong();
    case "x":
    case "X": {
      const hex = whole ? (value as number).toString(16) : typeof value === "string" ? hexOf(value) : undefined;
      return hex === undefined ? wrong() : verb === "X" ? hex.toUpperCase() : hex;
    }
    case "o":
      return whole ? (value as number).toString(8) : wrong();
    case "b":
      return whole ? (value as number).toString(2) : wrong();
    case "t":
      return typeof value === "boolean" ? String(value) : wrong();
    case "f":
      return typeof value === "number" && !whole ? signed(value.toFixed(precision ?? 6)) : wrong();
    case "T":
      return typeName(value);
    case "c":
      return whole ? String.fromCodePoint(value as number) : wrong();
    default:
      return wrong();
  }
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function typeName(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "boolean") return "bool";
  return typeof value === "number" ? (Number.isInteger(value) ? "int64" : "float64") : "string";
}
