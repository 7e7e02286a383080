using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Customization specifications, and guests that are customized.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_customization_spec_is_stored_and_read() => CaseAsync("False; True; Linux web of tests", async s =>
    {
        ManagedObjectReference manager = s.Content.CustomizationSpecManager!;
        bool before = await s.Client.DoesCustomizationSpecExistAsync(manager, "stored", Stop);
        await s.Client.CreateCustomizationSpecAsync(manager, StoredSpec("stored"), Stop);
        CustomizationSpecItem stored = await s.Client.GetCustomizationSpecAsync(manager, "stored", Stop);
        return Lines(
            before,
            await s.Client.DoesCustomizationSpecExistAsync(manager, "stored", Stop),
            $"{stored.Info!.Type} {((stored.Spec!.Identity as CustomizationLinuxPrep)?.HostName as CustomizationFixedName)?.Name} {stored.Info.Description}");
    });

    [Fact]
    public Task A_customization_spec_of_a_name_that_is_taken_is_refused() => CaseAsync("AlreadyExists", async s =>
    {
        await s.Client.CreateCustomizationSpecAsync(s.Content.CustomizationSpecManager!, StoredSpec("stored-twice"), Stop);
        return await EndOfAsync(() => s.Client.CreateCustomizationSpecAsync(s.Content.CustomizationSpecManager!, StoredSpec("stored-twice"), Stop));
    });

    [Fact]
    public Task A_customization_spec_that_is_not_there_cannot_be_read() => CaseAsync("NotFound", s =>
        EndOfAsync(() => s.Client.GetCustomizationSpecAsync(s.Content.CustomizationSpecManager!, "no-such-spec", Stop)));

    [Fact]
    public Task A_customization_spec_is_deleted() => CaseAsync("done; False; NotFound", async s =>
    {
        ManagedObjectReference manager = s.Content.CustomizationSpecManager!;
        await s.Client.CreateCustomizationSpecAsync(manager, StoredSpec("deleted"), Stop);
        return Lines(
            await EndOfAsync(() => s.Client.DeleteCustomizationSpecAsync(manager, "deleted", Stop)),
            await s.Client.DoesCustomizationSpecExistAsync(manager, "deleted", Stop),
            await EndOfAsync(() => s.Client.DeleteCustomizationSpecAsync(manager, "deleted", Stop)));
    });

    [Fact]
    public Task A_customization_can_be_checked_against_a_VM() => CaseAsync("done; NicSettingMismatch", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-check");
        return Lines(
            await EndOfAsync(() => s.Client.CheckCustomizationSpecAsync(vm, LinuxSpec("web", 1), Stop)),
            await EndOfAsync(() => s.Client.CheckCustomizationSpecAsync(vm, LinuxSpec("web", 2), Stop)));
    });

    [Fact]
    public Task A_customization_waits_for_the_power_on() => CaseAsync("nothing pends; done; something pends", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-pending");
        string before = await PendingAsync(s, vm);
        return Lines(before, await CustomizeAsync(s, vm, LinuxSpec("pending", 1)), await PendingAsync(s, vm));
    });

    [Fact]
    public Task A_second_customization_is_refused_while_one_pends() => CaseAsync("done; CustomizationPending", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-twice");
        return Lines(await CustomizeAsync(s, vm, LinuxSpec("first", 1)), await CustomizeAsync(s, vm, LinuxSpec("second", 1)));
    });

    [Fact]
    public Task A_customization_has_a_setting_for_each_adapter() => CaseAsync("NicSettingMismatch 2 in the spec, 1 in the VM", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-nics");
        try
        {
            await s.ResultOfAsync(s.Client.CustomizeVMTaskAsync(vm, LinuxSpec("nics", 2), Stop));
            return Done;
        }
        catch (VimFaultException fault)
        {
            return fault.Fault is NicSettingMismatch mismatch
                ? $"{fault.FaultName} {mismatch.NumberOfNicsInSpec} in the spec, {mismatch.NumberOfNicsInVM} in the VM"
                : fault.FaultName;
        }
    });

    [Fact]
    public Task A_running_guest_is_not_customized() => CaseAsync("InvalidPowerState", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-running");
        await s.PowerOnAsync(vm);
        return await CustomizeAsync(s, vm, LinuxSpec("running", 1));
    });

    [Fact]
    public Task A_customized_guest_has_its_name_and_address() => CaseAsync("web-7; 10.0.0.7; nothing pends", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-guest");
        await CustomizeAsync(s, vm, LinuxSpec("web-7", 1, "10.0.0.7"));
        await s.PowerOnAsync(vm);
        GuestInfo guest = await GuestOnceCalledAsync(s, vm, "web-7");
        return Lines(guest.HostName, guest.IpAddress, await PendingAsync(s, vm));
    });

    [Fact]
    public Task A_customization_ends_with_an_event() => CaseAsync("CustomizationStartedEvent, CustomizationSucceeded", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-event");
        await CustomizeAsync(s, vm, LinuxSpec("web-8", 1));
        await s.PowerOnAsync(vm);
        return await EventualEventsAsync(s, vm, ["CustomizationStartedEvent", "CustomizationSucceeded"], 2);
    });

    [Fact]
    public Task A_clone_is_customized_by_its_spec() => CaseAsync("something pends; web-9", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("customize-clone", spec => spec.Customization = LinuxSpec("web-9", 1));
        string before = await PendingAsync(s, vm);
        await s.PowerOnAsync(vm);
        return Lines(before, (await GuestOnceCalledAsync(s, vm, "web-9")).HostName ?? "no name");
    });

    /// <summary>The guest when it has its name, or after some time without it: it starts under another, and nobody waits for a customization.</summary>
    private static async Task<GuestInfo> GuestOnceCalledAsync(BehaviourSession s, ManagedObjectReference vm, string hostName)
    {
        var guest = await s.ReadAsync<GuestInfo>(vm, "guest");
        for (int attempt = 0; attempt < 50 && guest.HostName != hostName; attempt++)
        {
            await Task.Delay(20, Stop);
            guest = await s.ReadAsync<GuestInfo>(vm, "guest");
        }

        return guest;
    }

    private static CustomizationSpec LinuxSpec(string hostName, int nics, string? address = null) => new()
    {
        Identity = new CustomizationLinuxPrep { HostName = new CustomizationFixedName { Name = hostName }, Domain = "example.com" },
        GlobalIPSettings = new CustomizationGlobalIPSettings(),
        NicSettingMap =
        [
            .. Enumerable.Range(0, nics).Select(_ => new CustomizationAdapterMapping
            {
                Adapter = address is null
                    ? new CustomizationIPSettings { Ip = new CustomizationDhcpIpGenerator() }
                    : new CustomizationIPSettings { Ip = new CustomizationFixedIp { IpAddress = address }, SubnetMask = "255.255.255.0" },
            }),
        ],
    };

    private static CustomizationSpecItem StoredSpec(string name) => new()
    {
        Info = new CustomizationSpecInfo { Name = name, Description = "of tests", Type = "Linux" },
        Spec = LinuxSpec("web", 1),
    };

    private static Task<string> CustomizeAsync(BehaviourSession s, ManagedObjectReference vm, CustomizationSpec spec)
        => EndOfAsync(() => s.ResultOfAsync(s.Client.CustomizeVMTaskAsync(vm, spec, Stop)));

    private static async Task<string> PendingAsync(BehaviourSession s, ManagedObjectReference vm)
        => string.IsNullOrEmpty((await s.ConfigAsync(vm)).Tools?.PendingCustomization) ? "nothing pends" : "something pends";
}
