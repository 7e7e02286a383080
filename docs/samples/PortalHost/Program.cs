using VmSnapshot.Sdk;
using VmSnapshot.Sdk.VSphere;

var builder = WebApplication.CreateBuilder(args);
var vCenter = builder.Configuration.GetRequiredSection("VCenter"); // the password: VCenter__Password in the environment
builder.Services.AddVmSnapshot()
    .UseVSphere(o => o.Endpoint = vCenter.GetValue<Uri>("Endpoint"))
    .UseCredentials(_ => new(new VSphereCredential(vCenter["UserName"]!, vCenter["Password"]!)))
    .UseSqlite("snapshots.db");
var app = builder.Build();
app.Use(async (context, next) =>
{
    try
    {
        await next(context);
    }
    catch (VmSnapshotException e)
    {
        context.Response.StatusCode = e switch { VmSnapshotValidationException => 400, VmSnapshotNotFoundException => 404, VmSnapshotConflictException => 409, _ => 502 };
        await context.Response.WriteAsJsonAsync(new { e.Code, e.Message, e.OperationId });
    }
});

// curl -d '{"vm":"golden-linux","name":"base-1"}' -H 'Content-Type: application/json' localhost:5000/snapshots
app.MapPost("/snapshots", async (CreateSnapshotRequest request, ISnapshotManager snapshots) =>
    await (await snapshots.CreateAsync(request)).WaitForCompletionAsync());

app.MapGet("/snapshots", (ISnapshotManager snapshots) => snapshots.FindAsync(new SnapshotQuery()));

// curl -d '{"snapshot":"base-1","name":"web-1","cpus":4,"memoryMiB":8192,"powerOn":true}' -H 'Content-Type: application/json' localhost:5000/vms
app.MapPost("/vms", async (CreateVmRequest request, IVmFactory factory) =>
    await (await factory.CreateAsync(request)).WaitForCompletionAsync());

// A request that waits may be given up, or this process end: with a "clientToken" in it, it can be given again. What became of it is here.
app.MapGet("/operations/{id}", (string id, IOperations operations) => operations.GetAsync(id));
app.MapDelete("/operations/{id}", (string id, IOperations operations) => operations.CancelAsync(id));

app.Run();
