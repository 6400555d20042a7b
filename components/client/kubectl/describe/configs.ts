/** ConfigMaps and Secrets. Values of Secrets stay hidden, but for tokens. */
import type { Describe } from "./DescribeContext.ts";
import { eventTarget, readEvents, writeEvents } from "./events.ts";
import { obj, sortedEntries, str } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";

export const describeConfigMap: Describe = async (configMap, context) => {
  const w = new TabbedText();
  const metadata = obj(configMap, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, "\nData\n====");
  for (const [key, value] of sortedEntries(configMap, "data")) w.line(0, `${key}:\n----\n${value}\n`);
  w.line(0, "\nBinaryData\n====");
  for (const [key, value] of sortedEntries(configMap, "binaryData")) w.line(0, `${key}: ${atob(value).length} bytes`);
  w.line(0, "");
  // Here alone upstream minds that it may not read events.
  if (context.showEvents) writeEvents(w, await readEvents(eventTarget(configMap), context), context.now);
  return w.text();
};

export const describeSecret: Describe = async (secret) => {
  const w = new TabbedText();
  const metadata = obj(secret, "metadata");
  const type = str(secret, "type");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `\nType:\t${type}`);
  w.line(0, "\nData\n====");
  for (const [key, value] of sortedEntries(secret, "data")) {
    const shown = key === "token" && type === "kubernetes.io/service-account-token";
    const bytes = Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
    w.line(0, `${key}:\t${shown ? new TextDecoder().decode(bytes) : `${bytes.length} bytes`}`);
  }
  return w.text();
};
