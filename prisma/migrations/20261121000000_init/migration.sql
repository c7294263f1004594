-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "login" TEXT,
    "email" TEXT,
    "emailVerified" TIMESTAMPTZ(3),
    "image" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),
    "lastSeenAt" TIMESTAMPTZ(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "providerAccountId" TEXT NOT NULL,
    "refresh_token" TEXT,
    "access_token" TEXT,
    "expires_at" INTEGER,
    "token_type" TEXT,
    "scope" TEXT,
    "id_token" TEXT,
    "session_state" TEXT,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "sessionToken" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_token" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "grant" (
    "id" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "environment" TEXT,
    "givenBy" TEXT NOT NULL,
    "givenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "secret" TEXT,
    "fixed" BOOLEAN NOT NULL DEFAULT false,
    "findings" JSONB NOT NULL DEFAULT '[]',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repository" (
    "id" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "fullName" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "head" TEXT,
    "readAt" TIMESTAMPTZ(3),
    "reading" JSONB,
    "corrections" JSONB NOT NULL DEFAULT '{}',
    "adoptedAt" TIMESTAMPTZ(3),
    "historyAt" TEXT,
    "historyDone" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "repository_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "branch_tip" (
    "repository" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "heardAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "branch_tip_pkey" PRIMARY KEY ("repository","branch")
);

-- CreateTable
CREATE TABLE "environment" (
    "name" TEXT NOT NULL,
    "order" INTEGER NOT NULL,
    "promotesFrom" TEXT[],
    "isProduction" BOOLEAN NOT NULL DEFAULT false,
    "approvals" INTEGER NOT NULL DEFAULT 0,
    "holdMinutes" DOUBLE PRECISION NOT NULL DEFAULT 10,
    "deadlineMinutes" DOUBLE PRECISION NOT NULL DEFAULT 60,
    "oneClusterAtATime" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "environment_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "cluster" (
    "id" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "label" TEXT,
    "repositoryId" TEXT,
    "path" TEXT,
    "branch" TEXT,
    "connectionId" TEXT,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "heard" (
    "cluster" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "heardAt" TIMESTAMPTZ(3),
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "trouble" TEXT,

    CONSTRAINT "heard_pkey" PRIMARY KEY ("cluster","kind")
);

-- CreateTable
CREATE TABLE "service" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "team" TEXT,
    "source" JSONB,
    "sourceRepository" TEXT,
    "releasesReadAt" TIMESTAMPTZ(3),
    "releasesTrouble" TEXT,

    CONSTRAINT "service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment" (
    "id" TEXT NOT NULL,
    "serviceId" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "clusterId" TEXT NOT NULL,
    "repositoryId" TEXT NOT NULL,
    "found" JSONB NOT NULL,
    "definition" JSONB NOT NULL,
    "declaredVersion" TEXT NOT NULL,
    "declaredCommit" TEXT,
    "declaredAt" TIMESTAMPTZ(3),
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observation" (
    "cluster" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "observation_pkey" PRIMARY KEY ("cluster","kind","namespace","name")
);

-- CreateTable
CREATE TABLE "status" (
    "deployment" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "lookAgainAt" TIMESTAMPTZ(3),
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "status_pkey" PRIMARY KEY ("deployment")
);

-- CreateTable
CREATE TABLE "interval" (
    "id" BIGSERIAL NOT NULL,
    "deployment" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "digest" TEXT,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3),
    "commit" TEXT,
    "author" TEXT,
    "promotion" TEXT,

    CONSTRAINT "interval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "service" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("service","environment","version")
);

-- CreateTable
CREATE TABLE "release" (
    "service" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "digest" TEXT,
    "commit" TEXT,
    "sourceUrl" TEXT,
    "publishedAt" TIMESTAMPTZ(3),
    "foundAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "where" TEXT NOT NULL,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "release_pkey" PRIMARY KEY ("service","version")
);

-- CreateTable
CREATE TABLE "promotion" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "service" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "from" TEXT,
    "kind" TEXT NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "planHash" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "state" JSONB NOT NULL,
    "stateIs" TEXT NOT NULL,
    "leg" INTEGER NOT NULL DEFAULT 0,
    "holdMs" INTEGER NOT NULL,
    "deadlineMs" INTEGER NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "supersedes" TEXT,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "nextLookAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "idempotencyKey" TEXT,

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leg" (
    "promotionId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "clusters" TEXT[],
    "deployments" TEXT[],
    "repository" TEXT NOT NULL,
    "baseBranch" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "watchOnly" BOOLEAN NOT NULL DEFAULT false,
    "baseCommit" TEXT,
    "head" TEXT,
    "pullRequest" INTEGER,
    "pullRequestUrl" TEXT,
    "mergeCommit" TEXT,
    "mergedAt" TIMESTAMPTZ(3),
    "healthySince" TIMESTAMPTZ(3),
    "verifiedAt" TIMESTAMPTZ(3),

    CONSTRAINT "leg_pkey" PRIMARY KEY ("promotionId","position")
);

-- CreateTable
CREATE TABLE "approval" (
    "promotionId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "planHash" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "because" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "gate_report" (
    "id" BIGSERIAL NOT NULL,
    "promotionId" TEXT NOT NULL,
    "leg" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "head" TEXT,
    "report" JSONB NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "gate_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timeline_event" (
    "id" BIGSERIAL NOT NULL,
    "promotionId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "who" TEXT,
    "sentence" TEXT NOT NULL,
    "url" TEXT,
    "key" TEXT NOT NULL,

    CONSTRAINT "timeline_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_record" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "who" TEXT NOT NULL,
    "did" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "because" TEXT,
    "data" JSONB NOT NULL,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_record_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "change" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "topic" TEXT NOT NULL,
    "keys" TEXT[],

    CONSTRAINT "change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "fence" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_login_key" ON "user"("login");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_providerAccountId_key" ON "account"("provider", "providerAccountId");

-- CreateIndex
CREATE UNIQUE INDEX "session_sessionToken_key" ON "session"("sessionToken");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_token_key" ON "verification_token"("token");

-- CreateIndex
CREATE UNIQUE INDEX "verification_token_identifier_token_key" ON "verification_token"("identifier", "token");

-- CreateIndex
CREATE UNIQUE INDEX "grant_login_role_environment_key" ON "grant"("login", "role", "environment");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "connection_kind_name_key" ON "connection"("kind", "name");

-- CreateIndex
CREATE UNIQUE INDEX "repository_connectionId_fullName_key" ON "repository"("connectionId", "fullName");

-- CreateIndex
CREATE INDEX "deployment_serviceId_idx" ON "deployment"("serviceId");

-- CreateIndex
CREATE INDEX "deployment_clusterId_idx" ON "deployment"("clusterId");

-- CreateIndex
CREATE INDEX "status_lookAgainAt_idx" ON "status"("lookAgainAt");

-- CreateIndex
CREATE INDEX "interval_from_id_idx" ON "interval"("from", "id");

-- CreateIndex
CREATE INDEX "interval_deployment_kind_from_idx" ON "interval"("deployment", "kind", "from");

-- CreateIndex
CREATE INDEX "interval_service_environment_from_idx" ON "interval"("service", "environment", "from");

-- CreateIndex
CREATE UNIQUE INDEX "interval_deployment_kind_from_key" ON "interval"("deployment", "kind", "from");

-- CreateIndex
CREATE UNIQUE INDEX "promotion_number_key" ON "promotion"("number");

-- CreateIndex
CREATE UNIQUE INDEX "promotion_idempotencyKey_key" ON "promotion"("idempotencyKey");

-- CreateIndex
CREATE INDEX "promotion_nextLookAt_idx" ON "promotion"("nextLookAt");

-- CreateIndex
CREATE INDEX "promotion_service_environment_idx" ON "promotion"("service", "environment");

-- CreateIndex
CREATE INDEX "promotion_requestedAt_id_idx" ON "promotion"("requestedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_promotionId_userId_planHash_key" ON "approval"("promotionId", "userId", "planHash");

-- CreateIndex
CREATE INDEX "gate_report_promotionId_id_idx" ON "gate_report"("promotionId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "timeline_event_promotionId_key_key" ON "timeline_event"("promotionId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "audit_record_hash_key" ON "audit_record"("hash");

-- CreateIndex
CREATE INDEX "change_at_idx" ON "change"("at");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leg" ADD CONSTRAINT "leg_promotionId_fkey" FOREIGN KEY ("promotionId") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_promotionId_fkey" FOREIGN KEY ("promotionId") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the schema language cannot say.

-- At most one promotion in flight for a service in an environment.
CREATE UNIQUE INDEX "promotion_one_in_flight" ON "promotion"("service", "environment") WHERE "endedAt" IS NULL;

-- The sweep asks for those that are due, and only for those in flight.
CREATE INDEX "promotion_due" ON "promotion"("nextLookAt") WHERE "endedAt" IS NULL;

-- Two grants of one role everywhere are the same grant, though their environment is null (before Postgres 15
-- a unique index takes nulls for different).
CREATE UNIQUE INDEX "grant_once" ON "grant"("login", "role", COALESCE("environment", ''));

-- A deployment runs one release at a time.
CREATE UNIQUE INDEX "interval_one_open" ON "interval"("deployment", "kind") WHERE "to" IS NULL AND "kind" = 'running';

-- The list of releases, newest first.
CREATE INDEX "release_newest" ON "release"(COALESCE("publishedAt", "foundAt"), "service", "version");

CREATE INDEX "audit_record_to" ON "audit_record"("to", "seq");

CREATE INDEX "deployment_live" ON "deployment"("serviceId", "environment") WHERE "removedAt" IS NULL;

-- Audit records are written once. The application's role has no right to change them; this holds for every role,
-- the owner's too, until somebody drops the trigger on purpose.
CREATE FUNCTION "audit_record_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Audit records are never changed or removed.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "audit_record_no_change" BEFORE UPDATE OR DELETE ON "audit_record"
  FOR EACH ROW EXECUTE FUNCTION "audit_record_stays"();
CREATE TRIGGER "audit_record_no_truncate" BEFORE TRUNCATE ON "audit_record"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_record_stays"();

-- What has ended never changes again.
CREATE FUNCTION "promotion_ended_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Promotion % has ended and keeps its ending.', OLD."id" USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "promotion_keeps_its_ending" BEFORE UPDATE ON "promotion"
  FOR EACH ROW WHEN (OLD."endedAt" IS NOT NULL AND (NEW."state" IS DISTINCT FROM OLD."state" OR NEW."endedAt" IS DISTINCT FROM OLD."endedAt"))
  EXECUTE FUNCTION "promotion_ended_stays"();
