/** Where in the text cel-go sees a node: at its operator, its dot, its opening parenthesis. */
import type { CelNode } from "./parse.ts";

export function placeOf(source: string, node: CelNode): number {
  const args = node.args;
  switch (node.op) {
    case "id":
    case "value":
    case "list":
    case "map":
    case "!_":
    case "-_":
      return node.start;
    case "call":
      return after(source, "(", node.start);
    case "rcall": {
      const [name, receiver] = args as readonly [string, CelNode];
      return after(source, "(", source.indexOf(name, after(source, ".", receiver.end)));
    }
    case ".":
    case ".?":
      return after(source, ".", (args as readonly CelNode[])[0]?.end ?? node.start);
    case "[]":
    case "[?]":
      return after(source, "[", (args as readonly CelNode[])[0]?.end ?? node.start);
    case "?:":
      return after(source, "?", (args as readonly CelNode[])[0]?.end ?? node.start);
    default:
      return after(source, node.op, (args as readonly CelNode[])[0]?.end ?? node.start);
  }
}

function after(source: string, text: string, from: number): number {
  const at = source.indexOf(text, from);
  return at < 0 ? from : at;
}
