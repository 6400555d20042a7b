/** CertificateSigningRequests. */
import { humanDuration } from "../../../../server/protocol/kubernetes/durations.ts";
import type { JsonObject } from "../json.ts";
import { parseCertificateRequest } from "./certificateRequest.ts";
import type { Describe } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { has, num, obj, objects, str } from "./fields.ts";
import { mapText } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";

export const describeCertificateSigningRequest: Describe = async (request, context) => {
  const spec = obj(request, "spec");
  const { subject, names } = parseCertificateRequest(str(spec, "request"));
  const w = new TabbedText();
  const list = (title: string, values: readonly string[]): void => {
    if (values.length > 0) w.line(0, `\t${title}:\t${values.join("\n\t\t")}`);
  };
  w.line(0, `Name:\t${str(request, "metadata", "name")}`);
  w.line(0, `Labels:\t${mapText(obj(request, "metadata", "labels"))}`);
  w.line(0, `Annotations:\t${mapText(obj(request, "metadata", "annotations"))}`);
  w.line(0, `CreationTimestamp:\t${longTime(str(request, "metadata", "creationTimestamp"))}`);
  w.line(0, `Requesting User:\t${str(spec, "username")}`);
  if (str(spec, "signerName")) w.line(0, `Signer:\t${str(spec, "signerName")}`);
  if (has(spec, "expirationSeconds"))
    w.line(0, `Requested Duration:\t${humanDuration(num(spec, "expirationSeconds") * 1000)}`);
  w.line(0, `Status:\t${statusOf(request)}`);
  w.line(0, "Subject:");
  w.line(0, `\tCommon Name:\t${subject.commonName}`);
  w.line(0, `\tSerial Number:\t${subject.serialNumber}`);
  list("Organization", subject.organization);
  list("Organizational Unit", subject.organizationalUnit);
  list("Country", subject.country);
  list("Locality", subject.locality);
  list("Province", subject.province);
  list("StreetAddress", subject.streetAddress);
  list("PostalCode", subject.postalCode);
  if (Object.values(names).some((values) => values.length > 0)) {
    w.line(0, "Subject Alternative Names:");
    list("DNS Names", names.dns);
    list("Email Addresses", names.email);
    list("URIs", names.uri);
    list("IP Addresses", names.ip);
  }
  await writeEventsOf(w, request, context);
  return w.text();
};

function statusOf(request: JsonObject): string {
  const types = new Set(objects(request, "status", "conditions").map((condition) => str(condition, "type")));
  const decision = types.has("Denied") ? "Denied" : types.has("Approved") ? "Approved" : "Pending";
  return `${decision}${types.has("Failed") ? ",Failed" : ""}${str(request, "status", "certificate") ? ",Issued" : ""}`;
}
