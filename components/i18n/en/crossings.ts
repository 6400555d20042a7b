/** Texts of what people's commands do to others, English. `<m>` is a name of an object, `<who>` a person. */
export const crossings = {
  pending:
    "{yours, select, yes {Your} other {{name}’s}} <m>{object}</m> is Pending because <who>{by}</who>’s <m>{holder}</m>{amount} took <m>{node}</m>",
  port: "{yours, select, yes {Your} other {{name}’s}} <m>{object}</m> is Pending because <who>{by}</who>’s <m>{holder}</m> has its port on <m>{node}</m>",
  label:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> lost {lost, plural, one {the endpoint} other {# endpoints}} <m>{pod}</m> when <who>{by}</who> changed its label to <m>{label}={value}</m>",
  unlabelled:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> lost {lost, plural, one {the endpoint} other {# endpoints}} <m>{pod}</m> when <who>{by}</who> took away its label <m>{label}</m>",
  selector:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> lost {lost, plural, one {the endpoint} other {# endpoints}} <m>{pod}</m> when <who>{by}</who> changed its selector",
  deleted:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> lost its last {lost, plural, one {endpoint} other {# endpoints}} <m>{pod}</m> when <who>{by}</who> had it deleted",
  unready:
    "{yours, select, yes {Your} other {{name}’s}} Service <m>{object}</m> has no ready endpoint since what <who>{by}</who> did to <m>{pod}</m>",
  gone: "{yours, select, yes {Your} other {{name}’s}} <m>{object}</m> {more, select, yes {and more were} other {was}} deleted by <who>{by}</who>",
  goneWith:
    "{yours, select, yes {Your} other {{name}’s}} <m>{object}</m>{more, select, yes { and more} other {}} went when <who>{by}</who> deleted <m>{other}</m>",
  goneBy:
    "{yours, select, yes {Your} other {{name}’s}} <m>{object}</m> {more, select, yes {and more were} other {was}} deleted because of what <who>{by}</who> did to <m>{other}</m>",
  preempted:
    "{yours, select, yes {Your} other {{name}’s}} Pod <m>{object}</m> was preempted on <m>{node}</m> because <who>{by}</who> created <m>{pod}</m> (priority {priority})",
  why: "Why",
  moment: "To that moment",
  section: "What others did to it",
  someone: "somebody",
  off: "Stop telling me of these",
};
