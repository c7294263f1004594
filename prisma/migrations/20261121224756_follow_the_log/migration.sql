-- AlterTable
ALTER TABLE "repository" ADD COLUMN     "history" JSONB,
ADD COLUMN     "historyHeld" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "historyRead" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "historyTotal" INTEGER;

-- AlterTable
ALTER TABLE "interval" ADD COLUMN     "repository" TEXT;

-- CreateIndex
CREATE INDEX "interval_repository_kind_idx" ON "interval"("repository", "kind");
