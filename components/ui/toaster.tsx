"use client";

import { Toaster as Sonner } from "sonner";

export default function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      mobileOffset={{ bottom: 64 }}
      toastOptions={{
        style: {
          background: "var(--panel)",
          color: "var(--ink)",
          border: "1px solid var(--line-strong)",
          borderRadius: 10,
          fontFamily: "inherit",
          fontSize: 13,
        },
      }}
    />
  );
}
