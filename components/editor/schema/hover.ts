/** What the schema says of the field under the pointer. */
import { hoverTooltip } from "@codemirror/view";
import type { RoomConnection } from "../../client/RoomConnection.ts";
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
        const dom = document.createElement("div");
        dom.className = "cm-field-hover";
        const head = dom.appendChild(document.createElement("p"));
        head.className = "cm-field-name";
        head.textContent = [
          place.path
            .filter((step) => typeof step === "string")
            .concat(place.key)
            .join("."),
          type,
        ]
          .filter((part) => part !== "")
          .join(" · ");
        if (parent?.required?.includes(place.key)) head.textContent += ` · ${texts().required}`;
        if (field.description) dom.appendChild(document.createElement("p")).textContent = field.description;
        if (field.enum)
          dom.appendChild(document.createElement("p")).textContent =
            `${texts().oneOf} ${field.enum.map(String).join(", ")}`;
        return { dom };
      },
    };
  });
}
