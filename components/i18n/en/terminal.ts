/** Texts of the terminal, English. */
export const terminal = {
  title: "Terminal",
  tab: "Terminal {number}",
  add: "New terminal",
  close: "Close {name}",
  welcome: "A shell on k8s-master. kubectl works here, with your own rights. Files in /root stay in this browser.",
  connecting: "Connecting…",
  noAccess: "Your kubeconfig could not be fetched: {reason}",
  viewer: "Viewers have no shell on the master; kubectl works with your rights.",
  editTitle: "Edit {name}",
  editLead: "What you save goes back to kubectl.",
  save: "Save",
  cancel: "Leave as it is",
};
