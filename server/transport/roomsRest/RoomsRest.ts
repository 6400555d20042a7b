/**
 * Rooms over HTTP: make one, join it, its kubeconfig, its links and people, its past. In docs/http.md. All bodies are JSON;
 * errors are `{"error":{"code","text":{"ko","en"}}}`. What each route does is in the `…Routes.ts` beside.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Modes } from "../../rooms/modes/Modes.ts";
import { ClientGone, sendJson } from "../httpBody.ts";
import { RateLimit } from "../RateLimit.ts";
import { refusedAnswer } from "../refusedAnswer.ts";
import { Asked, type RoomsRestOptions } from "./Asked.ts";
import { forkRoom, restoreRoom, showHistory } from "./historyRoutes.ts";
import { exportWhole, forgetOwn, importWhole, showOwn } from "./ownRoutes.ts";
import { answerWaiting, findRoom, joinRoom, knock, listWaiting, moveDevice } from "./doorRoutes.ts";
import { limitLink, listLinks, renewLink, revokeLink, showEmbed } from "./linkRoutes.ts";
import { Moves } from "./Moves.ts";
import { changePerson, expelPerson, giveKubeconfig } from "./peopleRoutes.ts";
import { listClusters, ownCluster, resetClusters, setMode } from "./modeRoutes.ts";
import { bringDraftBack, keepDraft, removeDraft, showDraft } from "./draftRoutes.ts";
import {
  assignPlan,
  bringLessonBack,
  endShare,
  listLessons,
  previewPlan,
  removeLesson,
  saveLesson,
  shareLessons,
  showCourse,
  showLesson,
  uploadLessons,
} from "./lessonRoutes.ts";
import { notAllowed, unknownPath } from "./refusals.ts";
import { downloadOwnResults, downloadResults, showResults } from "./resultsRoutes.ts";
import { createRoom, deleteRoom, recentRooms, renameRoom, showRoom } from "./roomRoutes.ts";
import { showState } from "./stateRoutes.ts";
import { beginTrial, endTrial, explainStep } from "./trialRoutes.ts";

/** New rooms of one server: so many at once, so many a second. */
const CREATE_RATE = { burst: 100, perSecond: 5 };

/** By method and path: `room` stands for a room's id, `x` for what follows a part's name. */
export const ROUTES: { readonly [route: string]: (asked: Asked) => Promise<void> } = {
  "POST ": createRoom,
  "GET ": recentRooms,
  "POST find": findRoom,
  "GET room": showRoom,
  "GET room/state": showState,
  "PATCH room": renameRoom,
  "DELETE room": deleteRoom,
  "POST room/knock": knock,
  "POST room/join": joinRoom,
  "POST room/device": moveDevice,
  "GET room/waiting": listWaiting,
  "POST room/waiting": answerWaiting,
  "POST room/kubeconfig": giveKubeconfig,
  "GET room/links": listLinks,
  "POST room/links/x": renewLink,
  "PATCH room/links/x": limitLink,
  "DELETE room/links/x": revokeLink,
  "GET room/embed": showEmbed,
  "PATCH room/people/x": changePerson,
  "DELETE room/people/x": expelPerson,
  "PUT room/mode": setMode,
  "POST room/cluster": ownCluster,
  "GET room/clusters": listClusters,
  "POST room/reset": resetClusters,
  "GET room/history": showHistory,
  "GET room/export": exportWhole,
  "POST import": importWhole,
  "GET room/mine": showOwn,
  "DELETE room/mine": forgetOwn,
  "GET room/mine/x": downloadOwnResults,
  "GET room/results": showResults,
  "GET room/results/x": downloadResults,
  "POST room/fork": forkRoom,
  "POST room/restore": restoreRoom,
  "GET room/course": showCourse,
  "GET room/lessons": listLessons,
  "POST room/lessons": uploadLessons,
  "PUT room/lessons": saveLesson,
  "GET room/lessons/x": showLesson,
  "DELETE room/lessons/x": removeLesson,
  "POST room/lessons/x": bringLessonBack,
  "GET room/drafts/x": showDraft,
  "PUT room/drafts/x": keepDraft,
  "DELETE room/drafts/x": removeDraft,
  "POST room/drafts/x": bringDraftBack,
  "POST room/plan": previewPlan,
  "PUT room/plan": assignPlan,
  "POST room/shares": shareLessons,
  "DELETE room/shares/x": endShare,
  "POST room/trial": beginTrial,
  "DELETE room/trial": endTrial,
  "GET room/findings": explainStep,
};

export class RoomsRest {
  private readonly creations = new RateLimit(CREATE_RATE);

  private readonly modes: Modes;
  private readonly moves: Moves;

  constructor(private readonly options: RoomsRestOptions) {
    const { directory } = options;
    this.modes = new Modes(directory);
    this.moves = new Moves(() => directory.now);
  }

  /** Serves `/api/rooms…`. Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { options, creations, modes, moves } = this;
      const asked = new Asked(request, response, { ...options, creations, modes, moves });
      if (request.method !== "GET" && !this.options.allowsOrigin(request.headers.origin, request.headers.host))
        throw notAllowed();
      const handler = ROUTES[routeOf(asked)];
      if (!handler) throw unknownPath();
      await handler(asked);
    } catch (error) {
      if (error instanceof ClientGone) return void response.destroy();
      await this.fail(request, response, error).catch(() => response.destroy());
    }
  }

  private async fail(request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
    const refused = refusedAnswer(error, () => this.options.report("", "a request for rooms failed", error));
    return sendJson(request, response, refused);
  }
}

function routeOf({ request, segments }: Asked): string {
  const [id, part, item, ...more] = segments;
  // No room's id is a word.
  if ((id === "import" || id === "find") && part === undefined) return `${request.method} ${id}`;
  const path = [...(id === undefined ? [] : ["room"]), ...(part ? [part] : []), ...(item ? ["x"] : []), ...more];
  return `${request.method} ${path.join("/")}`;
}
