"use client";
/** Whether a lesson is only looked at by who writes it: nothing of it does anything to the room's cluster. */
import { createContext, useContext } from "react";

export const PreviewContext = createContext(false);

export const useIsPreview = (): boolean => useContext(PreviewContext);
