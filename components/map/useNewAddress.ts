"use client";
import { useEffect, useRef, useState } from "react";

/** True for two seconds after the address became known or another. `fresh`: it is new even if it came with the card. */
export function useNewAddress(ip: string | undefined, fresh: boolean): boolean {
  const known = useRef(fresh ? undefined : ip);
  const [isNew, setNew] = useState(false);
  useEffect(() => {
    if (!ip || ip === known.current) return;
    known.current = ip;
    setNew(true);
  }, [ip]);
  useEffect(() => {
    if (!isNew) return;
    const timer = setTimeout(() => setNew(false), 2_000);
    return () => clearTimeout(timer);
  }, [isNew]);
  return isNew;
}
