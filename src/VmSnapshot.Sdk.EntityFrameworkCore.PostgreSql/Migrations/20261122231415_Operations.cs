using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql.Migrations
{
    /// <inheritdoc />
    internal partial class Operations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SnapshotAudit",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AtTicks = table.Column<long>(type: "bigint", nullable: false),
                    Actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Detail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    OperationId = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SnapshotId = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotAudit", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotOperations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    State = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PercentComplete = table.Column<double>(type: "double precision", nullable: false),
                    ClientToken = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Request = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RequestHash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StartedAtTicks = table.Column<long>(type: "bigint", nullable: false),
                    EndedAtTicks = table.Column<long>(type: "bigint", nullable: true),
                    Error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CancelRequested = table.Column<bool>(type: "boolean", nullable: false),
                    Fence = table.Column<long>(type: "bigint", nullable: false),
                    Owner = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    LeasedUntilTicks = table.Column<long>(type: "bigint", nullable: true),
                    WatchedUntilTicks = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotOperations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotOperationItems",
                columns: table => new
                {
                    OperationId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Item = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotOperationItems", x => new { x.OperationId, x.Item });
                    table.ForeignKey(
                        name: "FK_SnapshotOperationItems_SnapshotOperations_OperationId",
                        column: x => x.OperationId,
                        principalTable: "SnapshotOperations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotAudit_Tenant_OperationId_Id",
                table: "SnapshotAudit",
                columns: new[] { "Tenant", "OperationId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotAudit_Tenant_SnapshotId_Id",
                table: "SnapshotAudit",
                columns: new[] { "Tenant", "SnapshotId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotOperations_State_LeasedUntilTicks",
                table: "SnapshotOperations",
                columns: new[] { "State", "LeasedUntilTicks" });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotOperations_Tenant_ClientToken",
                table: "SnapshotOperations",
                columns: new[] { "Tenant", "ClientToken" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotOperations_Tenant_Id",
                table: "SnapshotOperations",
                columns: new[] { "Tenant", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotOperations_Tenant_State_Id",
                table: "SnapshotOperations",
                columns: new[] { "Tenant", "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotOperations_WatchedUntilTicks",
                table: "SnapshotOperations",
                column: "WatchedUntilTicks");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SnapshotAudit");

            migrationBuilder.DropTable(
                name: "SnapshotOperationItems");

            migrationBuilder.DropTable(
                name: "SnapshotOperations");
        }
    }
}
