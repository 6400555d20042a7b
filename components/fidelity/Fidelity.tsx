"use client";
/** Listens for openFidelity and shows the dialog. */
import { Suspense, useEffect, useState } from "react";
import { FIDELITY_EVENT } from "./openFidelity.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const FidelityDialog = lazyPart(() =>
  import("./FidelityDialog.tsx").then((part) => ({ default: part.FidelityDialog })),
);

export function Fidelity() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listener = (): void => setOpen(true);
    addEventListener(FIDELITY_EVENT, listener);
    return () => removeEventListener(FIDELITY_EVENT, listener);
  }, []);
  return <Suspense fallback={null}>{open && <FidelityDialog onClose={() => setOpen(false)} />}</Suspense>;
}
