/** What differs from run to run, replaced alike on both sides. The rules are those of the recordings' README. */

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| \+0000(?: UTC)?)/g;
const GO_TIME = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000/g;
const KLOG = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ (?=[\w.]+:\d+\])/gm;
const SERVICE_ADDRESS = /\b10\.(?:9[6-9]|10\d|11[01])\.\d{1,3}\.\d{1,3}\b/g;
const NODE_PORT = /\b3[0-2]\d{3}\b/g;
const RANDOM5 = /-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;

export class Normaliser {
  /** `known`: everything literal on both sides, the world and what was given to the command. */
  constructor(private readonly known: string) {}

  text(text: string): string {
    return this.words(text)
      .replace(/("?resourceVersion"?: ?)"\d+"/g, '$1"<rv>"')
      .replace(/(resourceVersion:\s*|Resource Version:\s+)\d+/g, "$1<rv>");
  }

  /** Objects of the store, and lists of them. */
  value(value: unknown, key = ""): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item, key));
    if (typeof value === "object" && value !== null) {
      const result: Record<string, unknown> = {};
      for (const name of Object.keys(value).sort())
        result[this.words(name)] = this.value((value as Record<string, unknown>)[name], name);
      return result;
    }
    if (key === "nodePort" && typeof value === "number" && !this.known.includes(String(value))) return "<nodeport>";
    if (typeof value !== "string") return value;
    return key === "resourceVersion" ? "<rv>" : this.words(value);
  }

  private words(text: string): string {
    return text
      .replace(KLOG, "<klog> ")
      .replace(UUID, (found) => this.kept(found, "<uid>"))
      .replace(TIME, (found) => this.kept(found, "<time>"))
      .replace(GO_TIME, (found) => (this.knowsTime(found) ? found : "<time>"))
      .replace(SERVICE_ADDRESS, (found) => this.kept(found, "<clusterip>"))
      .replace(NODE_PORT, (found) => this.kept(found, "<nodeport>"))
      .replace(RANDOM5, (found) => this.kept(found, "-<rand5>"))
      .replace(/(\/tmp\/(?:LIVE|MERGED)-)\d+/g, "$1<rand>");
  }

  private kept(found: string, otherwise: string): string {
    return this.known.includes(found) ? found : otherwise;
  }

  private knowsTime(text: string): boolean {
    const iso = new Date(text).toISOString().replace(".000Z", "Z");
    return this.known.includes(iso);
  }
}
