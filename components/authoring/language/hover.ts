/** What a field of a lesson's YAML means, under the pointer. */
import { hoverTooltip } from "@codemirror/view";
import { fieldCard } from "../../editor/schema/fieldCard.ts";
import { placeAt, siblings } from "../../editor/schema/place.ts";
import type { LessonWords } from "./completion.ts";
import { fieldsAt } from "./fields.ts";
import { regionAt } from "./regions.ts";

export function lessonHover(words: () => LessonWords) {
  return hoverTooltip((view, position) => {
    const region = regionAt(view.state.doc.toString(), position);
    if (region.kind === "text") return null;
    const line = view.state.doc.lineAt(position);
    const place = placeAt(region.text, line.to - region.from);
    const from = line.from + place.column;
    const to = from + place.key.length;
    if (place.key === "" || position < from || position > to) return null;
    const taken = new Set([...siblings(region.text, place), place.key]);
    const field = fieldsAt(region.kind, place.path, taken).find(({ name }) => name === place.key);
    const about = field && words().field(field.scope, field.name);
    if (!field || !about) return null;
    return {
      pos: from,
      end: to,
      above: true,
      create: () => fieldCard(field.name, [about, ...(field.values.length > 0 ? [field.values.join(" | ")] : [])]),
    };
  });
}
