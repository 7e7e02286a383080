using System.Text;

namespace VmSnapshot.Simulator.Hosting;

/// <summary>The list of versions that vCenter publishes beside its service.</summary>
internal static class VersionsDocument
{
    internal static byte[] Bytes { get; } = Encoding.UTF8.GetBytes(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<namespaces version=\"1.0\">\n <namespace>\n  <name>urn:vim25</name>\n"
        + $"  <version>{ServedVersions.All[0]}</version>\n  <priorVersions>\n"
        + string.Concat(ServedVersions.All.Skip(1).Select(version => $"   <version>{version}</version>\n"))
        + "  </priorVersions>\n </namespace>\n</namespaces>\n");
}
