CREATE TABLE IF NOT EXISTS "SnapshotMigrations" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK_SnapshotMigrations" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

CREATE TABLE "SnapshotStoreInfo" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_SnapshotStoreInfo" PRIMARY KEY,
    "StoreId" TEXT NOT NULL
);

CREATE TABLE "Snapshots" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Snapshots" PRIMARY KEY,
    "Tenant" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "NameFolded" TEXT NOT NULL,
    "LiveName" TEXT NULL,
    "Description" TEXT NULL,
    "Family" TEXT NULL,
    "Version" INTEGER NULL,
    "Kind" TEXT NOT NULL,
    "RequestedConsistency" TEXT NOT NULL,
    "Consistency" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "StatusReason" TEXT NULL,
    "Availability" TEXT NOT NULL,
    "Health" TEXT NOT NULL,
    "DeleteProtection" INTEGER NOT NULL,
    "CreatedAtTicks" INTEGER NOT NULL,
    "DeletedAtTicks" INTEGER NULL,
    "OperationId" TEXT NOT NULL,
    "VCenterInstanceUuid" TEXT NOT NULL,
    "ConcurrencyToken" TEXT NOT NULL
);

CREATE TABLE "SnapshotLabels" (
    "SnapshotId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    CONSTRAINT "PK_SnapshotLabels" PRIMARY KEY ("SnapshotId", "Key"),
    CONSTRAINT "FK_SnapshotLabels_Snapshots_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "Snapshots" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SnapshotSources" (
    "SnapshotId" TEXT NOT NULL CONSTRAINT "PK_SnapshotSources" PRIMARY KEY,
    "Name" TEXT NOT NULL,
    "Path" TEXT NOT NULL,
    "MoRef" TEXT NOT NULL,
    "InstanceUuid" TEXT NOT NULL,
    "BiosUuid" TEXT NOT NULL,
    "PowerState" TEXT NOT NULL,
    "IsTemplate" INTEGER NOT NULL,
    "GuestId" TEXT NOT NULL,
    "HardwareVersion" TEXT NOT NULL,
    "Cpus" INTEGER NOT NULL,
    "CoresPerSocket" INTEGER NOT NULL,
    "MemoryMiB" INTEGER NOT NULL,
    "Firmware" TEXT NOT NULL,
    "SecureBoot" INTEGER NOT NULL,
    "VirtualTpm" INTEGER NOT NULL,
    "Controllers" TEXT NOT NULL,
    "Datacenter" TEXT NOT NULL,
    "FolderMoRef" TEXT NULL,
    "FolderName" TEXT NULL,
    "FolderPath" TEXT NULL,
    "ResourcePool" TEXT NULL,
    "Datastore" TEXT NOT NULL,
    "CurrentNativeSnapshot" TEXT NULL,
    "ChangeVersion" TEXT NULL,
    "Marker" TEXT NULL,
    CONSTRAINT "FK_SnapshotSources_Snapshots_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "Snapshots" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SnapshotTemplates" (
    "SnapshotId" TEXT NOT NULL CONSTRAINT "PK_SnapshotTemplates" PRIMARY KEY,
    "OperationId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Path" TEXT NOT NULL,
    "MoRef" TEXT NOT NULL,
    "InstanceUuid" TEXT NOT NULL,
    "Datastore" TEXT NOT NULL,
    "FolderMoRef" TEXT NOT NULL,
    "FolderName" TEXT NOT NULL,
    "FolderPath" TEXT NOT NULL,
    "ResourcePool" TEXT NOT NULL,
    "Consistency" TEXT NOT NULL,
    "NativeSnapshot" TEXT NULL,
    CONSTRAINT "FK_SnapshotTemplates_Snapshots_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "Snapshots" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SnapshotDisks" (
    "SnapshotId" TEXT NOT NULL,
    "Position" INTEGER NOT NULL,
    "DeviceKey" INTEGER NOT NULL,
    "Label" TEXT NOT NULL,
    "CapacityBytes" INTEGER NOT NULL,
    "Datastore" TEXT NOT NULL,
    "Thin" INTEGER NULL,
    "ControllerKey" INTEGER NOT NULL,
    "UnitNumber" INTEGER NOT NULL,
    "Mode" TEXT NULL,
    "RawDeviceMapping" INTEGER NOT NULL,
    "HasParent" INTEGER NOT NULL,
    CONSTRAINT "PK_SnapshotDisks" PRIMARY KEY ("SnapshotId", "Position"),
    CONSTRAINT "FK_SnapshotDisks_SnapshotSources_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "SnapshotSources" ("SnapshotId") ON DELETE CASCADE
);

CREATE TABLE "SnapshotNetworkAdapters" (
    "SnapshotId" TEXT NOT NULL,
    "Position" INTEGER NOT NULL,
    "DeviceKey" INTEGER NOT NULL,
    "Label" TEXT NOT NULL,
    "Network" TEXT NOT NULL,
    "AdapterType" TEXT NOT NULL,
    "MacAddress" TEXT NOT NULL,
    CONSTRAINT "PK_SnapshotNetworkAdapters" PRIMARY KEY ("SnapshotId", "Position"),
    CONSTRAINT "FK_SnapshotNetworkAdapters_SnapshotSources_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "SnapshotSources" ("SnapshotId") ON DELETE CASCADE
);

CREATE TABLE "SnapshotTemplateDisks" (
    "SnapshotId" TEXT NOT NULL,
    "Position" INTEGER NOT NULL,
    "DeviceKey" INTEGER NOT NULL,
    "Label" TEXT NOT NULL,
    "CapacityBytes" INTEGER NOT NULL,
    "Datastore" TEXT NOT NULL,
    "Thin" INTEGER NULL,
    "ControllerKey" INTEGER NOT NULL,
    "UnitNumber" INTEGER NOT NULL,
    "Mode" TEXT NULL,
    "RawDeviceMapping" INTEGER NOT NULL,
    "HasParent" INTEGER NOT NULL,
    CONSTRAINT "PK_SnapshotTemplateDisks" PRIMARY KEY ("SnapshotId", "Position"),
    CONSTRAINT "FK_SnapshotTemplateDisks_SnapshotTemplates_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "SnapshotTemplates" ("SnapshotId") ON DELETE CASCADE
);

CREATE INDEX "IX_SnapshotLabels_Key_Value" ON "SnapshotLabels" ("Key", "Value");

CREATE INDEX "IX_SnapshotSources_InstanceUuid" ON "SnapshotSources" ("InstanceUuid");

CREATE INDEX "IX_SnapshotTemplates_InstanceUuid" ON "SnapshotTemplates" ("InstanceUuid");

CREATE INDEX "IX_Snapshots_Tenant_CreatedAtTicks_Id" ON "Snapshots" ("Tenant", "CreatedAtTicks", "Id");

CREATE UNIQUE INDEX "IX_Snapshots_Tenant_Family_Version" ON "Snapshots" ("Tenant", "Family", "Version");

CREATE UNIQUE INDEX "IX_Snapshots_Tenant_LiveName" ON "Snapshots" ("Tenant", "LiveName");

CREATE INDEX "IX_Snapshots_Tenant_Name" ON "Snapshots" ("Tenant", "Name");

INSERT INTO "SnapshotMigrations" ("MigrationId", "ProductVersion")
VALUES ('20261122172254_Initial', '10.0.15');

