/** Why something may not be done, English. */
export const rights = {
  past: "This is a moment of the past: nothing can be changed in it.",
  frozen: "An instructor has frozen changes for now.",
  viewer: "You are here to watch: viewers change nothing.",
  elsewhere: "You may do this in your own namespace only: {namespace}.",
  rbac: "Your rights (RBAC) do not allow it: {verb} {resource}.",
  clustersOwn: "This namespace is the cluster's own: work in default or in another namespace.",
  gone: "It is gone.",
};
