CREATE TABLE "SnapshotAudit" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_SnapshotAudit" PRIMARY KEY,
    "Tenant" TEXT NOT NULL,
    "AtTicks" INTEGER NOT NULL,
    "Actor" TEXT NOT NULL,
    "Action" TEXT NOT NULL,
    "Detail" TEXT NULL,
    "OperationId" TEXT NULL,
    "SnapshotId" TEXT NULL
);

CREATE TABLE "SnapshotOperations" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_SnapshotOperations" PRIMARY KEY,
    "Tenant" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "Step" TEXT NOT NULL,
    "PercentComplete" REAL NOT NULL,
    "ClientToken" TEXT NULL,
    "Request" TEXT NOT NULL,
    "RequestHash" TEXT NOT NULL,
    "StartedAtTicks" INTEGER NOT NULL,
    "EndedAtTicks" INTEGER NULL,
    "Error" TEXT NULL,
    "CancelRequested" INTEGER NOT NULL,
    "Fence" INTEGER NOT NULL,
    "Owner" TEXT NULL,
    "LeasedUntilTicks" INTEGER NULL,
    "WatchedUntilTicks" INTEGER NULL
);

CREATE TABLE "SnapshotOperationItems" (
    "OperationId" TEXT NOT NULL,
    "Item" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
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
VALUES ('20261122225857_Operations', '10.0.15');

