"use client";
export function PromoteGate() {
  return null;
}
