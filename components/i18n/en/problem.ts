/** Texts of what can go wrong, English: what happened, what is safe, what to do. */
export const problem = {
  broken: "This part of the screen broke.",
  brokenLead: "The cluster and everything in it are safe; the rest of the screen goes on.",
  brokenRetry: "Show it again",
};
