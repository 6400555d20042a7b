"use client";
/** What happens together, over the room: leading and following, what is given away, what is asked for. */
import { ConsentDialogs } from "./ConsentDialogs.tsx";
import { FollowBar } from "./FollowBar.tsx";
import { GivenBars } from "./GivenBars.tsx";
import { LeadBar } from "./LeadBar.tsx";
import { useLeading } from "./useLeading.ts";
import { useReporting } from "./useReporting.ts";

export function LiveBars() {
  useLeading();
  useReporting();
  return (
    <>
      <LeadBar />
      <FollowBar />
      <GivenBars />
      <ConsentDialogs />
    </>
  );
}
