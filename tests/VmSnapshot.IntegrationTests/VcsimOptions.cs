namespace VmSnapshot.IntegrationTests;

/// <summary>How a <see cref="VcsimServer"/> is started; what is not set is the launcher's default.</summary>
public sealed record VcsimOptions
{
    /// <summary>Serve HTTPS, with a certificate made for this one run.</summary>
    public bool Tls { get; init; }

    public string Username { get; init; } = "administrator@vsphere.local";

    public int? Datacenters { get; init; }

    public int? Clusters { get; init; }

    public int? HostsPerCluster { get; init; }

    public int? PoolsPerCluster { get; init; }

    public int? Datastores { get; init; }

    /// <summary>Datastore clusters per datacenter; the first gets the last datastore.</summary>
    public int? DatastoreClusters { get; init; }

    /// <summary>VMs per cluster and standalone host, besides the named ones.</summary>
    public int? Vms { get; init; }

    /// <summary>How long every call takes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long calls of single methods take besides, as in <c>["CloneVM_Task"] = …</c>.</summary>
    public IReadOnlyDictionary<string, TimeSpan> MethodDelays { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>After how long an idle session expires, in whole seconds; never when not set.</summary>
    public TimeSpan? SessionIdleTimeout { get; init; }

    internal IEnumerable<string> ToArguments()
    {
        yield return $"-username={Username}";
        if (Tls)
        {
            yield return "-tls";
        }

        (string Name, int? Value)[] numbers =
        [
            ("datacenters", Datacenters), ("clusters", Clusters), ("hosts", HostsPerCluster), ("pools", PoolsPerCluster),
            ("datastores", Datastores), ("pods", DatastoreClusters), ("vms", Vms), ("idle", (int?)SessionIdleTimeout?.TotalSeconds),
        ];
        foreach (var (name, value) in numbers)
        {
            if (value is not null)
            {
                yield return $"-{name}={value}";
            }
        }

        var delays = MethodDelays.Select(pair => $"{pair.Key}={(int)pair.Value.TotalMilliseconds}").ToList();
        if (Delay > TimeSpan.Zero)
        {
            delays.Insert(0, $"{(int)Delay.TotalMilliseconds}");
        }

        if (delays.Count > 0)
        {
            yield return $"-delay-ms={string.Join(',', delays)}";
        }
    }
}
