import type { Metadata } from "next";
import { PromotionScreen } from "./promotion-screen.tsx";

export const metadata: Metadata = { title: "Promotion" };

export default async function PromotionPage({ params }: { params: Promise<{ promotion: string }> }) {
  const { promotion } = await params;
  return <PromotionScreen id={decodeURIComponent(promotion)} />;
}
