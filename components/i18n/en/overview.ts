/** Texts of overview, English. */
export const overview = {
  now: "Right now",
  states: "States of pods",
  running: "Running and ready",
  pending: "Starting or waiting",
  failing: "Failing",
  ending: "Ending",
  unknown: "Completed or unknown",
  readyLine: "Service → ready endpoint",
  waitingLine: "Service → endpoint that is not ready",
  title: "Overview",
};
