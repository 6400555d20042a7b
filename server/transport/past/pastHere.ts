/** The past read in this thread, between its other work. */
import { answerText } from "../encodedAnswers.ts";
import { momentView } from "../momentView.ts";
import { PreEncoded } from "../preEncoded.ts";
import type { Past } from "./Past.ts";

export const pastHere: Past = {
  view: async (room, personId, time, part) =>
    new PreEncoded(
      await room.moment(time, (moment) => momentView(room.rightsIn(moment.cluster, personId), moment, part)),
    ),
  read: (room, request, time) => room.moment(time, ({ cluster }) => answerText(cluster.read(request))),
};
