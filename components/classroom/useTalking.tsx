"use client";
/** Talking with one student from wherever they are listed; the dialog stays when what they asked is done meanwhile. */
import { type ReactNode, useState } from "react";
import { TalkDialog } from "./TalkDialog.tsx";

/** What opens it, and the dialog, to be put where nothing takes it away. */
export function useTalking(nameOf: (person: string) => string): [(person: string) => void, ReactNode] {
  const [person, setPerson] = useState<string>();
  const dialog =
    person === undefined ? null : (
      <TalkDialog key={person} person={person} name={nameOf(person)} onClose={() => setPerson(undefined)} />
    );
  return [setPerson, dialog];
}
