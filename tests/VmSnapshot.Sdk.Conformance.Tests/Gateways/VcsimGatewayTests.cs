using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.IntegrationTests;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.Sdk.Conformance.Tests.Gateways;

/// <summary>The suite on vcsim, a vCenter that others wrote, with pyVmomi as the witness.</summary>
public sealed class VcsimGatewayTests : GatewayConformance, IClassFixture<VcsimGatewayFixture>
{
    public VcsimGatewayTests(VcsimGatewayFixture fixture)
        : base(fixture) => TestHost.RequireSimulator();
}

public sealed partial class VcsimGatewayFixture : GatewayConformanceFixture
{
    private VcsimServer? _vcsim;
    private FaultyProxy? _proxy;
    private ServiceProvider? _services;

    public override IVSphereGateway Gateway
    {
        get
        {
            // Here, and not when the fixture is made, a missing simulator skips the tests visibly.
            TestHost.RequireSimulator();
            return _services!.GetRequiredService<IVSphereGateway>();
        }
    }

    public override PreparedInventory Inventory { get; } = new()
    {
        Vm = "/DC0/vm/stopped",
        Folder = "/DC0/vm/Golden",
        ResourcePool = "/DC0/host/DC0_C0/Resources",
        Datastore = "LocalDS_1",
        Network = "VM Network",
        OtherNetwork = "DC0_DVPG0",
    };

    public override async ValueTask InitializeAsync()
    {
        if (TestHost.Problem is not null)
        {
            return;
        }

        VcsimServer vcsim = _vcsim = await VcsimServer.StartAsync(new VcsimOptions { Datastores = 2 });
        _proxy = new FaultyProxy(vcsim.Url);
        _services = new ServiceCollection().AddVmSnapshot()
            .UseVSphere(options => (options.Endpoint, options.KeepAliveInterval, options.CallTimeout) = (_proxy.Url, TimeSpan.Zero, TimeSpan.FromSeconds(20)))
            .UseCredentials(_ => new(new VSphereCredential(vcsim.Username, vcsim.Password)))
            .Services.BuildServiceProvider();
    }

    public override async ValueTask DisposeAsync()
    {
        await (_services?.DisposeAsync() ?? default);
        await (_proxy?.DisposeAsync() ?? default);
        await (_vcsim?.DisposeAsync() ?? default);
        await base.DisposeAsync();
    }

    public override async Task<WitnessedVm?> LookAtAsync(MoRef vm, CancellationToken cancellationToken)
    {
        Inventory inventory = await _vcsim!.ReadInventoryAsync(cancellationToken);
        return inventory.Vms.SingleOrDefault(one => one.MoRef == vm.Value) is not { } seen ? null : new WitnessedVm
        {
            Path = seen.Path,
            InstanceUuid = seen.InstanceUuid,
            IsTemplate = seen.Template,
            IsPoweredOn = seen.PowerState == "poweredOn",
            Cpus = seen.NumCpu,
            MemoryMiB = seen.MemoryMiB,
            DiskCapacityBytes = [.. seen.Disks.Select(disk => disk.CapacityBytes)],
            Marker = seen.ExtraConfig.GetValueOrDefault(OwnershipMarker.Key),
        };
    }

    public override int CountSent(string method) => _proxy!.Delivered(method);

    public override void LoseNextReply(string method) => _proxy!.LoseReplies(method, 1);

    public override async Task EndSessionAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(TestHost.Python)
        {
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(TestHost.RepositoryRoot!, "tests", "pyvmomi", "end-sessions.py"), "--url", _vcsim!.Url.AbsoluteUri, "--username", _vcsim.Username,
            },
        };
        start.Environment["VCENTER_PASSWORD"] = _vcsim.Password;
        using var python = Process.Start(start)!;
        string errors = await python.StandardError.ReadToEndAsync(cancellationToken);
        await python.WaitForExitAsync(cancellationToken);
        Assert.True(python.ExitCode == 0, errors);
    }
}
