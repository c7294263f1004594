-- CreateIndex
CREATE INDEX "deployment_repositoryId_removedAt_idx" ON "deployment"("repositoryId", "removedAt");
