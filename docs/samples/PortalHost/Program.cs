using Microsoft.AspNetCore.Mvc;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.VSphere;

var builder = WebApplication.CreateBuilder(args);
var vCenter = builder.Configuration.GetRequiredSection("VCenter"); // the password: VCenter__Password in the environment
builder.Services.AddVmSnapshot()
    .UseVSphere(o => o.Endpoint = vCenter.GetValue<Uri>("Endpoint"))
    .UseCredentials(_ => new(new VSphereCredential(vCenter["UserName"]!, vCenter["Password"]!)))
    .UseSqlite("snapshots.db");
builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // else JSON that can't be read gets an empty answer
var app = builder.Build();
app.UseStatusCodePages(); // and so does what no route takes
app.Use(async (context, next) =>
{
    try
    {
        await next(context);
    }
    catch (BadHttpRequestException e)
    {
        context.Response.StatusCode = e.StatusCode;
        await context.Response.WriteAsJsonAsync(new { Code = VmSnapshotErrorCodes.InvalidArguments, (e.InnerException ?? e).Message });
    }
    catch (VmSnapshotException e)
    {
        context.Response.StatusCode = e switch
        {
            VmSnapshotValidationException or VmSnapshotAmbiguousNameException or { Code: VmSnapshotErrorCodes.InvalidArguments } => 400,
            VmSnapshotNotFoundException => 404,
            VmSnapshotConflictException or { Code: VmSnapshotErrorCodes.Cancelled } => 409,
            { IsTransient: true } or { IsResumable: true } => 503,
            _ => 502,
        };
        await context.Response.WriteAsJsonAsync(new { e.Code, e.Message, e.OperationId });
    }
});

// curl -d '{"vm":"golden-debian","name":"base-1"}' -H 'Content-Type: application/json' -H 'Idempotency-Key: 1' localhost:5000/snapshots
app.MapPost("/snapshots", async (CreateSnapshotRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, ISnapshotManager snapshots) =>
    Accepted((await snapshots.CreateAsync(request with { ClientToken = key })).Id));

app.MapGet("/snapshots", (ISnapshotManager snapshots) => snapshots.FindAsync(new SnapshotQuery()));

// curl -d '{"snapshot":"base-1","name":"web-1","cpus":4,"memoryMiB":8192,"powerOn":true}' -H 'Content-Type: application/json' localhost:5000/vms
app.MapPost("/vms", async (CreateVmRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, IVmFactory factory) =>
    Accepted((await factory.CreateAsync(request with { ClientToken = key })).Id));

// Found again by id, after a restart too: the host goes on with what nobody has finished.
app.MapGet("/operations/{id}", (string id, IOperations operations) => operations.GetAsync(id));
app.MapGet("/operations/{id}/vms", async (string id, IOperations operations, CancellationToken gone) =>
    await (await operations.GetAsync<VmBatch>(id, cancellationToken: gone)).WaitForCompletionAsync(cancellationToken: gone));
app.MapDelete("/operations/{id}", (string id, IOperations operations) => operations.CancelAsync(id));

app.Run();

static IResult Accepted(string id) => Results.Accepted($"/operations/{id}", new { OperationId = id });
