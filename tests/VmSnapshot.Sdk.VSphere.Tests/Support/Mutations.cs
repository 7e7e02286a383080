using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>Every mutation of the port, with the vim25 operation that it sends. A method that isn't here fails <see cref="MutationTests"/>.</summary>
internal static class Mutations
{
    internal static IReadOnlyDictionary<string, (string Method, Func<SimulatedVCenter, Task> Call)> All { get; } = new Dictionary<string, (string, Func<SimulatedVCenter, Task>)>
    {
        ["CloneVM_Task"] = (nameof(IVSphereGateway.StartCloneAsync), async v => await v.Gateway.StartCloneAsync(await v.CloneOfAsync("golden-debian", "copy"), Stop)),
        ["MarkAsTemplate"] = (nameof(IVSphereGateway.MarkAsTemplateAsync), v => v.Gateway.MarkAsTemplateAsync(v.Find("golden-debian"), Stop)),
        ["ReconfigVM_Task"] = (nameof(IVSphereGateway.StartReconfigureAsync), v => v.Gateway.StartReconfigureAsync(v.Find("golden-debian"), new ReconfigureVm { Cpus = 2 }, Stop)),
        ["CustomizeVM_Task"] = (
            nameof(IVSphereGateway.StartCustomizeAsync),
            v => v.Gateway.StartCustomizeAsync(
                v.Find("golden-debian"), new LinuxGuest { HostName = "web", Domain = "example.com" }, new Dictionary<SecretReference, string>(), Stop)),
        ["PowerOnVM_Task"] = (nameof(IVSphereGateway.StartPowerOnAsync), v => v.Gateway.StartPowerOnAsync(v.Find("golden-debian"), Stop)),
        ["PowerOffVM_Task"] = (nameof(IVSphereGateway.StartPowerOffAsync), v => v.Gateway.StartPowerOffAsync(v.Find("web-1"), Stop)),
        ["Destroy_Task"] = (nameof(IVSphereGateway.StartDestroyAsync), v => v.Gateway.StartDestroyAsync(v.Find("golden-debian"), Stop)),
        ["CreateSnapshot_Task"] = (
            nameof(IVSphereGateway.StartCreateNativeSnapshotAsync),
            v => v.Gateway.StartCreateNativeSnapshotAsync(v.Find("golden-debian"), new CreateNativeSnapshot { Name = "base", Description = "of a test", Quiesce = false }, Stop)),
        ["RemoveSnapshot_Task"] = (
            nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync),
            v => v.Gateway.StartRemoveNativeSnapshotAsync(
                new MoRef("VirtualMachineSnapshot", v.Machine("app-1").Snapshots!.RootSnapshotList![0].Snapshot!.Value), Stop)),
        ["CancelTask"] = (nameof(IVSphereGateway.CancelTaskAsync), v => v.Gateway.CancelTaskAsync(new MoRef("Task", "task-gone"), Stop)),
    };

    internal static TheoryData<string> Operations => [.. All.Keys];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
