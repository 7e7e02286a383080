using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Reconfiguring;

public class ConfigQueryTests
{
    [Fact]
    public async Task A_check_tells_what_a_reconfigure_would_fail_with_and_changes_nothing()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineConfigInfo before = bench.Vm.Config;
        Task<ManagedObjectReference?> Check(VirtualMachineConfigSpec spec)
            => bench.Client.CheckVmConfigTaskAsync(bench.Content.VmCompatibilityChecker!, spec, bench.Vm.Reference, cancellationToken: VmBench.Cancellation);

        var bad = (IReadOnlyList<CheckResult>)bench.ResultOf((await Check(new VirtualMachineConfigSpec { NumCPUs = 3, NumCoresPerSocket = 2 }))!)!;
        var good = (IReadOnlyList<CheckResult>)bench.ResultOf((await Check(new VirtualMachineConfigSpec { DeviceChange = [VmBench.AddDisk(1L << 30)] }))!)!;

        bad.Single().Error!.Single().Fault.Should().BeOfType<InvalidArgument>();
        good.Single().Error.Should().BeNull();
        (good.Single().Vm, good.Single().Host).Should().Be((bench.Vm.Reference, bench.Inventory.Host1.Reference));
        bench.Vm.Config.Should().BeSameAs(before);
        bench.Inventory.Datastore1.Files.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_VM_that_is_yet_to_be_made_is_checked_against_a_pool()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        Task<ManagedObjectReference?> Check(VirtualMachineConfigSpec spec) => bench.Client.CheckVmConfigTaskAsync(
            bench.Content.VmCompatibilityChecker!, spec, pool: bench.Inventory.Cluster.RootPool.Reference, cancellationToken: VmBench.Cancellation);

        var result = (IReadOnlyList<CheckResult>)bench.ResultOf((await Check(new VirtualMachineConfigSpec { Name = "new", GuestId = "plan9Guest" }))!)!;

        result.Single().Error!.Single().Fault.Should().BeOfType<InvalidArgument>();
        Func<Task> nowhere = () => bench.Client.CheckVmConfigTaskAsync(bench.Content.VmCompatibilityChecker!, new VirtualMachineConfigSpec(), cancellationToken: VmBench.Cancellation);
        (await nowhere.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
    }

    [Fact]
    public async Task Hardware_is_upgraded_once_while_the_VM_is_off()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        Task<ManagedObjectReference> Upgrade(string? version = null) => bench.Client.UpgradeVMTaskAsync(bench.Vm.Reference, version, VmBench.Cancellation);

        bench.ResultOf(await Upgrade("vmx-20"));
        bench.Vm.Config.Version.Should().Be("vmx-20");
        bench.FaultOf<InvalidArgument>(await Upgrade("vmx-13"));
        bench.FaultOf<AlreadyUpgraded>(await Upgrade("vmx-20"));
        bench.TurnOn();
        bench.FaultOf<InvalidPowerState>(await Upgrade());

        bench.Events.OfType<VmUpgradeCompleteEvent>().Single().Version.Should().Be("vmx-20");
    }

    [Fact]
    public async Task Config_options_describe_guests_and_hardware_of_a_version()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        ManagedObjectReference browser = bench.Vm.Get<ManagedObjectReference>("environmentBrowser")!;

        VirtualMachineConfigOption newest = (await bench.Client.QueryConfigOptionExAsync(browser, cancellationToken: VmBench.Cancellation))!;
        VirtualMachineConfigOption old = (await bench.Client.QueryConfigOptionExAsync(
            browser, new EnvironmentBrowserConfigOptionQuerySpec { Key = "vmx-13", GuestId = ["windows9Server64Guest", "windows11_64Guest"] }, VmBench.Cancellation))!;

        newest.Version.Should().Be("vmx-21");
        GuestOsDescriptor windows11 = newest.GuestOSDescriptor!.Single(guest => guest.Id == "windows11_64Guest");
        (windows11.RecommendedFirmware, windows11.RecommendedTPM20, windows11.RecommendedEthernetCard).Should().Be(("efi", true, "VirtualVmxnet3"));
        newest.GuestOSDescriptor!.Select(guest => guest.Id).Should().OnlyHaveUniqueItems()
            .And.Contain(["debian12_64Guest", "ubuntu64Guest", "rhel9_64Guest", "vmwarePhoton64Guest", "freebsd13_64Guest", "windows2019srvNext_64Guest"]);
        old.GuestOSDescriptor!.Select(guest => guest.Id).Should().Equal("windows9Server64Guest");
        old.HardwareOptions!.NumCPU!.Max().Should().Be(128);
    }

    [Fact]
    public async Task A_config_target_lists_what_the_cluster_has()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        ManagedObjectReference browser = bench.Vm.Get<ManagedObjectReference>("environmentBrowser")!;

        ConfigTarget target = (await bench.Client.QueryConfigTargetAsync(browser, cancellationToken: VmBench.Cancellation))!;

        target.Datastore!.Select(datastore => datastore.Name).Should().Equal("datastore1", "datastore2", "pod0-1", "pod0-2");
        target.Network!.Select(network => network.Name).Should().Equal("VM Network");
        target.DistributedVirtualPortgroup!.Single().PortgroupName.Should().Be("backend");
        target.OpaqueNetwork!.Single().Name.Should().Be("overlay");
        (target.NumCpus, target.AutoVmotion).Should().Be((32, true));
    }
}
