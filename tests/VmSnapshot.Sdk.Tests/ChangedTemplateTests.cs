using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Templates that somebody changed in vCenter since they were recorded.</summary>
public sealed class ChangedTemplateTests
{
    [Fact]
    public async Task No_vms_are_made_of_another_vm_at_the_templates_place()
    {
        await using var world = Changed(vm => vm with { InstanceUuid = Guid.NewGuid().ToString() });

        var error = await RefusalAsync<VmSnapshotConflictException>(world, new() { Snapshot = "golden", Name = "copy" });

        error.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
        error.Message.Should().Contain("another VM");
    }

    [Fact]
    public async Task An_instance_uuid_in_other_letters_is_the_same()
    {
        await using var world = Changed(vm => vm with { InstanceUuid = vm.InstanceUuid.ToUpperInvariant() });
        await world.SnapshotAsync();

        (await world.CreateAsync(new() { Snapshot = "golden", Name = "copy" })).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Devices_that_the_template_has_lost_are_findings()
    {
        await using var world = Changed(vm => vm with { Disks = [], Networks = [] });

        var error = await RefusalAsync<VmSnapshotValidationException>(
            world, new() { Snapshot = "golden", Name = "copy", Networks = [new("0", "overlay")], Disks = [new("2000", 1L << 40)] });

        error.Findings.Select(f => f.Property).Should().Equal("Disks[0]", "Networks[0]");
        error.Findings.Should().OnlyContain(f => f.Message.Contains("any more"));
    }

    private static World Changed(Func<VmDescription, VmDescription> change) => new(register: services => services.AddSingleton(provider =>
    {
        var gateway = DispatchProxy.Create<IVSphereGateway, ChangingGateway>();
        ((ChangingGateway)gateway).Inner = World.InnerGateway(provider);
        ((ChangingGateway)gateway).Change = vm => vm.IsTemplate ? change(vm) : vm;
        return gateway;
    }));

    private static async Task<T> RefusalAsync<T>(World world, CreateVmRequest request)
        where T : Exception
    {
        var gateway = (ChangingGateway)world.Get<IVSphereGateway>();
        gateway.IsOn = false;
        await world.SnapshotAsync();
        gateway.IsOn = true;
        return (await FluentActions.Awaiting(() => world.Machines.PrepareVmAsync(request)).Should().ThrowAsync<T>()).Which;
    }

    /// <summary>Shows VMs otherwise than they are.</summary>
    public class ChangingGateway : DispatchProxy
    {
        internal IVSphereGateway Inner { get; set; } = null!;

        internal Func<VmDescription, VmDescription> Change { get; set; } = vm => vm;

        internal bool IsOn { get; set; } = true;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var result = targetMethod!.Invoke(Inner, args);
            return IsOn && targetMethod.Name == nameof(IVSphereGateway.ReadVmAsync) ? ChangeAsync((Task<VmDescription?>)result!) : result;
        }

        private async Task<VmDescription?> ChangeAsync(Task<VmDescription?> read) => await read is { } vm ? Change(vm) : null;
    }
}
