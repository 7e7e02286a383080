using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// The privilege that reading a property needs, as the vSphere Web Services API reference says at each: System.Read where
/// it says nothing; what places an object in the inventory needs no more than System.View.
/// </summary>
internal static class ReadPrivileges
{
    internal const string Anonymous = "System.Anonymous";
    internal const string View = "System.View";
    internal const string Read = "System.Read";

    private static readonly Dictionary<string, string[]> NeedingView = new(StringComparer.Ordinal)
    {
        ["ManagedEntity"] = ["parent", "customValue", "effectiveRole", "name", "declaredAlarmState", "triggeredAlarmState", "tag"],
        ["ExtensibleManagedObject"] = ["value", "availableField"],
        ["Folder"] = ["childType", "childEntity"],
        ["StoragePod"] = ["summary"],
        ["Datacenter"] = ["vmFolder", "hostFolder", "datastoreFolder", "networkFolder", "configuration"],
        ["ComputeResource"] = ["resourcePool", "host", "datastore", "network", "environmentBrowser"],
        ["HostSystem"] = ["datastore", "network", "datastoreBrowser"],
        ["ResourcePool"] = ["owner", "resourcePool", "vm"],
        ["VirtualApp"] = ["parentFolder", "datastore", "network"],
        ["VirtualMachine"] = ["datastore", "network"],
        ["ServiceInstance"] = ["serverClock", "capability"],
        ["CustomFieldsManager"] = ["field"],
        ["EnvironmentBrowser"] = ["datastoreBrowser"],
        ["TaskManager"] = ["recentTask", "description", "maxCollector"],
        ["EventManager"] = ["description", "latestEvent", "maxCollector"],
        ["ViewManager"] = ["viewList"],
        ["AuthorizationManager"] = ["privilegeList", "roleList", "description"],
        ["SessionManager"] = ["message"],
        ["PropertyCollector"] = ["filter"],
    };

    private static readonly Dictionary<string, string[]> Public = new(StringComparer.Ordinal)
    {
        ["ServiceInstance"] = ["content"],
        ["SessionManager"] = ["currentSession", "messageLocaleList", "supportedLocaleList", "defaultLocale"],
    };

    internal static string Of(string type, string property) => (type, property) switch
    {
        ("SessionManager", "sessionList") => "Sessions.TerminateSession",
        ("CustomizationSpecManager", "info") => "VirtualMachine.Provisioning.ReadCustSpecs",
        _ when IsAmong(Public, type, property) => Anonymous,
        _ when IsAmong(NeedingView, type, property) => View,
        _ => Read,
    };

    private static bool IsAmong(Dictionary<string, string[]> properties, string type, string property)
    {
        for (string? current = type; current is not null; current = VimManagedTypes.BaseOf(current))
        {
            if (properties.TryGetValue(current, out string[]? names) && names.Contains(property))
            {
                return true;
            }
        }

        return false;
    }
}
