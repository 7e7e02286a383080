using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VmSnapshot.Sdk.EntityFrameworkCore.Sqlite.Migrations
{
    /// <inheritdoc />
    internal partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SnapshotStoreInfo",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    StoreId = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotStoreInfo", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Snapshots",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Tenant = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    NameFolded = table.Column<string>(type: "TEXT", nullable: false),
                    LiveName = table.Column<string>(type: "TEXT", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    Family = table.Column<string>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    RequestedConsistency = table.Column<string>(type: "TEXT", nullable: false),
                    Consistency = table.Column<string>(type: "TEXT", nullable: false),
                    Status = table.Column<string>(type: "TEXT", nullable: false),
                    StatusReason = table.Column<string>(type: "TEXT", nullable: true),
                    Availability = table.Column<string>(type: "TEXT", nullable: false),
                    Health = table.Column<string>(type: "TEXT", nullable: false),
                    DeleteProtection = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAtTicks = table.Column<long>(type: "INTEGER", nullable: false),
                    DeletedAtTicks = table.Column<long>(type: "INTEGER", nullable: true),
                    OperationId = table.Column<string>(type: "TEXT", nullable: false),
                    VCenterInstanceUuid = table.Column<string>(type: "TEXT", nullable: false),
                    ConcurrencyToken = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Snapshots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotLabels",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotLabels", x => new { x.SnapshotId, x.Key });
                    table.ForeignKey(
                        name: "FK_SnapshotLabels_Snapshots_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "Snapshots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotSources",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    MoRef = table.Column<string>(type: "TEXT", nullable: false),
                    InstanceUuid = table.Column<string>(type: "TEXT", nullable: false),
                    BiosUuid = table.Column<string>(type: "TEXT", nullable: false),
                    PowerState = table.Column<string>(type: "TEXT", nullable: false),
                    IsTemplate = table.Column<bool>(type: "INTEGER", nullable: false),
                    GuestId = table.Column<string>(type: "TEXT", nullable: false),
                    HardwareVersion = table.Column<string>(type: "TEXT", nullable: false),
                    Cpus = table.Column<int>(type: "INTEGER", nullable: false),
                    CoresPerSocket = table.Column<int>(type: "INTEGER", nullable: false),
                    MemoryMiB = table.Column<long>(type: "INTEGER", nullable: false),
                    Firmware = table.Column<string>(type: "TEXT", nullable: false),
                    SecureBoot = table.Column<bool>(type: "INTEGER", nullable: false),
                    VirtualTpm = table.Column<bool>(type: "INTEGER", nullable: false),
                    Controllers = table.Column<string>(type: "TEXT", nullable: false),
                    Datacenter = table.Column<string>(type: "TEXT", nullable: false),
                    FolderMoRef = table.Column<string>(type: "TEXT", nullable: true),
                    FolderName = table.Column<string>(type: "TEXT", nullable: true),
                    FolderPath = table.Column<string>(type: "TEXT", nullable: true),
                    ResourcePool = table.Column<string>(type: "TEXT", nullable: true),
                    Datastore = table.Column<string>(type: "TEXT", nullable: false),
                    CurrentNativeSnapshot = table.Column<string>(type: "TEXT", nullable: true),
                    ChangeVersion = table.Column<string>(type: "TEXT", nullable: true),
                    Marker = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotSources", x => x.SnapshotId);
                    table.ForeignKey(
                        name: "FK_SnapshotSources_Snapshots_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "Snapshots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotTemplates",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "TEXT", nullable: false),
                    OperationId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    MoRef = table.Column<string>(type: "TEXT", nullable: false),
                    InstanceUuid = table.Column<string>(type: "TEXT", nullable: false),
                    Datastore = table.Column<string>(type: "TEXT", nullable: false),
                    FolderMoRef = table.Column<string>(type: "TEXT", nullable: false),
                    FolderName = table.Column<string>(type: "TEXT", nullable: false),
                    FolderPath = table.Column<string>(type: "TEXT", nullable: false),
                    ResourcePool = table.Column<string>(type: "TEXT", nullable: false),
                    Consistency = table.Column<string>(type: "TEXT", nullable: false),
                    NativeSnapshot = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotTemplates", x => x.SnapshotId);
                    table.ForeignKey(
                        name: "FK_SnapshotTemplates_Snapshots_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "Snapshots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotDisks",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    DeviceKey = table.Column<int>(type: "INTEGER", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    CapacityBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Datastore = table.Column<string>(type: "TEXT", nullable: false),
                    Thin = table.Column<bool>(type: "INTEGER", nullable: true),
                    ControllerKey = table.Column<int>(type: "INTEGER", nullable: false),
                    UnitNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Mode = table.Column<string>(type: "TEXT", nullable: true),
                    RawDeviceMapping = table.Column<bool>(type: "INTEGER", nullable: false),
                    HasParent = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotDisks", x => new { x.SnapshotId, x.Position });
                    table.ForeignKey(
                        name: "FK_SnapshotDisks_SnapshotSources_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "SnapshotSources",
                        principalColumn: "SnapshotId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotNetworkAdapters",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    DeviceKey = table.Column<int>(type: "INTEGER", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    Network = table.Column<string>(type: "TEXT", nullable: false),
                    AdapterType = table.Column<string>(type: "TEXT", nullable: false),
                    MacAddress = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotNetworkAdapters", x => new { x.SnapshotId, x.Position });
                    table.ForeignKey(
                        name: "FK_SnapshotNetworkAdapters_SnapshotSources_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "SnapshotSources",
                        principalColumn: "SnapshotId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotTemplateDisks",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    DeviceKey = table.Column<int>(type: "INTEGER", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    CapacityBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Datastore = table.Column<string>(type: "TEXT", nullable: false),
                    Thin = table.Column<bool>(type: "INTEGER", nullable: true),
                    ControllerKey = table.Column<int>(type: "INTEGER", nullable: false),
                    UnitNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Mode = table.Column<string>(type: "TEXT", nullable: true),
                    RawDeviceMapping = table.Column<bool>(type: "INTEGER", nullable: false),
                    HasParent = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotTemplateDisks", x => new { x.SnapshotId, x.Position });
                    table.ForeignKey(
                        name: "FK_SnapshotTemplateDisks_SnapshotTemplates_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "SnapshotTemplates",
                        principalColumn: "SnapshotId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotLabels_Key_Value",
                table: "SnapshotLabels",
                columns: new[] { "Key", "Value" });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotSources_InstanceUuid",
                table: "SnapshotSources",
                column: "InstanceUuid");

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotTemplates_InstanceUuid",
                table: "SnapshotTemplates",
                column: "InstanceUuid");

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_CreatedAtTicks_Id",
                table: "Snapshots",
                columns: new[] { "Tenant", "CreatedAtTicks", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_Family_Version",
                table: "Snapshots",
                columns: new[] { "Tenant", "Family", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_LiveName",
                table: "Snapshots",
                columns: new[] { "Tenant", "LiveName" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_Name",
                table: "Snapshots",
                columns: new[] { "Tenant", "Name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SnapshotDisks");

            migrationBuilder.DropTable(
                name: "SnapshotLabels");

            migrationBuilder.DropTable(
                name: "SnapshotNetworkAdapters");

            migrationBuilder.DropTable(
                name: "SnapshotStoreInfo");

            migrationBuilder.DropTable(
                name: "SnapshotTemplateDisks");

            migrationBuilder.DropTable(
                name: "SnapshotSources");

            migrationBuilder.DropTable(
                name: "SnapshotTemplates");

            migrationBuilder.DropTable(
                name: "Snapshots");
        }
    }
}
