/** Texts of what people's commands do to others, English. `<m>` is a name of an object, `<by>` a person. */
export const crossings = {
  pending:
    "{yours, select, yes {Your} other {{name}’s}} <m>{object}</m> is Pending because <by>{by}</by>’s <m>{holder}</m>{amount} took <m>{node}</m>",
  port: "{yours, select, yes {Your} other {{name}’s}} <m>{object}</m> is Pending because <by>{by}</by>’s <m>{holder}</m> has its port on <m>{node}</m>",
  label:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> lost {lost, plural, one {its endpoint} other {# endpoints}} <m>{pod}</m> when <by>{by}</by> changed label <m>{label}</m>{value}",
  selector:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> lost {lost, plural, one {the endpoint} other {# endpoints}} <m>{pod}</m> when <by>{by}</by> changed its selector",
  deleted:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> lost its last {lost, plural, one {endpoint} other {# endpoints}} <m>{pod}</m> when <by>{by}</by> had it deleted",
  unready:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> has no ready endpoint since what <by>{by}</by> did to <m>{pod}</m>",
  why: "Why",
  moment: "To that moment",
  section: "What others did to it",
  someone: "somebody",
  off: "No more of these",
};
