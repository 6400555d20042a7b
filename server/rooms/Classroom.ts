/**
 * The class in a room: its state, and how an action becomes an entry of the log. The rules are `protocol/classroom/`'s; here
 * is only what the server knows better than who asks.
 */
import type { ClassAction } from "../protocol/classroom/actionSchema.ts";
import { type ClassEntry, type ClassState, EMPTY_CLASS, freezeOf } from "../protocol/classroom/ClassState.ts";
import { foldAction, spreadOf } from "../protocol/classroom/foldAction.ts";
import { refusalOf } from "../protocol/classroom/permission.ts";
import type { BilingualText, Role } from "../protocol/messages.ts";
import type { LogEntry } from "./LogEntry.ts";
import type { PersonRecord } from "./StoragePort.ts";

/** An entry, and the class before it: what tells who may see it. */
export interface ClassStep {
  readonly entry: ClassEntry;
  readonly before: ClassState;
}

export class Classroom {
  constructor(private current: ClassState = EMPTY_CLASS) {}

  /** As a snapshot holds it; an older one may lack what came later. */
  static of(state: ClassState | undefined): Classroom {
    return new Classroom(state && { ...EMPTY_CLASS, ...state });
  }

  get state(): ClassState {
    return this.current;
  }

  refusal(
    action: ClassAction,
    person: PersonRecord,
    roleOf: (person: string) => Role | undefined,
  ): BilingualText | undefined {
    return refusalOf(action, person, this.current, roleOf);
  }

  /** The action with what is the server's to say: how the votes were spread, who asked for a screen. */
  completed(action: ClassAction): ClassAction {
    if (action.type === "share-screen") return { ...action, asker: this.current.shown?.asker ?? "" };
    if (action.type !== "reveal" && action.type !== "all-voted") return action;
    const question = this.current.questions.find(({ id }) => id === action.id);
    return { ...action, spread: question ? spreadOf(question) : {} };
  }

  fold(entry: ClassEntry): ClassStep {
    const before = this.current;
    this.current = foldAction(before, entry);
    return { entry, before };
  }

  /** Takes in an entry of the log when it is of the class. */
  foldLogged({ seq, who, time, command }: LogEntry): void {
    if (command.type === "class") this.fold({ seq, who, time, at: command.at, action: command.action });
  }

  /** Why a person may not change the cluster now. */
  frozenText(person: string): BilingualText | undefined {
    const freeze = freezeOf(this.current, person);
    if (!freeze) return undefined;
    const why = freeze.reason ? `: ${freeze.reason}` : "";
    return {
      en: `an instructor has frozen changes for now${why}`,
      ko: `강사가 지금은 변경을 멈춰 두었어요${why}`,
    };
  }
}
