using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>Where the simulator's answers depart from the recorded ones, and why they may. A test finds those that don't hold any more.</summary>
internal static class ExpectedDepartures
{
    internal const string Unset = "unset, which it was in no recording";

    internal static IReadOnlyList<ExpectedDeparture> All { get; } =
    [
        .. In(
            "no recorded VM had such a device, so that there is nothing to compare with",
            "in no recording",
            "VirtualAHCIController",
            "VirtualE1000e",
            "VirtualEthernetCardOpaqueNetworkBackingInfo",
            "VirtualNVMEController",
            "VirtualTPM"),
        .. In(
            "the adapters of the recorded guests had no settings of their own; those here have what the schema says",
            "in no recording",
            "GuestNicInfo/dnsConfig",
            "NetIpConfigInfo/dhcp"),
        new("VirtualLsiLogicSASController/hotAddRemove", "in no recording", "the one recorded is of a VM that VMware's own simulation made, without it; recorded para-virtual controllers have it"),
        .. In(
            "no recorded inventory had folders below folders, or datastore clusters, which are folders",
            "refers to a *",
            "Folder.childEntity[ArrayOfManagedObjectReference]/ManagedObjectReference[ManagedObjectReference]",
            "Folder.parent[ManagedObjectReference]"),
        new("VirtualMachine.resourcePool", Unset, "a template is in no pool; the recorded VMs were none (vSphere Web Services API reference, VirtualMachine.resourcePool)"),
        .. In(
            "set while the VM runs (vSphere Web Services API reference), which the recorded ones did",
            "missing",
            "VirtualMachineRuntimeInfo/maxCpuUsage",
            "VirtualMachineRuntimeInfo/maxMemoryUsage"),
        .. In("a guest that doesn't run has reported nothing; the recorded ones ran", Unset, "VirtualMachine.guest.ipStack", "VirtualMachine.guest.net"),
        .. In(
            "the one recorded had been customized; this one never was",
            "missing",
            "GuestInfoCustomizationInfo/endTime",
            "GuestInfoCustomizationInfo/startTime"),
        new("NetDnsConfigInfo/searchDomain", "missing", "optional; the recorded guests had search domains"),
        new("CustomFieldDef/managedObjectType", "missing", "the fields here are for objects of all types; the recorded ones were for hosts"),
        new("VirtualMachineConfigInfo/changeVersion", "is int, not dateTime", "opaque: clients only hand it back"),
        .. In(
            "what a host computes or assigns, and nobody who makes VMs reads",
            "missing",
            "HostConfigSummary/sslThumbprint",
            "HostListSummaryQuickStats/uptime",
            "ParaVirtualSCSIController/slotInfo",
            "VirtualMachineConfigInfo/initialOverhead",
            "VirtualMachineConfigInfo/vmxConfigChecksum",
            "VirtualVmxnet3/slotInfo"),
        new("VirtualMachineConfigInfo/datastoreUrl", "missing", "the datastore itself has the URL"),
        .. In("no recorded VM had a snapshot", "in no recording", "VirtualDiskFlatVer2BackingInfo/deltaDiskFormat", "VirtualDiskFlatVer2BackingInfo/parent"),
        new("VirtualDiskFlatVer2BackingInfo/thinProvisioned", "missing", "a snapshot's delta is neither thin nor thick; no recorded VM had one"),
        .. In("the library has no class for it, so that the simulator can't answer it", Unset, [.. Unmodelled]),
        .. In("cut in the library's cluster configuration; configurationEx has DRS and HA", Unset, [.. ClusterConfiguration]),
    ];

    private static IEnumerable<string> Unmodelled =>
    [
        "Datacenter.configuration",
        "Datastore.browser",
        "Datastore.iormConfiguration",
        "VirtualMachine.layout",
        "VirtualMachine.layoutEx",
        "VirtualMachine.storage",
        "VmwareDistributedVirtualSwitch.config.numPorts",
        "VmwareDistributedVirtualSwitch.summary.host",
        "VmwareDistributedVirtualSwitch.summary.hostMember",
        .. ((IReadOnlyList<string>)["Datacenter", "Datastore", "DistributedVirtualPortgroup", nameof(HostSystem), "Network", "VirtualMachine"]).Select(type => type + ".tag"),
    ];

    private static IEnumerable<string> ClusterConfiguration => ((IReadOnlyList<string>)
    [
        "dasConfig.admissionControlEnabled",
        "dasConfig.admissionControlPolicy",
        "dasConfig.enabled",
        "dasConfig.failoverLevel",
        "drsConfig.defaultVmBehavior",
        "drsConfig.enabled",
        "drsConfig.vmotionRate",
    ]).Select(path => "ClusterComputeResource.configuration." + path);

    internal static bool Holds(ShapeDifference difference) => All.Any(expected => expected.Covers(difference));

    private static IEnumerable<ExpectedDeparture> In(string why, string what, params IReadOnlyList<string> paths) => paths.Select(path => new ExpectedDeparture(path, what, why));
}
