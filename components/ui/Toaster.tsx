"use client";
import { Toaster as Sonner } from "sonner";
import { usePreferences } from "../i18n/Preferences.tsx";

/** Where messages of a moment appear. They say what happened; errors stay until closed. */
export function Toaster({ label }: { readonly label: string }) {
  const { theme } = usePreferences();
  return (
    <Sonner
      theme={theme}
      position="bottom-center"
      containerAriaLabel={label}
      visibleToasts={4}
      // Over a phone's tabs, not on them.
      mobileOffset={{ bottom: "calc(68px + env(safe-area-inset-bottom))" }}
      toastOptions={{
        style: {
          background: "var(--raised)",
          color: "var(--ink)",
          border: "1px solid var(--line-strong)",
          borderRadius: 10,
          // The list around it sets another one, without Korean on many machines.
          fontFamily: '"Pretendard Variable", Pretendard, system-ui, sans-serif',
          fontSize: 13,
        },
        classNames: { description: "toast-description", actionButton: "toast-action" },
      }}
    />
  );
}
