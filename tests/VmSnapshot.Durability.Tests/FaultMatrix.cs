using VmSnapshot.Durability.Tests.Harness;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.Tests;

/// <summary>
/// The manifest of what can go wrong: every kind of call of vCenter's with everything that may happen to any call, every call with what vCenter can
/// say to it, every transaction of the store with everything that may happen to one. All tests of single faults are made from it.
/// </summary>
internal static class FaultMatrix
{
    private const string ReadVm = nameof(IVSphereGateway.ReadVmAsync);
    private const string Watch = nameof(IVSphereGateway.WatchTaskAsync);
    private const string Clone = nameof(IVSphereGateway.StartCloneAsync);
    private const string Mark = nameof(IVSphereGateway.MarkAsTemplateAsync);

    /// <summary>The rows: the calls of vCenter's, where each is met first.</summary>
    public static IReadOnlyList<Place> Rows { get; } =
    [
        new("Login", Scenario.FullSnapshot, nameof(IVSphereGateway.ConnectAsync)) { IsBeforeBegin = true },
        new("FindSource", Scenario.FullSnapshot, nameof(IVSphereGateway.FindVmsAsync)) { IsBeforeBegin = true },
        new("ReadInfo", Scenario.FullSnapshot, ReadVm) { IsBeforeBegin = true },
        new("Placement", Scenario.FullSnapshot, nameof(IVSphereGateway.ReadObjectsAsync)) { IsBeforeBegin = true },
        new("ProbeOwned", Scenario.FullSnapshot, nameof(IVSphereGateway.FindVmInFolderAsync)),
        new("Clone (snapshot)", Scenario.FullSnapshot, Clone),
        new("Wait (snapshot)", Scenario.FullSnapshot, Watch, After: Clone),
        new("ReadBack", Scenario.FullSnapshot, ReadVm, After: Watch),
        new("MarkAsTemplate", Scenario.FullSnapshot, Mark),
        new("VerifyTemplate", Scenario.FullSnapshot, ReadVm, After: Mark),
        new("Clone (deploy)", Scenario.LinuxVm, Clone),
        new("Wait (deploy)", Scenario.LinuxVm, Watch, After: Clone),
        new("Reconfigure", Scenario.LinuxVm, nameof(IVSphereGateway.StartReconfigureAsync)),
        new("Customize", Scenario.WindowsVm, nameof(IVSphereGateway.StartCustomizeAsync)),
        new("PowerOn", Scenario.LinuxVm, nameof(IVSphereGateway.StartPowerOnAsync)),
        new("Cancel/Destroy", Scenario.FullSnapshot, nameof(IVSphereGateway.StartDestroyAsync)) { CancelAt = Mark },
    ];

    /// <summary>More calls that vCenter's own faults are met at.</summary>
    public static IReadOnlyList<Place> OtherCalls { get; } =
    [
        new("CancelTask", Scenario.FullSnapshot, nameof(IVSphereGateway.CancelTaskAsync)) { CancelAt = Clone },
        new("CreateSnapshot", Scenario.QuiescedSnapshot, nameof(IVSphereGateway.StartCreateNativeSnapshotAsync)),
        new("RemoveSnapshot", Scenario.QuiescedSnapshot, nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync)),
    ];

    /// <summary>The columns: what may happen at any call.</summary>
    public static IReadOnlyList<FaultMode> Columns { get; } =
    [
        FaultMode.CrashBefore, FaultMode.CrashAfter, FaultMode.ReplyLost, FaultMode.TimedOut, FaultMode.SessionExpired, FaultMode.TwoInstances, FaultMode.StoreBusy,
        FaultMode.StoreFull, FaultMode.CommitUnknown, FaultMode.Cancelled,
    ];

    /// <summary>The transactions of the store.</summary>
    public static IReadOnlyList<string> Transactions { get; } = ["begin", "claim", "intent", "bind", "end"];

    /// <summary>What may happen to a transaction. The fence is stale where two instances are at work.</summary>
    public static IReadOnlyList<FaultMode> TransactionModes { get; } =
    [
        FaultMode.CrashBefore, FaultMode.CrashAfter, FaultMode.CommitUnknown, FaultMode.StoreBusy, FaultMode.StoreFull, FaultMode.TwoInstances, FaultMode.Cancelled,
    ];

    /// <summary>What vCenter itself says to a call, or of the task that a call starts.</summary>
    public static IReadOnlyList<CallFault> CallFaults { get; } =
    [
        .. Refused("Login", new InvalidLogin(), new InvalidLocale(), new NoPermission()),
        .. Refused("FindSource", new NotAuthenticated(), new NoPermission(), new HostCommunication()),
        .. Refused("ReadInfo", new ManagedObjectNotFound(), new NoPermission(), new HostCommunication()),
        .. Refused("Placement", new ManagedObjectNotFound(), new NoPermission()),
        .. Refused("ProbeOwned", new ManagedObjectNotFound(), new NoPermission(), new HostCommunication()),
        .. Refused(
            "Clone (snapshot)", new TaskInProgress(), new TooManyConcurrentNativeClones(), new InvalidState(), new InvalidDatastore(), new NoPermission(),
            new ManagedObjectNotFound(), new InsufficientResourcesFault(), new InvalidName(), new NotSupported(), new InvalidArgument()),
        .. TaskFails(
            "Clone (snapshot)", new NoDiskSpace(), new RequestCanceled(), new FileFault(), new HostNotConnected(), new TooManyConcurrentNativeClones(), new TaskInProgress(),
            new VmConfigFault(), new ManagedObjectNotFound()),
        // Its own earlier call has the name, which came late; a stranger has it.
        new("Clone (snapshot)", FaultMode.TimedOut, new DuplicateName()) { LateAfter = 6 },
        new("Clone (snapshot)", FaultMode.NameTaken, new DuplicateName()),
        new("Clone (snapshot)", FaultMode.TaskForgotten, new ManagedObjectNotFound()),
        .. Refused("Wait (snapshot)", new ManagedObjectNotFound(), new InvalidCollectorVersion(), new NotAuthenticated(), new HostCommunication(), new NoPermission()),
        .. Refused("ReadBack", new NoPermission(), new HostCommunication()),
        .. Refused("MarkAsTemplate", new InvalidPowerState(), new InvalidState(), new FileFault(), new NotSupported(), new VmConfigFault(), new TaskInProgress(), new NoPermission()),
        .. Refused("VerifyTemplate", new NoPermission()),
        .. Refused(
            "Clone (deploy)", new TaskInProgress(), new TooManyConcurrentNativeClones(), new InvalidDatastore(), new InsufficientResourcesFault(), new InvalidName(),
            new ManagedObjectNotFound()),
        .. TaskFails("Clone (deploy)", new NoDiskSpace(), new RequestCanceled(), new InsufficientResourcesFault(), new HostNotConnected()),
        new("Clone (deploy)", FaultMode.TimedOut, new DuplicateName()) { LateAfter = 6 },
        new("Clone (deploy)", FaultMode.NameTaken, new DuplicateName()),
        new("Clone (deploy)", FaultMode.TaskForgotten, new ManagedObjectNotFound()),
        .. Refused("Wait (deploy)", new ManagedObjectNotFound(), new InvalidCollectorVersion()),
        .. Refused("Reconfigure", new ConcurrentAccess(), new TaskInProgress(), new InvalidState(), new InvalidDeviceSpec(), new TooManyDevices(), new NoPermission()),
        .. TaskFails("Reconfigure", new ConcurrentAccess(), new NoDiskSpace(), new InvalidDeviceSpec(), new CpuHotPlugNotSupported(), new MemoryHotPlugNotSupported()),
        .. Refused("Customize", new UncustomizableGuest(), new CannotDecryptPasswords(), new NicSettingMismatch(), new MissingWindowsCustResources(), new TaskInProgress()),
        // Asked for again, it is pending.
        new("Customize", FaultMode.ReplyLost, new CustomizationPending()),
        .. TaskFails("Customize", new CustomizationFault(), new RequestCanceled()),
        .. Refused("PowerOn", new InvalidPowerState(), new InsufficientResourcesFault(), new TaskInProgress(), new HostNotConnected()),
        .. TaskFails("PowerOn", new NotEnoughLicenses(), new InsufficientMemoryResourcesFault(), new FileLocked()),
        .. Refused("Cancel/Destroy", new TaskInProgress(), new InvalidPowerState(), new NoPermission(), new HostNotConnected()),
        .. TaskFails("Cancel/Destroy", new FileLocked(), new RequestCanceled()),
        .. Refused("CancelTask", new NoPermission(), new NotAuthenticated()),
        .. Refused("CreateSnapshot", new TaskInProgress(), new SnapshotLocked(), new TooManySnapshotLevels()),
        .. TaskFails("CreateSnapshot", new ApplicationQuiesceFault(), new NoDiskSpace()),
        new("CreateSnapshot", FaultMode.TaskForgotten, new ManagedObjectNotFound()),
        .. Refused("RemoveSnapshot", new TaskInProgress(), new SnapshotLocked()),
        .. TaskFails("RemoveSnapshot", new NoDiskSpace()),
    ];

    public static Place RowOf(string name) => Rows.Concat(OtherCalls).Single(row => row.Name == name);

    private static IEnumerable<CallFault> Refused(string row, params MethodFault[] faults) => faults.Select(fault => new CallFault(row, FaultMode.Refused, fault));

    private static IEnumerable<CallFault> TaskFails(string row, params MethodFault[] faults) => faults.Select(fault => new CallFault(row, FaultMode.TaskFailed, fault));
}

/// <summary>A call of vCenter's.</summary>
/// <param name="Name">The row.</param>
/// <param name="Scenario">In whose course it is met.</param>
/// <param name="Call">The port's method: its first call,</param>
/// <param name="After">after the first of this one.</param>
internal sealed record Place(string Name, Scenario Scenario, string Call, string? After = null)
{
    /// <summary>At the first call of this method, cancelling is asked for.</summary>
    public string? CancelAt { get; init; }

    /// <summary>Whether nothing is written down then: who asks again, begins anew.</summary>
    public bool IsBeforeBegin { get; init; }
}

/// <summary>Something that vCenter says.</summary>
internal sealed record CallFault(string Row, FaultMode Mode, MethodFault Says)
{
    public int? LateAfter { get; init; }

    public string Name => $"{Row}: {Says.WireTypeName}{(Mode is FaultMode.Refused ? "" : $", {Mode}")}";

    /// <summary>Whether it passes, is worth another try, or says what is so already.</summary>
    public bool Passes => Mode is not (FaultMode.Refused or FaultMode.TaskFailed or FaultMode.NameTaken)
        || Says is TaskInProgress or ConcurrentAccess or TooManyConcurrentNativeClones or NotAuthenticated or InvalidCollectorVersion
        // A host that can't be asked for the moment says nothing of what was done.
        || (Row is "ProbeOwned" or "ReadBack" && Says is HostCommunication)
        || (Row.StartsWith("Wait", StringComparison.Ordinal) && Says is ManagedObjectNotFound or HostCommunication)
        || FaultMatrix.RowOf(Row).IsBeforeBegin;
}
