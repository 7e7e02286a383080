CREATE TABLE "SnapshotAudit" (
    "Id" text COLLATE "C" NOT NULL,
    "Tenant" text COLLATE "C" NOT NULL,
    "AtTicks" bigint NOT NULL,
    "Actor" text COLLATE "C" NOT NULL,
    "Action" text COLLATE "C" NOT NULL,
    "Detail" text COLLATE "C",
    "OperationId" text COLLATE "C",
    "SnapshotId" text COLLATE "C",
    CONSTRAINT "PK_SnapshotAudit" PRIMARY KEY ("Id")
);

CREATE TABLE "SnapshotOperations" (
    "Id" text COLLATE "C" NOT NULL,
    "Tenant" text COLLATE "C" NOT NULL,
    "Kind" text COLLATE "C" NOT NULL,
    "State" text COLLATE "C" NOT NULL,
    "Step" text COLLATE "C" NOT NULL,
    "PercentComplete" double precision NOT NULL,
    "ClientToken" text COLLATE "C",
    "Request" text COLLATE "C" NOT NULL,
    "RequestHash" text COLLATE "C" NOT NULL,
    "StartedAtTicks" bigint NOT NULL,
    "EndedAtTicks" bigint,
    "Error" text COLLATE "C",
    "CancelRequested" boolean NOT NULL,
    "Fence" bigint NOT NULL,
    "Owner" text COLLATE "C",
    "LeasedUntilTicks" bigint,
    "WatchedUntilTicks" bigint,
    CONSTRAINT "PK_SnapshotOperations" PRIMARY KEY ("Id")
);

CREATE TABLE "SnapshotOperationItems" (
    "OperationId" text COLLATE "C" NOT NULL,
    "Item" integer NOT NULL,
    "State" text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_SnapshotOperationItems" PRIMARY KEY ("OperationId", "Item"),
    CONSTRAINT "FK_SnapshotOperationItems_SnapshotOperations_OperationId" FOREIGN KEY ("OperationId") REFERENCES "SnapshotOperations" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_SnapshotAudit_Tenant_OperationId_Id" ON "SnapshotAudit" ("Tenant", "OperationId", "Id");

CREATE INDEX "IX_SnapshotAudit_Tenant_SnapshotId_Id" ON "SnapshotAudit" ("Tenant", "SnapshotId", "Id");

CREATE INDEX "IX_SnapshotOperations_State_LeasedUntilTicks" ON "SnapshotOperations" ("State", "LeasedUntilTicks");

CREATE UNIQUE INDEX "IX_SnapshotOperations_Tenant_ClientToken" ON "SnapshotOperations" ("Tenant", "ClientToken");

CREATE INDEX "IX_SnapshotOperations_Tenant_Id" ON "SnapshotOperations" ("Tenant", "Id");

CREATE INDEX "IX_SnapshotOperations_Tenant_State_Id" ON "SnapshotOperations" ("Tenant", "State", "Id");

CREATE INDEX "IX_SnapshotOperations_WatchedUntilTicks" ON "SnapshotOperations" ("WatchedUntilTicks");

INSERT INTO "SnapshotMigrations" ("MigrationId", "ProductVersion")
VALUES ('20261122231415_Operations', '10.0.15');

