"use client";
export default function Stub(_: { id?: string; onClose: () => void }) {
  return null;
}
