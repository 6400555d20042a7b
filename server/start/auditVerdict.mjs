/** What `npm audit --json` printed, judged. */
export function judge(printed) {
  let found;
  try {
    found = JSON.parse(printed);
  } catch {
    found = {};
  }
  const counts = found?.metadata?.vulnerabilities;
  if (typeof counts?.total !== "number")
    return {
      known: false,
      grave: false,
      text: "✗ SKIPPED: this registry tells of no known holes; look them up elsewhere",
    };
  const grave = (counts.high ?? 0) + (counts.critical ?? 0) > 0;
  const names = Object.values(found.vulnerabilities ?? {}).map(
    ({ name, severity, range }) => `${name} ${range} (${severity})`,
  );
  const list = names.length > 0 ? `:\n  ${names.join("\n  ")}` : "";
  return { known: true, grave, text: `${grave ? "✗" : "✓"} ${counts.total} known holes${list}` };
}
