/** What the schema says of the field under the pointer. */
import { hoverTooltip } from "@codemirror/view";
import type { RoomConnection } from "../../client/RoomConnection.ts";
import { fieldCard } from "./fieldCard.ts";
import { placeAt, topValue } from "./place.ts";
import { kindSchema, schemaAt, childOf, typeName } from "./schemaNode.ts";
import { schemasOf } from "./schemas.ts";

export interface HoverTexts {
  readonly required: string;
  readonly oneOf: string;
}

export function fieldHover(connection: RoomConnection, texts: () => HoverTexts) {
  return hoverTooltip(async (view, position) => {
    const text = view.state.doc.toString();
    const line = view.state.doc.lineAt(position);
    const place = placeAt(text, line.to);
    const from = line.from + place.column;
    const to = from + place.key.length;
    if (place.key === "" || position < from || position > to) return null;
    const apiVersion = topValue(place.document, "apiVersion");
    const schemas = await schemasOf(connection, apiVersion);
    const root = kindSchema(schemas, apiVersion, topValue(place.document, "kind"));
    const parent = schemaAt(root, place.path, schemas);
    const field = schemaAt(root, [...place.path, place.key], schemas);
    if (!field) return null;
    const type = typeName(childOf(parent, place.key, schemas), schemas);
    return {
      pos: from,
      end: to,
      above: true,
      create: () => {
        const steps = place.path.filter((step) => typeof step === "string").concat(place.key);
        const required = parent?.required?.includes(place.key) ? texts().required : "";
        return fieldCard([steps.join("."), type, required].filter((part) => part !== "").join(" · "), [
          ...(field.description ? [field.description] : []),
          ...(field.enum ? [`${texts().oneOf} ${field.enum.map(String).join(", ")}`] : []),
        ]);
      },
    };
  });
}
