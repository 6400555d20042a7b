/**
 * Fetches the styles that name the page's letters, and with them the letters the page shows. Until then it is written in the system's:
 * on a slow line letters would else come before what the page does.
 */
export async function loadLetters(): Promise<void> {
  try {
    await import("./letters.ts");
  } catch {
    // Without them the page is read all the same.
  }
}
