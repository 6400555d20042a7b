"use client";
import { useTranslations } from "next-intl";
import type { Student } from "./useStudents.ts";

/** A student's name, or what stands for it where names are hidden. */
export function useName(hidden: boolean): (student: Student) => string {
  const t = useTranslations("classroom");
  return ({ person, number }) => (hidden ? t("student", { number }) : person.nickname);
}
