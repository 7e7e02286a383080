namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>What is in the inventory of every <see cref="BehaviourServer"/>, by inventory path.</summary>
internal static class Names
{
    internal const string Datacenter = "DC0";
    internal const string VmFolder = "DC0/vm";
    internal const string HostFolder = "DC0/host";
    internal const string DatastoreFolder = "DC0/datastore";

    /// <summary>A folder below <see cref="VmFolder"/>; it has a VM <c>golden-linux</c> and a VM <c>twin</c>.</summary>
    internal const string Golden = "DC0/vm/Golden";

    internal const string Cluster = "DC0/host/DC0_C0";
    internal const string Pool = "DC0/host/DC0_C0/Resources";
    internal const string OtherPool = "DC0/host/DC0_C0/Resources/DC0_C0_RP1";
    internal const string Datastore = "DC0/datastore/LocalDS_0";
    internal const string OtherDatastore = "DC0/datastore/LocalDS_1";
    internal const string StandardNetwork = "DC0/network/VM Network";
    internal const string Portgroup = "DC0/network/DC0_DVPG0";

    /// <summary>A powered-off VM of one CPU, 512 MiB, a disk of 8 GiB and an adapter on <see cref="StandardNetwork"/>. No case changes it.</summary>
    internal const string Stopped = "DC0/vm/stopped";

    /// <summary>A running VM of four CPUs, two disks and two adapters. No case changes it.</summary>
    internal const string AppServer = "DC0/vm/app-server";

    /// <summary>A VM called <c>db/primary</c> in the client that made it.</summary>
    internal const string EscapedVm = "DC0/vm/db%2fprimary";
}
